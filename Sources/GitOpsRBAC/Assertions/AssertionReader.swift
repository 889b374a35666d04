import GitOpsManifest
import GitOpsSchema

/// Reads statements from a document.
struct AssertionReader {
    private let source: String
    private let names: ResourceNames
    private(set) var assertions: [AccessAssertion] = []
    private(set) var problems: [AssertionProblem] = []
    /// Whether the statement that is being read is whole.
    private var isWhole = true
    private lazy var namespaces = names.namespaces.sorted { $0.precedesByBytes($1) }

    private static let whoFields = ["subject", "subjects", "nobodyOutside"]
    private static let whatFields = ["may", "mayNot", "canReach", "cannotReach"]
    private static let requestFields = ["verbs", "resources", "names", "namespace", "namespaces", "urls"]

    init(source: String, names: ResourceNames) {
        self.source = source
        self.names = names
    }

    mutating func report(_ reason: AssertionProblem.Reason, at position: SourcePosition?) {
        problems.append(AssertionProblem(reason: reason, source: source, position: position))
        isWhole = false
    }

    mutating func read(_ root: Node) {
        guard root.kind == .object else {
            report(.wrongType(field: "the file", expected: "an object with a list assertions"), at: root.position)
            return
        }
        check(root, ["assertions"])
        guard let list = root["assertions"] else {
            report(.missing("assertions"), at: root.position)
            return
        }
        guard list.kind == .array else {
            report(.wrongType(field: "assertions", expected: "a list"), at: list.position)
            return
        }
        if list.count == 0 { report(.missing("an assertion"), at: list.position) }
        for node in list.elements { readAssertion(node) }
    }

    private mutating func readAssertion(_ node: Node) {
        isWhole = true
        guard node.kind == .object else {
            report(.wrongType(field: "an assertion", expected: "an object"), at: node.position)
            return
        }
        check(node, ["name"] + Self.whoFields + Self.whatFields)
        let name = text(node, "name", isRequired: true) ?? ""
        let who = only(Self.whoFields, of: node).flatMap { readWho($0, $1) }
        let statement = only(Self.whatFields, of: node).flatMap { readStatement($0, $1) }
        if case .nobodyOutside? = who {
            for field in ["mayNot", "cannotReach"] where node[field] != nil {
                report(.contradiction(["nobodyOutside", field]), at: node[field]?.keyPosition)
            }
        }
        guard isWhole, let who, let statement else { return }
        assertions.append(
            AccessAssertion(name: name, who: who, statement: statement, source: source, position: node.position))
    }

    /// The one of some fields that is there.
    private mutating func only(_ fields: [String], of node: Node) -> (String, Node)? {
        let found = fields.compactMap { field in node[field].map { (field, $0) } }
        if found.isEmpty { report(.missing("one of \(fields.joined(separator: ", "))"), at: node.position) }
        if found.count > 1 { report(.contradiction(found.map(\.0)), at: found[1].1.keyPosition) }
        return found.count == 1 ? found[0] : nil
    }

    // MARK: Who

    private mutating func readWho(_ field: String, _ node: Node) -> AccessAssertion.Who? {
        if field == "subject" { return subject(node, field).map { .each([$0]) } }
        guard node.kind == .array else {
            report(.wrongType(field: field, expected: "a list of subjects"), at: node.position)
            return nil
        }
        if field == "subjects", node.count == 0 { report(.missing("a subject"), at: node.position) }
        let subjects = node.elements.compactMap { subject($0, field) }
        return field == "subjects" ? .each(subjects) : .nobodyOutside(subjects)
    }

    private mutating func subject(_ node: Node, _ field: String) -> Subject? {
        guard let text = node.string else {
            report(.wrongType(field: field, expected: "a text such as ServiceAccount shop/web"), at: node.position)
            return nil
        }
        let subject = Subject(text)
        if subject == nil { report(.malformedSubject(text), at: node.position) }
        return subject
    }

    // MARK: What

    private mutating func readStatement(_ field: String, _ node: Node) -> AccessAssertion.Statement? {
        switch field {
        case "may": return requests(node, field).map { .may($0) }
        case "mayNot": return requests(node, field).map { .mayNot($0) }
        default:
            guard let sink = sink(node, field) else { return nil }
            return field == "canReach" ? .canReach(sink) : .cannotReach(sink)
        }
    }

    /// `node-root`, `secrets:shop`.
    private mutating func sink(_ node: Node, _ field: String) -> EscalationSink? {
        guard let text = node.string, !text.isEmpty else {
            report(.wrongType(field: field, expected: "the name of a goal"), at: node.position)
            return nil
        }
        if let sink = EscalationSink(text) { return sink }
        let name = String(text.prefix { $0 != ":" && $0 != " " })
        report(.unknownSink(text, nearest: NearestName.of(name, among: EscalationSink.ids)), at: node.position)
        return nil
    }

    private mutating func requests(_ node: Node, _ field: String) -> AssertedRequests? {
        guard node.kind == .object else {
            report(.wrongType(field: field, expected: "an object with verbs and resources or urls"), at: node.position)
            return nil
        }
        check(node, Self.requestFields)
        let verbs: [String] =
            values(node, "verbs") { names, text throws(RequestNameError) in
                try names.checkVerb(text)
                return text
            } ?? []
        if verbs.isEmpty, isWhole { report(.missing("\(field).verbs"), at: node.position) }
        let resources: [AssertedRequests.Resource] =
            values(node, "resources") { names, text throws(RequestNameError) in
                try AssertedRequests.Resource(text, names: names)
            } ?? []
        let urls = texts(node, "urls") ?? []
        check(node["urls"], { .malformedURL($0) }, where: Self.isURL)
        if resources.isEmpty, urls.isEmpty, isWhole {
            report(.missing("\(field).resources or \(field).urls"), at: node.position)
        }
        checkVerbs(node, hasResources: !resources.isEmpty, hasURLs: !urls.isEmpty)
        for field in ["namespace", "namespaces"] {
            guard let value = node[field], Self.texts(of: value).contains(where: { !Self.isNamespace($0.string ?? "") })
            else { continue }
            let known = namespaces
            check(
                value, { .malformedNamespace($0, nearest: NearestName.of($0, among: known)) }, where: Self.isNamespace)
        }
        check(node["names"], { .patternOfNames($0) }, where: Self.isName)
        if node["namespace"] != nil, let many = node["namespaces"] {
            report(.contradiction(["namespace", "namespaces"]), at: many.keyPosition)
        }
        let namespace = node["namespace"] == nil ? nil : text(node, "namespace", isRequired: true)
        return AssertedRequests(
            verbs: verbs, resources: resources, names: texts(node, "names") ?? [],
            namespaces: namespace.map { [$0] } ?? texts(node, "namespaces") ?? [], urls: urls)
    }

    /// Reports verbs that no request for what the statement is about can have.
    private mutating func checkVerbs(_ node: Node, hasResources: Bool, hasURLs: Bool) {
        guard let verbs = node["verbs"], isWhole else { return }
        for node in Self.texts(of: verbs) {
            guard let verb = node.string else { continue }
            if hasURLs, !KnownVerbs.isPossible(verb, ofURLs: true) {
                report(.impossibleVerb(verb, forURLs: true), at: node.position)
            } else if hasResources, !KnownVerbs.isPossible(verb, ofURLs: false) {
                report(.impossibleVerb(verb, forURLs: false), at: node.position)
            }
        }
    }

    /// Source: `IsDNS1123Label` in `k8s.io/apimachinery/pkg/util/validation/validation.go`.
    private static func isNamespace(_ text: String) -> Bool {
        if text == "*" { return true }
        let bytes = text.utf8
        func isPlain(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
        return isPlain(first) && isPlain(last) && bytes.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") }
    }

    /// Signers have permissions for all of a domain: `example.com/*`.
    private static func isName(_ text: String) -> Bool {
        text == "*" || !text.contains("*") || text.hasSuffix("/*")
    }

    /// Source: `NonResourceURLMatches` in `k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go`.
    private static func isURL(_ text: String) -> Bool {
        text == "*" || text.hasPrefix("/") && !text.dropLast().contains("*")
    }

    // MARK: Values

    /// Reports the texts of a list, or the one text, that have not the form they need.
    private mutating func check(
        _ value: Node?, _ reason: (String) -> AssertionProblem.Reason, where isWellFormed: (String) -> Bool
    ) {
        guard let value else { return }
        for node in Self.texts(of: value) {
            guard let text = node.string, !text.isEmpty || value.kind == .array, !isWellFormed(text) else { continue }
            report(reason(text), at: node.position)
        }
    }

    /// The elements of a list, or the one value that stands for it.
    private static func texts(of value: Node) -> [Node] {
        value.kind == .array ? value.elements.map { $0 } : [value]
    }

    private mutating func check(_ node: Node, _ known: [String]) {
        for (key, value) in node.members where !known.contains(key) {
            report(.unknownField(key, nearest: NearestName.of(key, among: known)), at: value.keyPosition)
        }
    }

    private mutating func text(_ node: Node, _ field: String, isRequired: Bool) -> String? {
        guard let value = node[field], !value.isNull else {
            if isRequired { report(.missing(field), at: node.position) }
            return nil
        }
        guard let text = value.string, !text.isEmpty else {
            report(.wrongType(field: field, expected: "a text"), at: value.position)
            return nil
        }
        return text
    }

    /// A list of texts, or one text.
    private mutating func texts(_ node: Node, _ field: String) -> [String]? {
        values(node, field) { _, text throws(RequestNameError) -> String in text }
    }

    /// What a list of texts, or one text, stands for.
    private mutating func values<Value>(
        _ node: Node, _ field: String, _ read: (ResourceNames, String) throws(RequestNameError) -> Value
    ) -> [Value]? {
        guard let value = node[field] else { return nil }
        let nodes = Self.texts(of: value)
        guard nodes.allSatisfy({ $0.string != nil }) else {
            report(.wrongType(field: field, expected: "a text or a list of texts"), at: value.position)
            return nil
        }
        if nodes.isEmpty {
            report(.wrongType(field: field, expected: "a list that is not empty"), at: value.position)
        }
        var found: [Value] = []
        for node in nodes {
            do throws(RequestNameError) {
                found.append(try read(names, node.string ?? ""))
            } catch {
                report(.unknownName(error), at: node.position)
            }
        }
        return found
    }
}
