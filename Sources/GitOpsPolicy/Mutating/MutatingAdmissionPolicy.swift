public import GitOpsManifest
public import GitOpsReport
public import GitOpsSchema

/// A policy of expressions that change objects before they are stored.
///
/// Source: `MutatingAdmissionPolicy` in `k8s.io/api/admissionregistration/v1`; v1alpha1 and v1beta1 are read alike.
/// KEP-3962.
public struct MutatingAdmissionPolicy: Sendable {
    /// The object.
    public let manifest: Manifest
    /// Its name.
    public let name: String
    /// What happens when the policy cannot be evaluated.
    public let failurePolicy: ValidatingAdmissionPolicy.FailurePolicy
    /// Whether the policy is asked once more when the object changed after it was asked.
    public let reinvocationPolicy: ReinvocationPolicy
    /// The kind of its parameters.
    public let paramKind: GroupVersionKind?
    /// Which requests it is about; `nil` when that could not be read.
    public let matchConstraints: MatchResources?
    /// Conditions a request has to meet for the policy to be evaluated.
    public let matchConditions: [ValidatingAdmissionPolicy.MatchCondition]
    /// Named expressions that others use.
    public let variables: [ValidatingAdmissionPolicy.Variable]
    /// What is changed, in order.
    public let mutations: [Mutation]
    /// The rule that findings of the policy name: see ``PolicyAnnotation``.
    public let rule: FindingRule
    /// What the API server would refuse.
    public let issues: [PolicyIssue]

    /// When a policy is asked more than once for a request.
    public enum ReinvocationPolicy: String, Sendable, Hashable, CaseIterable {
        /// Never.
        case never = "Never"
        /// Once more, when the object changed after the policy was asked.
        case ifNeeded = "IfNeeded"
    }

    /// An entry of `mutations`.
    public struct Mutation: Sendable {
        /// How the value of the expression is applied.
        public let patchType: PatchType
        /// An `Object`, or a list of `JSONPatch`.
        public let expression: PolicyExpression
    }

    /// How a mutation is written.
    public enum PatchType: String, Sendable, Hashable, CaseIterable {
        /// Fields that are merged into the object as server-side apply merges them.
        case applyConfiguration = "ApplyConfiguration"
        /// Operations of RFC 6902.
        case jsonPatch = "JSONPatch"
    }
}

/// Where a mutating policy applies, and with which parameters.
///
/// Source: `MutatingAdmissionPolicyBinding` in `k8s.io/api/admissionregistration/v1`.
public struct MutatingAdmissionPolicyBinding: Sendable {
    /// The object; that of the policy for a binding that was made here.
    public let manifest: Manifest
    /// Its name.
    public let name: String
    /// The name of the policy.
    public let policyName: String
    /// The parameters.
    public let paramRef: ValidatingAdmissionPolicyBinding.ParamRef?
    /// Which of the policy's requests it is about; `nil` for all of them.
    public let matchResources: MatchResources?
    /// What the API server would refuse.
    public let issues: [PolicyIssue]
}
