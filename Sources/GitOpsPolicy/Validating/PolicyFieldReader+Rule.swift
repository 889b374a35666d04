import GitOpsManifest
import GitOpsReport

extension PolicyFieldReader {
    /// The rule that findings of the policy name. What is wrong with its annotations is a warning: the server does not
    /// mind.
    mutating func rule(id: String, summary: String) -> FindingRule {
        let path = FieldPath([.field("metadata"), .field("annotations")])
        var rule = FindingRule(id: id, summary: summary, severity: .medium, tags: ["policy"])
        guard let annotations = manifest.root["metadata"]?["annotations"], annotations.kind == .object else {
            return rule
        }
        for (key, node) in annotations.members where PolicyAnnotation.isMeant(by: key) {
            let path = path.appending(.field(key))
            guard let annotation = PolicyAnnotation.allCases.first(where: { $0.key.hasSameBytes(as: key) }) else {
                note(node, path, "is not known; \(Self.advice(for: key))", .warning)
                continue
            }
            guard let text = node.string, !text.allSatisfy(\.isWhitespace) else {
                note(node, path, "must be a text; write it or leave the annotation out", .warning)
                continue
            }
            set(annotation, text.trimmingWhitespace(), of: &rule, node, path)
        }
        return rule
    }

    private static func advice(for key: String) -> String {
        let known = PolicyAnnotation.allCases.map(\.key)
        if let nearest = NearestName.of(key, among: known) { return "did you mean \(nearest)?" }
        return "write one of \(known.joined(separator: ", "))"
    }

    private mutating func set(
        _ annotation: PolicyAnnotation, _ text: String, of rule: inout FindingRule, _ node: Node, _ path: FieldPath
    ) {
        switch annotation {
        case .rule: rule.id = text
        case .summary: rule.summary = text
        case .description: rule.description = text
        case .help: rule.help = text
        case .helpURI: rule.helpURI = text
        case .tags:
            rule.tags += text.split(separator: ",").map { String($0).trimmingWhitespace() }.filter { !$0.isEmpty }
        case .severity:
            guard let severity = Severity(rawValue: text) else {
                let known = Severity.allCases.map(\.rawValue).joined(separator: ", ")
                note(node, path, "is \(text.goQuoted); write one of \(known)", .warning)
                return
            }
            rule.severity = severity
        }
    }
}
