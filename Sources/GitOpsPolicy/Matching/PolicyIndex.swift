import GitOpsManifest

/// Which policies can be about a resource at all, by the groups and resources their rules name.
///
/// A request is matched only with those, so that thousands of policies and documents do not multiply.
struct PolicyIndex: Sendable {
    private struct Key: Hashable {
        let group: ExactText
        let resource: ExactText
    }

    private var exact: [Key: [Int]] = [:]
    private var byGroup: [ExactText: [Int]] = [:]
    private var byResource: [ExactText: [Int]] = [:]
    private var everywhere: [Int] = []
    /// Those that name a resource, by group: a guessed resource may be any of them.
    private var named: [ExactText: [Int]] = [:]
    private var namedAnywhere: [Int] = []

    /// An index of policies by what they choose; `nil` for one whose choice is not known and that may match anything.
    init(_ choices: [MatchResources?]) {
        for (policy, choice) in choices.enumerated() { insert(policy, choice) }
    }

    private mutating func insert(_ policy: Int, _ choice: MatchResources?) {
        guard let choice, !choice.resourceRules.isEmpty else { return everywhere.append(policy) }
        for rule in choice.resourceRules {
            for group in rule.apiGroups {
                for pattern in rule.resources {
                    insert(policy, group, ResourceRule.parts(of: pattern).resource)
                }
            }
        }
    }

    private mutating func insert(_ policy: Int, _ group: String, _ resource: String) {
        func append(_ list: inout [Int]) { if list.last != policy { list.append(policy) } }
        if resource != "*" {
            if group == "*" { append(&namedAnywhere) } else { append(&named[ExactText(group), default: []]) }
        }
        switch (group == "*", resource == "*") {
        case (true, true): append(&everywhere)
        case (true, false): append(&byResource[ExactText(resource), default: []])
        case (false, true): append(&byGroup[ExactText(group), default: []])
        case (false, false):
            append(&exact[Key(group: ExactText(group), resource: ExactText(resource)), default: []])
        }
    }

    /// The policies that may match a request to a resource, in their order, each once.
    ///
    /// Complexity: O(c log c) in the candidates.
    func candidates(for served: ServedResource) -> [Int] {
        var found = Set(everywhere)
        for resource in [served.resource] + served.equivalents.map(\.resource) {
            let group = ExactText(resource.group)
            let name = ExactText(resource.resource)
            found.formUnion(exact[Key(group: group, resource: name)] ?? [])
            found.formUnion(byGroup[group] ?? [])
            found.formUnion(byResource[name] ?? [])
        }
        if served.isGuessed {
            found.formUnion(named[ExactText(served.resource.group)] ?? [])
            found.formUnion(namedAnywhere)
        }
        return found.sorted()
    }
}
