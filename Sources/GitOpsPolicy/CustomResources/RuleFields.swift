import GitOpsManifest

/// What the API server asks of the fields of a rule, before it looks at the expressions.
///
/// Source: `ValidateCustomResourceDefinitionOpenAPISchema` of apiextensions-apiserver
/// `pkg/apis/apiextensions/validation/validation.go`.
struct RuleFields {
    /// What is wrong with a field, which may be missing.
    struct Problem {
        let field: String
        let message: String
    }

    private(set) var problems: [Problem] = []

    init(of rule: Node, in schema: Node) {
        let text = rule["rule"]?.string ?? ""
        let message = rule["message"]?.string ?? ""
        checkTexts(text, message)
        if let written = rule["messageExpression"]?.string, Self.isBlank(written), !written.isEmpty {
            add("messageExpression", "messageExpression must be non-empty if specified")
        }
        if let reason = rule["reason"]?.string, RuleViolation.Reason(rawValue: reason) == nil {
            let supported = RuleViolation.Reason.allCases.map(\.rawValue.goQuoted).sorted()
            add(
                "reason",
                "unsupported value \(reason.goQuoted): supported values: \(supported.joined(separator: ", "))")
        }
        if let path = rule["fieldPath"]?.string, !path.isEmpty { checkPath(path, schema) }
    }

    private mutating func checkTexts(_ rule: String, _ message: String) {
        let shown = Self.trimmed(message)
        if Self.isBlank(rule) {
            add("rule", "rule is not specified")
        } else if !message.isEmpty, shown.isEmpty {
            add("message", "must be non-empty if specified")
        } else if Self.hasLineBreaks(shown) {
            add("message", "must not contain line breaks")
        } else if shown.isEmpty, Self.hasLineBreaks(Self.trimmed(rule)) {
            add("message", "message must be specified if rule contains line breaks")
        }
    }

    private mutating func checkPath(_ path: String, _ schema: Node) {
        if Self.isBlank(path) { add("fieldPath", "must be non-empty if specified") }
        if Self.hasLineBreaks(path) { add("fieldPath", "must not contain line breaks") }
        if !Self.names(path, in: schema) { add("fieldPath", "must be a valid path") }
    }

    /// Whether a path leads to a field that the schema of the rule declares; items of lists have none.
    private static func names(_ path: String, in schema: Node) -> Bool {
        guard let steps = RuleFieldPath.steps(path) else { return false }
        var schema = schema
        for (depth, step) in steps.enumerated() {
            guard case .field(let name) = step else { return false }
            if let properties = schema["properties"], !properties.isNull {
                guard let next = properties[name] else { return false }
                schema = next
            } else if let entries = schema["additionalProperties"], !entries.isNull {
                guard entries.kind == .object else { return depth == steps.count - 1 }
                schema = entries
            } else {
                return false
            }
        }
        return true
    }

    private mutating func add(_ field: String, _ message: String) {
        problems.append(Problem(field: field, message: message))
    }

    private static func isBlank(_ text: String) -> Bool { Self.trimmed(text).isEmpty }

    private static func hasLineBreaks(_ text: String) -> Bool { text.utf8.contains { $0 == 0x0A || $0 == 0x0D } }

    /// A text without the white space of Unicode around it.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
