public import GitOpsManifest

/// What one expression of a policy, or the policy as a whole, says about a request.
///
/// Source: `PolicyDecision` in `k8s.io/apiserver/pkg/admission/plugin/policy/validating/policy_decision.go`.
public struct PolicyDecision: Sendable {
    /// What happened.
    public var evaluation: Evaluation
    /// The entry of `validations`, or of `mutations` of a mutating policy, counted from 0; `nil` when the policy could
    /// not be evaluated at all.
    public var validation: Int?
    /// Whether the request is to be refused, before the actions of the binding are looked at.
    public var denies: Bool
    /// Refuses whatever the actions of the binding are: an audit annotation that has no value, a patch whose result
    /// the server cannot read.
    public var isUnconditional = false
    /// It is about the policy, whatever its bindings say.
    var isAboutPolicy = false
    /// What the server says; empty when the object satisfies the policy.
    public var message: String
    /// The reason of the refusal, `Invalid`; empty for an error.
    public var reason: String
    /// The values of the object that decided, the most important first.
    public var decisive: [Node]
    /// What could not be evaluated, where it is no validation: a match condition or an audit annotation.
    var expression: PolicyExpression?
    /// The exception that the decision does not count by.
    public var exception: PolicyException?

    /// How an expression ended.
    public enum Evaluation: Sendable, Hashable {
        /// It is true.
        case admitted
        /// It is false.
        case denied
        /// It has no value.
        case failed
        /// Nobody knows; the message says what is missing, and what to do.
        case unknown
    }

    init(
        _ evaluation: Evaluation, validation: Int? = nil, denies: Bool, message: String = "", reason: String = "",
        decisive: [Node] = []
    ) {
        self.evaluation = evaluation
        self.validation = validation
        self.denies = denies
        self.message = message
        self.reason = reason
        self.decisive = decisive
    }

    /// What an expression says depends on something that nobody has told.
    static func unknown(_ reason: String, validation: Int? = nil) -> PolicyDecision {
        PolicyDecision(.unknown, validation: validation, denies: false, message: reason)
    }

    /// The decision that follows from an error.
    static func failure(
        _ message: String, _ policy: ValidatingAdmissionPolicy.FailurePolicy, validation: Int? = nil,
        decisive: [Node] = []
    ) -> PolicyDecision {
        PolicyDecision(
            .failed, validation: validation, denies: policy == .fail, message: message, decisive: decisive)
    }
}

/// A text for the audit log.
public struct AuditAnnotationValue: Sendable, Hashable {
    /// The key of the policy, without its name.
    public var key: String
    /// The text, at most 10 KiB.
    public var value: String
}
