/// Whom a request wants to be, by its `Impersonate-` headers.
public struct Impersonation: Sendable, Hashable {
    /// The user name; it must not be empty.
    public var user: String
    /// The groups.
    public var groups: [String]
    /// The unique id; empty for none.
    public var uid: String
    /// Further facts about the user, each key with its values.
    public var extra: [String: [String]]

    /// An impersonation from its parts.
    public init(user: String, groups: [String] = [], uid: String = "", extra: [String: [String]] = [:]) {
        self.user = user
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// An impersonation of a subject by its user name alone; of a group, by a user's name and the group.
    public init(_ subject: Subject, asUser user: String = "system:anonymous") {
        if subject.kind == .group {
            self.init(user: user, groups: [subject.name])
        } else {
            self.init(user: subject.username)
        }
    }

    /// How the API server lets somebody impersonate, in the order in which it tries.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// A service account as the node that its token is bound to.
        case associatedNode = "associated-node"
        /// Any node.
        case arbitraryNode = "arbitrary-node"
        /// A service account.
        case serviceAccount = "serviceaccount"
        /// A user that is neither, with groups and further facts.
        case userInfo = "user-info"
        /// Anybody, by the verb `impersonate` alone.
        case legacy
    }
}

/// Whether somebody may do something as another one.
public struct ImpersonationDecision: Sendable {
    /// Whether the request is allowed: the impersonation, and then the action to the one who is impersonated.
    public var isAllowed: Bool { mode != nil && decision?.isAllowed == true }
    /// By which mode the impersonation is allowed; `nil` when it is not.
    public let mode: Impersonation.Mode?
    /// The grants that allow the impersonation, one for each of its checks that a grant has to allow.
    public let grants: [Grant]
    /// The request as the one who is impersonated makes it; `nil` when the impersonation is not allowed.
    public let impersonated: SubjectAccessReview?
    /// The answer to that request.
    public let decision: AccessDecision?
    /// Why the modes that could apply did not, in their order.
    public let refusals: [Refusal]

    /// Why a mode did not allow an impersonation.
    public struct Refusal: Sendable {
        /// The mode.
        public let mode: Impersonation.Mode
        /// The check that was denied.
        public let denied: SubjectAccessReview.Attributes
        /// What no grant can allow; `nil` when a grant could.
        public let rule: String?
    }
}
