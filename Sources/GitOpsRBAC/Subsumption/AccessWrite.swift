/// Writing a role or a binding, which the API server lets nobody do to become more powerful.
public enum AccessWrite: Sendable, Hashable {
    /// A role with these rules.
    ///
    /// `requestName` is the name in the URL of the request: of an update, a patch or a server-side apply. It is empty
    /// for a create by POST, and then a right to `escalate` that is restricted to names does not help. `aggregates` is
    /// whether a ClusterRole has an aggregation rule.
    case role(namespace: String?, requestName: String, rules: [PolicyRule], aggregates: Bool = false)
    /// A binding of a role: in a namespace, or for the whole cluster.
    case binding(namespace: String?, role: RoleID)
}

/// Whether the API server's escalation check lets a role or binding be written, and why.
///
/// It is asked after the authorizer has allowed the write itself (`create roles`), which is not part of it.
public struct AccessWriteDecision: Sendable {
    /// Why.
    public enum Reason: Sendable {
        /// The writer is in `system:masters`.
        case superuser
        /// A grant of `escalate` on the role, or of `bind` on the role that is bound.
        case explicit(Grant)
        /// The writer holds every rule itself.
        case holdsAll
        /// Rules that the writer does not hold, in the parts of Kubernetes' check, and nothing allows it explicitly.
        case lacks([PolicyRule])
        /// The role that is bound is not in the set, so the API server refuses.
        case unknownRole(RoleID)
    }

    /// Why.
    public let reason: Reason

    /// Whether the write is allowed.
    public var isAllowed: Bool {
        switch reason {
        case .superuser, .explicit, .holdsAll: true
        case .lacks, .unknownRole: false
        }
    }
}

extension AccessWriteDecision: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch reason {
        case .superuser: "allowed: members of system:masters may write any role"
        case .explicit(let grant): "allowed explicitly: \(grant) by \(grant.rule) at \(grant.rulePlace)"
        case .holdsAll: "allowed: the writer holds every rule"
        case .lacks(let rules): "refused: the writer does not hold \(rules.map(\.description).joined(separator: "; "))"
        case .unknownRole(let role): "refused: \(role) does not exist"
        }
    }
}
