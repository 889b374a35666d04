public import GitOpsManifest
public import GitOpsSchema

/// With whose rights Argo CD applies what Applications bring, and what their projects hold them to.
///
/// Whoever may write an Application, or the repository it takes its manifests from, acts with these rights within these
/// limits.
///
/// Sources: `util/settings/impersonation.go` and `pkg/apis/application/v1alpha1/app_project_types.go` of Argo CD 3.
public struct ArgoCDDelegations: Sendable {
    /// With whose rights objects are applied.
    public enum Identity: Sendable, Hashable {
        /// The application controller's own account.
        case controller(Subject)
        /// The account that the project names for the destination, where impersonation is switched on.
        case destinationAccount(Subject)
        /// Nobody: impersonation is switched on and the project names no account for the destination.
        case none
    }

    /// Why Argo CD does not apply an Application.
    public enum Obstacle: Sendable, Hashable {
        /// Its project is not in the set.
        case unknownProject(String)
        /// It is in a namespace that its project does not take Applications from.
        case sourceNamespace(String)
        /// Its project does not permit the destination.
        case destination
    }

    /// An Application, or the template of an ApplicationSet.
    public struct Applier: Sendable {
        /// The object.
        public let object: ResourceID
        /// The name of its project.
        public let project: String
        /// What the project permits; `nil` when it is not in the set.
        public let limits: ArgoCDProjectLimits?
        /// The cluster it is for: its URL, or its name; empty when that is filled in by a template.
        public let server: String
        /// Whether that is the cluster Argo CD itself runs in.
        public let isLocal: Bool
        /// The namespace it is for; empty when it names none.
        public let namespace: String
        /// With whose rights it is applied.
        public let identity: Identity
        /// Why it is not applied.
        public let obstacles: [Obstacle]
        /// The repositories its manifests come from.
        public let repositories: [String]
        /// The line that decides on the identity (of the project), or the object.
        public let identityPlace: GrantPlace
        /// The object.
        public let place: GrantPlace
    }

    /// The account of the application controller.
    public let controller: Subject
    /// Whether impersonation is switched on (`application.sync.impersonation.enabled` in `argocd-cm`).
    public let impersonates: Bool
    /// The projects of the set.
    public let projects: [ArgoCDProjectLimits]
    /// The Applications, in the order of the set.
    public let appliers: [Applier]

    /// Reads the objects of a set. Complexity: O(Applications · rules of their projects).
    ///
    /// - Parameters:
    ///   - manifests: the set.
    ///   - namespace: where Argo CD is installed; `nil` for where its configuration is, else `argocd`.
    ///   - patterns: matches the regular expressions that `sourceNamespaces` may have between slashes.
    public init(_ manifests: ManifestSet, namespace: String? = nil, patterns: (any PatternMatching)? = nil) {
        let settings = ArgoCDSettings(manifests, namespace: namespace)
        controller = settings.controller
        impersonates = settings.impersonates
        let projects = manifests.manifests.filter(ArgoCDConfigurationReader.isProject)
            .map { ArgoCDProjectLimits($0, installation: settings.namespace, patterns: patterns) }
        self.projects = projects
        appliers = manifests.manifests.compactMap { manifest in
            guard manifest.id.group == "argoproj.io" else { return nil }
            let application: Node? =
                switch manifest.id.kind {
                case "Application": manifest.root
                case "ApplicationSet": manifest.root["spec"]?["template"]
                default: nil
                }
            return application.map { ArgoCDApplierReader(manifest, $0, settings, projects).applier }
        }
    }
}

/// What is set for a whole Argo CD.
struct ArgoCDSettings {
    let namespace: String
    let controller: Subject
    let impersonates: Bool
    /// Whether an Application without account is refused, rather than applied with the controller's rights.
    let enforcesImpersonation: Bool

    init(_ manifests: ManifestSet, namespace: String?) {
        let name = "argocd-application-controller"
        let workloads = manifests.manifests.filter { manifest in
            ["StatefulSet", "Deployment"].contains(manifest.id.kind) && manifest.id.group == "apps"
                && (manifest.id.name == name
                    || manifest.root["metadata"]?["labels"]?["app.kubernetes.io/name"]?.string == name)
        }
        let configurations = manifests.manifests.filter {
            $0.id.kind == "ConfigMap" && $0.id.group.isEmpty && $0.id.name == "argocd-cm"
        }
        let place = namespace ?? (configurations + workloads).lazy.compactMap(\.id.namespace).first ?? "argocd"
        self.namespace = place
        let isHere = { (manifest: Manifest) in manifest.id.namespace.map { $0.hasSameBytes(as: place) } ?? true }
        let pod = workloads.first(where: isHere)?.root["spec"]?["template"]?["spec"]
        controller = .serviceAccount(namespace: place, name: pod?["serviceAccountName"]?.string ?? name)
        let data = configurations.last(where: isHere)?.root["data"]
        impersonates = data?["application.sync.impersonation.enabled"]?.string == "true"
        enforcesImpersonation = data?["application.sync.impersonation.enforced"]?.string != "false"
    }
}
