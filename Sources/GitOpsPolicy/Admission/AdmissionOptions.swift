public import GitOpsManifest
public import GitOpsRBAC

/// How the requests are made that manifests stand for.
public struct AdmissionOptions: Sendable {
    /// The version of Kubernetes, which decides what expressions may use and which versions of kinds are served.
    public var kubernetes: KubernetesVersion
    /// Who applies the manifests. Without it a policy that reads `request.userInfo` is unknown.
    public var user: UserInfo?
    /// The roles of the cluster, which the variable `authorizer` asks. Without them, or without a user, a policy that
    /// asks is unknown.
    public var access: AccessModel?
    /// Where objects go that live in a namespace and name none.
    public var defaultNamespace: String
    /// What is taken of namespaces whose manifests are not there.
    public var unlistedNamespaces: UnlistedNamespaces
    /// The value of `request.dryRun`.
    public var isDryRun: Bool
    /// Objects get the server's defaults, as they have them when the server asks its policies.
    public var appliesDefaults: Bool
    /// What mutating policies may make of an object.
    public var mutationLimits: MutationLimits
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int

    /// The newest version, no user, no roles, `default`, nothing of unlisted namespaces, defaults, and the limits of
    /// ``MutationLimits``.
    public init(
        kubernetes: KubernetesVersion = .newest, user: UserInfo? = nil, access: AccessModel? = nil,
        defaultNamespace: String = "default", unlistedNamespaces: UnlistedNamespaces = .unknown,
        isDryRun: Bool = false, appliesDefaults: Bool = true, mutationLimits: MutationLimits = MutationLimits(),
        threads: Int = 0
    ) {
        self.kubernetes = kubernetes
        self.user = user
        self.access = access
        self.defaultNamespace = defaultNamespace
        self.unlistedNamespaces = unlistedNamespaces
        self.isDryRun = isDryRun
        self.appliesDefaults = appliesDefaults
        self.mutationLimits = mutationLimits
        self.threads = threads
    }
}
