import GitOpsManifest

/// Whether rules cover others in the eyes of the API server, as it checks before it lets somebody write a role or a
/// binding.
///
/// Sound and not complete: rules are taken apart into single verbs, groups, resources and names, and each part must be
/// covered by one of the owner's rules alone. ``RuleSubsumption`` answers exactly.
///
/// Source: `Covers` in `k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go`.
public struct KubernetesCover: Sendable {
    /// The parts that no rule of the owner covers: one verb, group, resource and name each, or one verb and URL. The
    /// first ones, where they are more than were asked for.
    public let uncovered: [PolicyRule]

    /// Whether the owner's rules cover all.
    public var isCovered: Bool { uncovered.isEmpty }

    /// Compares rules.
    ///
    /// Complexity: O(parts · owner's rules / 64).
    ///
    /// - Parameters:
    ///   - owner: what somebody holds.
    ///   - rules: what shall be granted.
    ///   - limit: so many uncovered parts are kept: a rule of a few kilobytes has millions.
    public init(owner: [PolicyRule], covers rules: [PolicyRule], limit: Int = 10_000) {
        var found: [PolicyRule] = []
        let owner = OwnerRules(owner)
        for rule in rules where found.count < max(limit, 1) {
            owner.visitUncovered(rule) { part in
                found.append(part)
                return found.count < max(limit, 1)
            }
        }
        uncovered = found
    }

    /// Whether an owner's rules cover all of others; ends with the first part that they do not.
    public static func isCovered(owner: [PolicyRule], covers rules: [PolicyRule]) -> Bool {
        let owner = OwnerRules(owner)
        for rule in rules {
            var isCovered = true
            owner.visitUncovered(rule) { _ in
                isCovered = false
                return false
            }
            if !isCovered { return false }
        }
        return true
    }
}

/// The rules of an owner by what they name: for each name a bit for every rule that has it.
private struct OwnerRules {
    private typealias Bits = [UInt64]

    private let rules: [PolicyRule]
    private let none: Bits
    private var verbs: [ExactText: Bits] = [:]
    private var groups: [ExactText: Bits] = [:]
    private var resources: [ExactText: Bits] = [:]
    private var names: [ExactText: Bits] = [:]
    /// The rules without names of objects.
    private var unnamed: Bits

    init(_ rules: [PolicyRule]) {
        self.rules = rules
        none = Array(repeating: 0, count: (rules.count + 63) / 64)
        unnamed = none
        for (number, rule) in rules.enumerated() {
            Self.add(rule.verbs, number, &verbs, none)
            Self.add(rule.apiGroups, number, &groups, none)
            Self.add(rule.resources, number, &resources, none)
            Self.add(rule.resourceNames, number, &names, none)
            if rule.resourceNames.isEmpty { unnamed[number / 64] |= 1 << UInt64(number % 64) }
        }
    }

    private static func add(_ texts: [String], _ number: Int, _ table: inout [ExactText: Bits], _ none: Bits) {
        for text in texts { table[ExactText(text), default: none][number / 64] |= 1 << UInt64(number % 64) }
    }

    /// Calls with each part that no rule covers, until that returns false.
    ///
    /// Sources: `BreakdownRule` and `ruleCovers`.
    func visitUncovered(_ rule: PolicyRule, _ body: (PolicyRule) -> Bool) {
        let verbs = rule.verbs.map { ($0, any([$0, "*"], self.verbs)) }
        let names: [(String?, Bits)] =
            rule.resourceNames.isEmpty
            ? [(nil, unnamed)] : rule.resourceNames.map { ($0, Self.union(unnamed, self.names[ExactText($0)] ?? none)) }
        // Rules that have all of these are enough for every group and resource they have.
        let complete = (verbs.map(\.1) + names.map(\.1)).reduce(none.map { _ in .max }, Self.intersection)
        for group in rule.apiGroups {
            let inGroup = any([group, "*"], groups)
            for resource in rule.resources {
                let near = Self.intersection(inGroup, any(Self.patterns(of: resource), resources))
                if Self.intersect(near, complete) { continue }
                for (verb, withVerb) in verbs {
                    let left = Self.intersection(near, withVerb)
                    for (name, withName) in names where !Self.intersect(left, withName) {
                        var part = PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource])
                        if let name { part.resourceNames = [name] }
                        guard body(part) else { return }
                    }
                }
            }
        }
        for url in rule.nonResourceURLs {
            for (verb, withVerb) in verbs where !covers(url, Self.intersection(withVerb, unnamed)) {
                guard body(PolicyRule(verbs: [verb], nonResourceURLs: [url])) else { return }
            }
        }
    }

    /// Source: `resourceCoversAll`.
    private static func patterns(of resource: String) -> [String] {
        guard let slash = resource.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ["*", resource] }
        return ["*", resource, "*" + resource[slash...]]
    }

    private func covers(_ url: String, _ near: Bits) -> Bool {
        rules.indices.contains { number in
            near[number / 64] & 1 << UInt64(number % 64) != 0
                && rules[number].nonResourceURLs.contains { Self.covers($0, url: url) }
        }
    }

    /// Source: `nonResourceURLCovers`.
    private static func covers(_ owner: String, url: String) -> Bool {
        let pattern = PathBox.Pattern(owner.utf8)
        return owner.hasSameBytes(as: url) || pattern.isPrefix && url.utf8.starts(with: pattern.bytes)
    }

    private func any(_ texts: [String], _ table: [ExactText: Bits]) -> Bits {
        texts.reduce(none) { bits, text in table[ExactText(text)].map { Self.union(bits, $0) } ?? bits }
    }

    private static func union(_ left: Bits, _ right: Bits) -> Bits { zip(left, right).map { $0 | $1 } }

    private static func intersection(_ left: Bits, _ right: Bits) -> Bits { zip(left, right).map { $0 & $1 } }

    private static func intersect(_ left: Bits, _ right: Bits) -> Bool {
        for index in left.indices where left[index] & right[index] != 0 { return true }
        return false
    }
}
