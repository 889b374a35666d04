public import GitOpsManifest

/// How policies are read.
public struct PolicySetOptions: Sendable {
    /// The version of Kubernetes, which decides what expressions may use.
    public var kubernetes: KubernetesVersion
    /// What follows from policies without a binding, which the server does not evaluate; empty for nothing.
    public var actionsWithoutBinding: [PolicyAction]

    /// The newest version, and no evaluation of unbound policies.
    public init(kubernetes: KubernetesVersion = .newest, actionsWithoutBinding: [PolicyAction] = []) {
        self.kubernetes = kubernetes
        self.actionsWithoutBinding = actionsWithoutBinding
    }
}
