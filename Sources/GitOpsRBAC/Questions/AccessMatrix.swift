import GitOpsManifest

/// Which verbs subjects may use on which resources, in one namespace.
public struct AccessMatrix: Sendable {
    /// A column: a resource or subresource.
    public struct Resource: Sendable, Hashable {
        /// The API group; empty for the core group.
        public let group: String
        /// The resource.
        public let resource: String
        /// The subresource; empty for none.
        public let subresource: String

        /// A resource from its parts.
        public init(group: String = "", resource: String, subresource: String = "") {
            self.group = group
            self.resource = resource
            self.subresource = subresource
        }
    }

    /// A row: a subject with its verbs for every column.
    public struct Row: Sendable {
        /// The subject.
        public let subject: Subject
        /// For each column the verbs it may use, in the order in which they were asked for.
        public let verbs: [[String]]

        /// Whether it may do nothing of what was asked.
        public var isEmpty: Bool { verbs.allSatisfy(\.isEmpty) }
    }

    /// The namespace asked about; empty for the cluster.
    public let namespace: String
    /// The columns.
    public let resources: [Resource]
    /// The verbs asked about.
    public let verbs: [String]
    /// The rows, in the order of the subjects asked about.
    public let rows: [Row]

    /// The verbs of objects that every resource has.
    public static let objectVerbs = [
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
    ]
}

extension AccessMatrix.Resource: CustomStringConvertible {
    /// `pods`, `pods/exec`, `deployments.apps`.
    public var description: String {
        resource + (subresource.isEmpty ? "" : "/\(subresource)") + (group.isEmpty ? "" : ".\(group)")
    }
}

extension AccessModel {
    /// Which of some verbs subjects may use on resources, without a name, in a namespace or with an empty one in the
    /// whole cluster.
    ///
    /// Complexity: O(subjects · resources · verbs) decisions.
    public func matrix(
        of subjects: [Subject], resources: [AccessMatrix.Resource], verbs: [String] = AccessMatrix.objectVerbs,
        namespace: String
    ) -> AccessMatrix {
        let actions = resources.map { column in
            verbs.map { verb in
                prepare(
                    .resource(
                        ResourceAttributes(
                            verb: verb, group: column.group, resource: column.resource,
                            subresource: column.subresource, namespace: namespace)))
            }
        }
        let rows = subjects.map { subject in
            let isGroup = subject.kind == .group
            let prepared = prepare(
                user: isGroup ? "" : subject.username, groups: isGroup ? [subject.name] : subject.implicitGroups)
            return AccessMatrix.Row(
                subject: subject,
                verbs: actions.map { column in
                    zip(verbs, column).filter { isAllowed($0.1, by: prepared) }.map(\.0)
                })
        }
        return AccessMatrix(namespace: namespace, resources: resources, verbs: verbs, rows: rows)
    }

    /// The resources that rules name, and with `*` all built-in ones, sorted by group and name: columns that can have
    /// something in them. Built-in objects of the other scope are left out.
    public func grantedResources(in namespace: String) -> [AccessMatrix.Resource] {
        var found: Set<[String]> = []
        var hasWildcard = false
        for (group, resource) in index.rows.all {
            guard group != NameTable.star, resource != NameTable.star, !index.names[resource].hasPrefix("*/") else {
                hasWildcard = true
                continue
            }
            let parts = index.names[resource].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            found.insert([index.names[group], String(parts[0]), parts.count > 1 ? String(parts[1]) : ""])
        }
        if hasWildcard { for kind in KnownKind.all { found.insert([kind.group, kind.resource, ""]) } }
        return found.filter { isPossible(group: $0[0], resource: $0[1], in: namespace) }
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { AccessMatrix.Resource(group: $0[0], resource: $0[1], subresource: $0[2]) }
    }

    private func isPossible(group: String, resource: String, in namespace: String) -> Bool {
        // Objects of this kind are also asked for in their own namespace.
        if group.isEmpty, resource == "namespaces" { return true }
        return switch scope(ofResource: resource, group: group) {
        case .namespaced, .unknown: true
        case .clusterScoped: namespace.isEmpty
        }
    }
}
