/// Decides what expressions ask of the variable `authorizer`.
///
/// GitOpsPolicy backs it with the roles of a cluster. Without one, every answer is an error and nothing is allowed.
public struct ExpressionAuthorizer: Sendable {
    /// The answer to a question.
    public let decide: @Sendable (AuthorizationQuestion) -> AuthorizationAnswer

    /// An authorizer that asks a function.
    public init(_ decide: @escaping @Sendable (AuthorizationQuestion) -> AuthorizationAnswer) { self.decide = decide }
}

/// Who would act.
public enum AuthorizationSubject: Sendable, Hashable {
    /// The user whose request is being checked.
    case requester
    /// A service account by its namespace and name.
    case serviceAccount(namespace: String, name: String)
}

/// What an expression asks: whether someone may do something.
public struct AuthorizationQuestion: Sendable, Hashable {
    /// What would be acted on.
    public enum Target: Sendable, Hashable {
        /// A path that is no resource, such as `/healthz`.
        case path(String)
        /// A resource.
        case resource(AuthorizationResource)
    }

    /// Who would act.
    public let subject: AuthorizationSubject
    /// The verb, such as `get`.
    public let verb: String
    /// What would be acted on.
    public let target: Target

    /// A question.
    public init(subject: AuthorizationSubject, verb: String, target: Target) {
        self.subject = subject
        self.verb = verb
        self.target = target
    }
}

/// A resource that a question is about; empty texts stand for all.
public struct AuthorizationResource: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    /// The plural name, such as `pods`.
    public var resource: String
    /// The part of the resource, such as `status`; empty for the resource itself.
    public var subresource = ""
    /// The namespace; empty for all and for resources without one.
    public var namespace = ""
    /// The object's name; empty for all.
    public var name = ""
    /// A selector of fields as it was written; one that cannot be read selects everything.
    public var fieldSelector = ""
    /// A selector of labels as it was written; one that cannot be read selects everything.
    public var labelSelector = ""

    /// A resource of a group.
    public init(group: String, resource: String) {
        self.group = group
        self.resource = resource
    }
}

/// What an authorizer says.
public struct AuthorizationAnswer: Sendable, Hashable {
    /// Whether it is allowed.
    public let isAllowed: Bool
    /// Why; may be empty.
    public let reason: String
    /// What went wrong while deciding, if something did.
    public let error: String?

    /// An answer.
    public init(isAllowed: Bool, reason: String = "", error: String? = nil) {
        self.isAllowed = isAllowed
        self.reason = reason
        self.error = error
    }
}
