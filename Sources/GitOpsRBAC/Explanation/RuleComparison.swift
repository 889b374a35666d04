import GitOpsManifest
import GitOpsSchema

/// By what a rule does not fit a request.
///
/// Source: `RuleAllows` in `plugin/pkg/auth/authorizer/rbac/rbac.go`, taken apart.
struct RuleComparison {
    let attributes: SubjectAccessReview.Attributes

    /// What does not fit; `nil` when the rule is for something else altogether: resources instead of paths, or nothing.
    func mismatches(of rule: PolicyRule) -> [Mismatch]? {
        switch attributes {
        case .resource(let attributes): mismatches(of: rule, attributes)
        case .nonResource(let attributes): mismatches(of: rule, attributes)
        }
    }

    private func mismatches(of rule: PolicyRule, _ attributes: NonResourceAttributes) -> [Mismatch]? {
        guard !rule.nonResourceURLs.isEmpty, !rule.verbs.isEmpty else { return nil }
        var result = verbMismatch(rule.verbs, attributes.verb)
        let path = PathBox.Pattern.exactly(attributes.path)
        if !rule.nonResourceURLs.contains(where: { PathBox.Pattern($0.utf8).covers(path) }) {
            result.append(.otherPath(granted: rule.nonResourceURLs))
        }
        return result
    }

    private func mismatches(of rule: PolicyRule, _ attributes: ResourceAttributes) -> [Mismatch]? {
        guard !rule.resources.isEmpty, !rule.verbs.isEmpty, !rule.apiGroups.isEmpty else { return nil }
        var result = verbMismatch(rule.verbs, attributes.verb)
        if !rule.apiGroups.contains(where: { $0 == "*" || $0.hasSameBytes(as: attributes.group) }) {
            result.append(.apiGroup(granted: rule.apiGroups))
        }
        result += resourceMismatch(rule.resources, attributes)
        if !rule.resourceNames.isEmpty, !rule.resourceNames.contains(where: { $0.hasSameBytes(as: attributes.name) }) {
            result.append(
                attributes.name.isEmpty
                    ? .requestWithoutName(granted: rule.resourceNames) : .otherName(granted: rule.resourceNames))
        }
        return result
    }

    private func verbMismatch(_ granted: [String], _ verb: String) -> [Mismatch] {
        if granted.contains(where: { $0 == "*" || $0.hasSameBytes(as: verb) }) { return [] }
        if let same = granted.first(where: { $0.lowercased().hasSameBytes(as: verb.lowercased()) }) {
            return [.verbCase(granted: same)]
        }
        return [.verb(granted: granted)]
    }

    private func resourceMismatch(_ granted: [String], _ attributes: ResourceAttributes) -> [Mismatch] {
        let (resource, subresource) = (attributes.resource, attributes.subresource)
        let wanted = subresource.isEmpty ? resource : "\(resource)/\(subresource)"
        func isGranted(_ text: String) -> Bool { granted.contains { $0.hasSameBytes(as: text) } }
        if isGranted("*") || isGranted(wanted) { return [] }
        if !subresource.isEmpty {
            if isGranted("*/\(subresource)") { return [] }
            if isGranted("\(resource)/*") { return [.notAPattern(granted: "\(resource)/*")] }
            if isGranted(resource) { return [.subresource(granted: resource)] }
        } else if isGranted("\(resource)/*") {
            return [.notAPattern(granted: "\(resource)/*")]
        } else if let only = granted.first(where: { $0.hasPrefix("\(resource)/") }) {
            return [.onlySubresource(granted: only)]
        }
        if let meant = NearestName.of(wanted, among: granted), isSpelling(meant, of: wanted) {
            return [.resourceSpelling(granted: meant)]
        }
        return [.otherResource(granted: granted)]
    }

    /// Whether a text can only mean the resource: other letters, the singular, or no resource that exists.
    private func isSpelling(_ text: String, of wanted: String) -> Bool {
        if text.lowercased() == wanted.lowercased() || text.lowercased() + "s" == wanted { return true }
        return !text.contains("*") && !text.contains("/") && !KnownKind.all.contains { $0.resource == text }
    }
}
