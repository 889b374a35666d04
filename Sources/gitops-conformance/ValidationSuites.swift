import GitOpsManifest
import GitOpsPolicy
import GitOpsRegex
import GitOpsSchema

/// Patterns of structural schemas by RE2.
struct RegularExpressions: PatternMatching {
    let cache = RegularExpressionCache()
    func matches(_ text: String, pattern: String) -> Bool? { cache.matches(text, pattern: pattern) }
}

/// What the server's decoder refuses: `object`, `class`, `path`.
///
/// Cases of the class `invalid` need rules beyond the schema and are not run.
enum ValidateSuite: Suite {
    static let name = "validate"

    static func run(path: String) throws -> [CaseResult] {
        let validator = SchemaValidator(patterns: RegularExpressions())
        return try CaseFile.lines(path).compactMap { document in
            let root = document.root
            guard let name = root["name"]?.string, let object = root["object"], let verdict = root["class"]?.string,
                let place = root["path"]?.string
            else { throw SuiteError(description: "\(path): a case without `object`, `class` or `path`") }
            if verdict == "invalid" { return nil }
            let title = "\(name) \(root["mutation"]?.string ?? "") \(place)"
            let violations = validator.validate(try object.standalone())
            let found = (violations ?? []).filter { $0.severity != .unknown }
            let text = found.isEmpty ? "nothing" : found.map(\.description).joined(separator: "; ")
            if verdict == "ok" { return .check(title, expected: "nothing", found: text) }
            let unknown = namedFields(root["message"]?.string ?? "")
            let spelled = Set(found.map { ServerPath.spell($0.path, in: object) })
            let isFound =
                unknown.isEmpty
                ? found.contains { isAt($0.path, place, in: object) } : unknown.allSatisfy { spelled.contains($0) }
            return isFound
                ? .passed(title)
                : .failed(
                    title, expected: root["message"]?.string ?? "", found: violations == nil ? "unknown kind" : text)
        }
    }

    /// The fields that a strict decoder's message names.
    private static func namedFields(_ message: String) -> [String] {
        message.split(separator: "unknown field \"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    /// At the place, around it, or beside it: a misspelled field stands where the right one stood.
    private static func isAt(_ path: FieldPath, _ place: String, in object: Node) -> Bool {
        let pointer = DriftCases.pointer(path, in: object)
        let parent = place.lastIndex(of: "/").map { place[..<$0] } ?? ""
        let ownParent = pointer.lastIndex(of: "/").map { pointer[..<$0] } ?? ""
        return place.isEmpty || pointer == place || place.hasPrefix(pointer + "/") || ownParent == parent
    }
}

/// Custom resources that the server refuses: every cause is found at its field, those of rules in CEL with their message.
enum CustomInvalidSuite: Suite {
    static let name = "crd-invalid"

    static func run(path: String) throws -> [CaseResult] {
        let definitions = try CaseFile.definitions(beside: path)
        let validator = SchemaValidator(schema: Schema(definitionsIn: definitions), patterns: RegularExpressions())
        let rules = CustomResourceRules(definitionsIn: definitions)
        return try CaseFile.lines(path).flatMap { document -> [CaseResult] in
            let root = document.root
            guard let name = root["name"]?.string, let object = root["object"], let causes = root["causes"] else {
                throw SuiteError(description: "\(path): a case without `object` or `causes`")
            }
            let node = try object.standalone()
            let violations = validator.validate(node) ?? []
            let broken = rules.validate(node, after: violations) ?? []
            let paths = Set(violations.filter { $0.severity == .refused }.map { ServerPath.spell($0.path, in: object) })
            let surplus = broken.filter { violation in
                !causes.elements.contains { isCause($0, of: violation, in: object) }
            }
            let results = causes.elements.map { cause in
                let field = cause["field"]?.string ?? ""
                // The reader of `scale` puts a dot in front.
                let isFound =
                    paths.contains(field.hasPrefix(".") ? String(field.dropFirst()) : field)
                    || broken.contains { isCause(cause, of: $0, in: object) }
                return isFound
                    ? CaseResult.passed("\(name) \(field)")
                    : .failed(
                        "\(name) \(field)", expected: "\(field): \(cause["message"]?.string ?? "")",
                        found: (violations.map(\.description) + broken.map(\.description)).joined(separator: "; "))
            }
            return results
                + surplus.map {
                    .failed("\(name) \($0.path)", expected: "nothing from rules", found: $0.description)
                }
        }
    }

    private static func isCause(_ cause: Node, of violation: RuleViolation, in object: Node) -> Bool {
        let path = violation.path.steps.isEmpty ? "<nil>" : ServerPath.spell(violation.path, in: object)
        return cause["field"]?.string == path && cause["message"]?.string?.hasSuffix(violation.message) == true
    }
}

/// Paths as the server spells them: indices, and the names of labels left out.
enum ServerPath {
    static func spell(_ path: FieldPath, in object: Node) -> String {
        var text = ""
        var node: Node? = object
        for step in path.steps {
            switch step {
            case .field(let name):
                text += text.isEmpty ? name : ".\(name)"
                node = node?[name]
            case .index(let index):
                text += "[\(index)]"
                node = node?[index]
            case .keyed, .value:
                let position = node?.elements.firstIndex { item in
                    switch step {
                    case .keyed(let keys):
                        keys.allSatisfy { key in
                            item[key.name].map { key.value.matches($0) } ?? (key.name == "protocol")
                        }
                    case .value(let value): value.matches(item)
                    default: false
                    }
                }
                text += position.map { "[\($0)]" } ?? "[]"
                node = position.flatMap { node?[$0] }
            }
            if text == "metadata.labels" { return text }
        }
        return text
    }
}
