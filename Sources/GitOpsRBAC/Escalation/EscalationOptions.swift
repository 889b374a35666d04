public import GitOpsManifest

/// What an analysis of escalations takes for granted where the manifests do not say it.
public struct EscalationOptions: Sendable {
    /// The version of Kubernetes, which decides what is possible.
    public var kubernetes: KubernetesVersion
    /// Whether pods may be scheduled to nodes of the control plane, as in clusters that one runs oneself. There root on
    /// a node is everything.
    public var controlPlaneNodesTakePods: Bool
    /// Whether service accounts that bindings name exist, although no manifest defines them.
    public var boundAccountsExist: Bool
    /// Whether the cluster is one of Amazon's; `nil` to tell it from the manifests.
    public var isEKS: Bool?
    /// Whether the cluster is OpenShift; `nil` to tell it from the manifests.
    public var isOpenShift: Bool?
    /// How many hops are followed at the most.
    public var maximumHops: Int
    /// How many facts (permissions, identities, states) are gathered for one source at the most. Where there are more,
    /// what it reaches is not known to the end, and every answer says so.
    public var maximumFacts: Int
    /// How many steps (permissions looked at, edges tried, and what these go through) are taken for all sources of a
    /// survey together at the most, and for all of their paths; ``EscalationLimit`` tells how long that is. Half of
    /// them are divided among the sources, the others among those to which their part is not enough. Where that is not
    /// enough either, what a source reaches is not known to the end, and every answer says so.
    public var maximumSteps: Int
    /// How many choices of lines are compared at the most to find the smallest one that cuts a subject off.
    public var maximumCutSteps: Int
    /// Who can write the repositories that Flux and Argo CD apply.
    public var gitWriters: [GitWriter]
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int

    /// Options with their defaults.
    public init(
        kubernetes: KubernetesVersion = .newest, controlPlaneNodesTakePods: Bool = false,
        boundAccountsExist: Bool = true, isEKS: Bool? = nil, isOpenShift: Bool? = nil, maximumHops: Int = 16,
        maximumFacts: Int = 500_000, maximumSteps: Int = 250_000_000, maximumCutSteps: Int = 20_000,
        gitWriters: [GitWriter] = [], threads: Int = 0
    ) {
        self.kubernetes = kubernetes
        self.controlPlaneNodesTakePods = controlPlaneNodesTakePods
        self.boundAccountsExist = boundAccountsExist
        self.isEKS = isEKS
        self.isOpenShift = isOpenShift
        self.maximumHops = maximumHops
        self.maximumFacts = maximumFacts
        self.maximumSteps = maximumSteps
        self.maximumCutSteps = maximumCutSteps
        self.gitWriters = gitWriters
        self.threads = threads
    }
}
