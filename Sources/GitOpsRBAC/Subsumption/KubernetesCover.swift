import GitOpsManifest

/// Whether rules cover others in the eyes of the API server, as it checks before it lets somebody write a role or a
/// binding.
///
/// Sound and not complete: rules are taken apart into single verbs, groups, resources and names, and each part must be
/// covered by one of the owner's rules alone. ``RuleSubsumption`` answers exactly.
///
/// Source: `Covers` in `k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go`.
public struct KubernetesCover: Sendable {
    /// The parts that no rule of the owner covers: one verb, group, resource and name each, or one verb and URL.
    public let uncovered: [PolicyRule]

    /// Whether the owner's rules cover all.
    public var isCovered: Bool { uncovered.isEmpty }

    /// Compares rules.
    ///
    /// Complexity: O(parts · owner's rules).
    ///
    /// - Parameters:
    ///   - owner: what somebody holds.
    ///   - rules: what shall be granted.
    public init(owner: [PolicyRule], covers rules: [PolicyRule]) {
        uncovered = rules.flatMap(Self.parts).filter { part in !owner.contains { Self.covers($0, part) } }
    }

    /// Source: `BreakdownRule`.
    static func parts(of rule: PolicyRule) -> [PolicyRule] {
        var parts: [PolicyRule] = []
        for group in rule.apiGroups {
            for resource in rule.resources {
                for verb in rule.verbs {
                    let part = PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource])
                    if rule.resourceNames.isEmpty { parts.append(part) }
                    for name in rule.resourceNames {
                        var named = part
                        named.resourceNames = [name]
                        parts.append(named)
                    }
                }
            }
        }
        for url in rule.nonResourceURLs {
            parts += rule.verbs.map { PolicyRule(verbs: [$0], nonResourceURLs: [url]) }
        }
        return parts
    }

    /// Source: `ruleCovers`. A list of the part that is empty is covered by any.
    private static func covers(_ owner: PolicyRule, _ part: PolicyRule) -> Bool {
        part.verbs.allSatisfy { has(owner.verbs, "*") || has(owner.verbs, $0) }
            && part.apiGroups.allSatisfy { has(owner.apiGroups, "*") || has(owner.apiGroups, $0) }
            && part.resources.allSatisfy { covers(owner.resources, resource: $0) }
            && (owner.resourceNames.isEmpty
                || !part.resourceNames.isEmpty && part.resourceNames.allSatisfy { has(owner.resourceNames, $0) })
            && part.nonResourceURLs.allSatisfy { url in owner.nonResourceURLs.contains { covers($0, url: url) } }
    }

    /// Source: `resourceCoversAll`.
    private static func covers(_ owner: [String], resource: String) -> Bool {
        if has(owner, "*") || has(owner, resource) { return true }
        guard let slash = resource.utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return has(owner, "*" + resource[slash...])
    }

    /// Source: `nonResourceURLCovers`.
    private static func covers(_ owner: String, url: String) -> Bool {
        let pattern = PathBox.Pattern(owner.utf8)
        return owner.hasSameBytes(as: url) || pattern.isPrefix && url.utf8.starts(with: pattern.bytes)
    }

    private static func has(_ texts: [String], _ text: String) -> Bool {
        texts.contains { $0.hasSameBytes(as: text) }
    }
}
