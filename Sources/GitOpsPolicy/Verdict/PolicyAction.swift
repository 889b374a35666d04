/// What the API server does when an object breaks a policy.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-actions.
public enum PolicyAction: String, Sendable, Hashable, CaseIterable {
    /// The request is refused.
    case deny = "Deny"
    /// The request passes, and the client is warned.
    case warn = "Warn"
    /// The request passes, and the audit log says so.
    case audit = "Audit"
}
