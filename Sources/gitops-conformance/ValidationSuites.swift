import GitOpsManifest
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

/// Custom resources that the server refuses: every cause that comes from the schema is found at its field.
///
/// Causes that come from rules in CEL are not looked for.
enum CustomInvalidSuite: Suite {
    static let name = "crd-invalid"

    static func run(path: String) throws -> [CaseResult] {
        let validator = SchemaValidator(schema: try CaseFile.schema(beside: path), patterns: RegularExpressions())
        return try CaseFile.lines(path).flatMap { document -> [CaseResult] in
            let root = document.root
            guard let name = root["name"]?.string, let object = root["object"], let causes = root["causes"] else {
                throw SuiteError(description: "\(path): a case without `object` or `causes`")
            }
            let found = validator.validate(try object.standalone()) ?? []
            let paths = Set(found.filter { $0.severity == .refused }.map { ServerPath.spell($0.path, in: object) })
            return causes.elements.filter(isOfSchema).map { cause in
                let field = cause["field"]?.string ?? ""
                let message = cause["message"]?.string ?? ""
                return paths.contains(field)
                    ? .passed("\(name) \(field)")
                    : .failed(
                        "\(name) \(field)", expected: "\(field): \(message)",
                        found: found.map(\.description).joined(separator: "; "))
            }
        }
    }

    private static func isOfSchema(_ cause: Node) -> Bool {
        let message = cause["message"]?.string ?? ""
        switch cause["reason"]?.string {
        case "FieldValueInvalid":
            return message.contains(" in body ") || cause["field"]?.string?.hasPrefix("metadata") == true
        default: return cause["field"]?.string?.hasPrefix(".") == false
        }
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
