/// A kind of grant that is worth a look.
public struct GrantRisk: Sendable {
    /// How much such a grant gives away.
    public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
        /// Worth knowing.
        case low
        /// Gives more than most need.
        case medium
        /// One step from what is critical.
        case high
        /// As good as the whole cluster.
        case critical

        /// By severity.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

        /// One step less, for a grant that is limited to a namespace or to names.
        var lowered: Severity { Severity(rawValue: rawValue - 1) ?? .low }
    }

    /// A code that stays the same, `secrets-read`.
    public let id: String
    /// What such a grant gives.
    public let title: String
    /// How much it gives away when it is for the whole cluster and not limited to names.
    public let severity: Severity
    /// Controls that speak of it: Kubescape (`C-0015`), CIS Kubernetes Benchmark (`CIS-5.1.2`), MITRE ATT&CK
    /// (`T1552.007`).
    public let references: [String]
    let condition: Condition

    /// What makes a grant one of this kind.
    enum Condition: Sendable {
        /// The rule allows one of the verbs on one of the resources of one of the groups; through a RoleBinding, on one
        /// of those of `inNamespace`: of resources of the cluster it gives nothing. `nil` means all of them.
        case allows(verbs: [String], groups: [String], resources: [String], inNamespace: [String]? = nil)
        /// The rule has `*` for verbs, groups and resources.
        case everything
        /// The rule has `*` in a list.
        case wildcard(Wildcard)
        /// The binding is for one of these.
        case subject([Subject])
    }

    enum Wildcard: Sendable { case verbs, groups, resources, paths }

    init(_ id: String, _ title: String, _ severity: Severity, _ condition: Condition, _ references: String...) {
        self.id = id
        self.title = title
        self.severity = severity
        self.condition = condition
        self.references = references
    }
}

extension GrantRisk.Severity: CustomStringConvertible {
    /// `low`, `medium`, `high`, `critical`.
    public var description: String {
        switch self {
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .critical: "critical"
        }
    }
}
