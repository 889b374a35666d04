import GitOpsManifest

/// Reads `fieldPath` of rules: names after dots, and names in quotes and brackets.
///
/// Source: `ValidFieldPath` of apiextensions-apiserver `pkg/apiserver/schema/cel/validation.go`.
enum RuleFieldPath {
    /// The steps of a path such as `.spec['a.b']`; `nil` when it is none.
    static func steps(_ text: String) -> [FieldPath.Step]? {
        var steps: [FieldPath.Step] = []
        var rest = text[...]
        while let first = rest.popFirst() {
            switch first {
            case ".":
                let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                if name.isEmpty { return nil }
                steps.append(.field(String(name)))
                rest = rest[name.endIndex...]
            case "[":
                guard rest.popFirst() == "'", let name = quoted(&rest), rest.popFirst() == "]" else { return nil }
                steps.append(.field(name))
            default: return nil
            }
        }
        return steps
    }

    private static let escapes: [Character: Character] = [
        "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{B}", "'": "'", "\\": "\\",
    ]

    private static func quoted(_ rest: inout Substring) -> String? {
        var name = ""
        while let character = rest.popFirst() {
            switch character {
            case "'": return name
            case "\\":
                guard let next = rest.popFirst(), let escaped = escapes[next] else { return nil }
                name.append(escaped)
            default: name.append(character)
            }
        }
        return nil
    }
}
