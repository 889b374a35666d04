public import GitOpsManifest

/// How the requests are made that manifests stand for.
public struct AdmissionOptions: Sendable {
    /// The version of Kubernetes, which decides what expressions may use and which versions of kinds are served.
    public var kubernetes: KubernetesVersion
    /// Who applies the manifests. Without it a policy that reads `request.userInfo` is unknown.
    public var user: UserInfo?
    /// Where objects go that live in a namespace and name none.
    public var defaultNamespace: String
    /// The value of `request.dryRun`.
    public var isDryRun: Bool
    /// Objects get the server's defaults, as they have them when the server asks its policies.
    public var appliesDefaults: Bool

    /// The newest version, no user, `default`, and defaults.
    public init(
        kubernetes: KubernetesVersion = .newest, user: UserInfo? = nil, defaultNamespace: String = "default",
        isDryRun: Bool = false, appliesDefaults: Bool = true
    ) {
        self.kubernetes = kubernetes
        self.user = user
        self.defaultNamespace = defaultNamespace
        self.isDryRun = isDryRun
        self.appliesDefaults = appliesDefaults
    }
}
