import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The rules of JUnit reports that readers of ours rely on: elements, attributes and counts.
///
/// Source: the schema junit-10.xsd of Jenkins' xUnit plugin, with `skipped` of all suites, and `file` and `line` of a case.
package struct JUnitRules {
    /// What breaks a rule.
    package let violations: [String]

    package init(_ text: String) {
        let reading = Reading()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reading
        // An element without an end is no error to every version of the parser.
        if !parser.parse() || !reading.isComplete {
            reading.violations.append("not well formed: line \(parser.lineNumber)")
        }
        violations = reading.violations
    }

    /// By element, the elements it may stand in and the attributes it must and may have.
    private static let elements: [String: (parents: [String], required: Set<String>, allowed: Set<String>)] = [
        "testsuites": ([""], ["name"], ["tests", "failures", "errors", "skipped"]),
        "testsuite": (["testsuites"], ["name", "tests", "failures", "errors"], ["skipped"]),
        "testcase": (["testsuite"], ["name"], ["classname", "file", "line"]),
        "failure": (["testcase"], [], ["message", "type"]), "error": (["testcase"], [], ["message", "type"]),
        "skipped": (["testcase"], [], ["message", "type"]), "system-out": (["testcase"], [], []),
    ]

    private final class Reading: NSObject, XMLParserDelegate {
        var violations: [String] = []
        var isComplete: Bool { open.isEmpty }
        private var open: [(name: String, attributes: [String: String], found: [String: Int])] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            let parent = open.last?.name ?? ""
            if let rule = JUnitRules.elements[name] {
                let names = Set(attributes.keys)
                if !rule.parents.contains(parent) { violations.append("\(name) in \(parent)") }
                if !names.isSuperset(of: rule.required) { violations.append("\(name) without \(rule.required)") }
                if !names.isSubset(of: rule.required.union(rule.allowed)) { violations.append("\(name) with \(names)") }
            } else {
                violations.append("unknown element \(name)")
            }
            for index in open.indices { open[index].found[name, default: 0] += 1 }
            open.append((name, attributes, [:]))
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            guard let element = open.popLast() else { return }
            let counts = [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
            for (attribute, counted) in counts {
                guard let told = element.attributes[attribute] else { continue }
                let found = element.found[counted] ?? 0
                if told != String(found) { violations.append("\(name) \(attribute)=\(told), and there are \(found)") }
            }
            if name == "testcase", element.found.count > 1 { violations.append("a case with more than one outcome") }
        }
    }
}
