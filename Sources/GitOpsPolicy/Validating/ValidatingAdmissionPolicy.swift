public import GitOpsManifest
public import GitOpsReport
public import GitOpsSchema

/// A policy of expressions that objects have to satisfy.
///
/// Source: `ValidatingAdmissionPolicy` in `k8s.io/api/admissionregistration/v1`. The older versions, and the group of
/// the prototype (`admissionregistration.x-k8s.io`), are read alike.
public struct ValidatingAdmissionPolicy: Sendable {
    /// The object.
    public let manifest: Manifest
    /// Its name.
    public let name: String
    /// What happens when the policy cannot be evaluated.
    public let failurePolicy: FailurePolicy
    /// The kind of its parameters.
    public let paramKind: GroupVersionKind?
    /// Which requests it is about; `nil` when that could not be read.
    public let matchConstraints: MatchResources?
    /// Conditions a request has to meet for the policy to be evaluated.
    public let matchConditions: [MatchCondition]
    /// Named expressions that others use.
    public let variables: [Variable]
    /// What objects have to satisfy.
    public let validations: [Validation]
    /// What is written to the audit log.
    public let auditAnnotations: [AuditAnnotation]
    /// The rule that findings of the policy name: see ``PolicyAnnotation``.
    public let rule: FindingRule
    /// What the API server would refuse.
    public let issues: [PolicyIssue]

    /// What happens when something cannot be evaluated.
    public enum FailurePolicy: String, Sendable, Hashable, CaseIterable {
        /// As if the object broke the policy.
        case fail = "Fail"
        /// As if it did not.
        case ignore = "Ignore"
    }

    /// A condition of `matchConditions`.
    public struct MatchCondition: Sendable {
        /// What it is called in messages.
        public let name: String
        /// False for requests that the policy is not about.
        public let expression: PolicyExpression
    }

    /// An entry of `variables`.
    public struct Variable: Sendable {
        /// Its name behind `variables.`.
        public let name: String
        /// Its value.
        public let expression: PolicyExpression
    }

    /// An entry of `validations`.
    public struct Validation: Sendable {
        /// True for objects that satisfy it.
        public let expression: PolicyExpression
        /// What is said when it is false; empty for nothing.
        public let message: String
        /// What is said instead, when it gives a text.
        public let messageExpression: PolicyExpression?
        /// The reason of the refusal; `nil` for `Invalid`.
        public let reason: String?
    }

    /// An entry of `auditAnnotations`.
    public struct AuditAnnotation: Sendable {
        /// The part of its name after that of the policy.
        public let key: String
        /// Its text, or null for none.
        public let valueExpression: PolicyExpression
    }
}

/// An expression of a policy, and where it stands.
public struct PolicyExpression: Sendable {
    /// The expression as it is written.
    public let text: String
    /// The string of the manifest.
    public let node: Node
    /// The field, `spec.validations[0].expression`.
    public let path: FieldPath
}

/// Where a policy applies, with which parameters, and what follows when it is broken.
///
/// Source: `ValidatingAdmissionPolicyBinding` in `k8s.io/api/admissionregistration/v1`.
public struct ValidatingAdmissionPolicyBinding: Sendable {
    /// The object; that of the policy for a binding that was made here.
    public let manifest: Manifest
    /// Its name.
    public let name: String
    /// The name of the policy.
    public let policyName: String
    /// The parameters.
    public let paramRef: ParamRef?
    /// Which of the policy's requests it is about; `nil` for all of them.
    public let matchResources: MatchResources?
    /// What follows.
    public let actions: [PolicyAction]
    /// What the API server would refuse.
    public let issues: [PolicyIssue]

    /// Which parameters a binding uses.
    ///
    /// Source: `ParamRef` in `k8s.io/api/admissionregistration/v1`.
    public struct ParamRef: Sendable, Hashable {
        /// The name; empty when a selector chooses.
        public var name: String
        /// The namespace; empty for that of the object, or for parameters of the cluster.
        public var namespace: String
        /// The labels of the parameters; `nil` when the name chooses.
        public var selector: LabelSelector?
        /// Whether the policy fails when there are none, rather than having nothing to say.
        public var deniesWithoutParams: Bool

        /// A reference from its parts.
        public init(
            name: String = "", namespace: String = "", selector: LabelSelector? = nil, deniesWithoutParams: Bool = true
        ) {
            self.name = name
            self.namespace = namespace
            self.selector = selector
            self.deniesWithoutParams = deniesWithoutParams
        }
    }
}
