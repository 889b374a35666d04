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
    ///
    /// A rule that lists many groups and many resources grants every pair of them: thousands of lines of a role can
    /// make millions of columns, of which nobody reads a matrix.
    ///
    /// Complexity: O(pairs that rules name).
    ///
    /// - Parameters:
    ///   - namespace: the namespace of the matrix; empty for the cluster.
    ///   - limit: the most resources that are returned; for more the call throws.
    public func grantedResources(
        in namespace: String, limit: Int = 200_000
    ) throws(AccessMatrixError) -> [AccessMatrix.Resource] {
        var found = GrantedResources(index, limit: limit)
        for (group, resource) in index.rows.all { try found.insert(group, resource) }
        for number in Set(index.compiled.literalRules) { try found.insert(index.rules[Int(number)]) }
        return found.resources.filter { isPossible(group: $0.group, resource: $0.resource, in: namespace) }
            .sorted { $0.parts.lexicographicallyPrecedes($1.parts) { $0.precedesByBytes($1) } }
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

/// Why a matrix has no columns.
public enum AccessMatrixError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Rules name more resources than were wanted.
    case tooManyResources(limit: Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .tooManyResources(let limit):
            "the rules name more than \(limit) resources; name the resources to look at, or raise the limit"
        }
    }
}

extension AccessMatrix.Resource {
    fileprivate var parts: [String] { [group, resource, subresource] }
}

/// The resources that rules name.
private struct GrantedResources {
    private let index: AccessIndex
    private let limit: Int
    private var pairs = PairTable()
    private var hasWildcard = false

    init(_ index: AccessIndex, limit: Int) {
        self.index = index
        self.limit = limit
    }

    mutating func insert(_ rule: RuleRecord) throws(AccessMatrixError) {
        let groups = index.lists[rule.groups.range]
        // A star makes the others of its list say nothing more.
        if groups.contains(NameTable.star) {
            if rule.resources.count > 0 { hasWildcard = true }
            return
        }
        for group in groups {
            for resource in index.lists[rule.resources.range] { try insert(group, resource) }
        }
    }

    mutating func insert(_ group: NameID, _ resource: NameID) throws(AccessMatrixError) {
        guard group != NameTable.star, resource != NameTable.star, !index.names[resource].hasPrefix("*/") else {
            hasWildcard = true
            return
        }
        _ = pairs.intern(group, resource)
        guard pairs.count <= limit else { throw .tooManyResources(limit: limit) }
    }

    /// Each once, in no order.
    var resources: [AccessMatrix.Resource] {
        let named = pairs.all.map { group, resource in
            let parts = index.names[resource].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            return AccessMatrix.Resource(
                group: index.names[group], resource: parts.first.map(String.init) ?? "",
                subresource: parts.count > 1 ? String(parts[1]) : "")
        }
        let builtIn = KnownKind.all.map { AccessMatrix.Resource(group: $0.group, resource: $0.resource) }
        var seen: Set<[ExactText]> = []
        return (named + (hasWildcard ? builtIn : [])).filter { seen.insert($0.parts.map(ExactText.init)).inserted }
    }
}
