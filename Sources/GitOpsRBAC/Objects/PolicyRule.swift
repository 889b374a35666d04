import GitOpsManifest

/// A rule of a Role or ClusterRole: what its holders may do.
///
/// Source: `rbac.authorization.k8s.io/v1` `PolicyRule`.
public struct PolicyRule: Sendable {
    /// The verbs; `*` stands for all.
    public var verbs: [String]
    /// The API groups of the resources; the core group is empty, `*` stands for all.
    public var apiGroups: [String]
    /// Resources and subresources (`pods`, `pods/exec`); `*` stands for all of both, `*/scale` for one subresource of
    /// all.
    public var resources: [String]
    /// The names the rule is restricted to; empty for no restriction.
    public var resourceNames: [String]
    /// Paths outside of the resources (`/healthz`), and prefixes that end with `*`.
    public var nonResourceURLs: [String]

    /// A rule from its parts.
    public init(
        verbs: [String], apiGroups: [String] = [], resources: [String] = [], resourceNames: [String] = [],
        nonResourceURLs: [String] = []
    ) {
        self.verbs = verbs
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
        self.nonResourceURLs = nonResourceURLs
    }

    private var lists: [[String]] { [verbs, apiGroups, resources, resourceNames, nonResourceURLs] }
}

extension PolicyRule: Hashable {
    /// Whether both have the same lists in the same order, byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
        zip(left.lists, right.lists).allSatisfy { $0.map(ExactText.init) == $1.map(ExactText.init) }
    }

    /// Feeds all lists.
    public func hash(into hasher: inout Hasher) {
        for list in lists {
            hasher.combine(list.count)
            for text in list { text.hashBytes(into: &hasher) }
        }
    }
}

extension PolicyRule: CustomStringConvertible {
    /// `get,list pods.apps`, `use podsecuritypolicies.policy [restricted]`, `get /healthz`.
    public var description: String { description(longestList: .max) }

    /// The same with no more than so many values of each list, and how many others it has: a rule may name thousands.
    public func description(longestList: Int) -> String {
        func joined(_ list: [String], _ separator: String) -> String {
            let shown = list.prefix(longestList).joined(separator: separator)
            return list.count > longestList ? "\(shown) and \(list.count - longestList) others" : shown
        }
        let verbs = verbs.isEmpty ? "(no verb)" : joined(verbs, ",")
        if resources.isEmpty {
            return verbs + (nonResourceURLs.isEmpty ? " (no resource)" : " " + joined(nonResourceURLs, ","))
        }
        // A resource of the core group and of others is written as in each of them.
        if resources.count == 1, let resource = resources.first, resourceNames.isEmpty, apiGroups.count > 1,
            apiGroups.count <= longestList, apiGroups.contains("")
        {
            return "\(verbs) " + apiGroups.map { $0.isEmpty ? resource : "\(resource).\($0)" }.joined(separator: ",")
        }
        let written = "." + joined(apiGroups.map { $0.isEmpty ? "core" : $0 }, "|")
        let groups = apiGroups.isEmpty ? " (no group)" : apiGroups == [""] ? "" : written
        let names = resourceNames.isEmpty ? "" : " [\(joined(resourceNames, ","))]"
        return "\(verbs) \(joined(resources, ","))\(groups)\(names)"
    }
}
