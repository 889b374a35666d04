public import GitOpsManifest

/// How a model is made.
public struct AccessModelOptions: Sendable {
    /// What the model knows of an API server besides the objects of the set.
    public enum Bootstrap: Sendable, Hashable, CaseIterable {
        /// The default roles and their bindings to the system's users, groups and service accounts.
        case rolesAndBindings
        /// The default roles (`cluster-admin`, `view` …), so that bindings to them have something to refer to.
        case roles
        /// Nothing: the set is a whole dump of a cluster.
        case none
    }

    /// The namespace of objects that name none, as a client's context gives it.
    public var defaultNamespace: String
    /// Whether the rules of aggregated ClusterRoles are worked out anew; otherwise they are taken as they are written.
    public var aggregates: Bool
    /// The objects that every API server makes when it starts. One of the set with the same name replaces it.
    ///
    /// Source: `plugin/pkg/auth/authorizer/rbac/bootstrappolicy` of Kubernetes 1.36.
    public var bootstrap: Bootstrap
    /// Number of threads; 0 means one for each core, and fewer where there is little to read. The result does not depend
    /// on it.
    public var threads: Int

    /// Options with their defaults.
    public init(
        defaultNamespace: String = "default", aggregates: Bool = true, bootstrap: Bootstrap = .rolesAndBindings,
        threads: Int = 0
    ) {
        self.defaultNamespace = defaultNamespace
        self.aggregates = aggregates
        self.bootstrap = bootstrap
        self.threads = threads
    }
}

extension AccessModel {
    /// The roles and bindings that every API server of Kubernetes 1.36 makes when it starts.
    public static var bootstrapObjects: ManifestSet { ManifestSet(BootstrapObjects.manifests) }
}
