/// A controller that acts for those who write its objects, known by the name of its service account.
enum Controller: String, Sendable, CaseIterable {
    case argoApplication = "argocd-application-controller"
    case kustomizeController = "kustomize-controller"
    case helmController = "helm-controller"
    case velero = "velero"
    case olm = "olm-operator-serviceaccount"
    case crossplaneKubernetes = "provider-kubernetes"
    case prometheus = "prometheus"
    case kyvernoBackground = "kyverno-background-controller"
    case ingressNginx = "ingress-nginx"

    /// Whether a service account's name is the controller's.
    func isName(_ name: some StringProtocol) -> Bool {
        switch self {
        // Packages have a hash at the end, releases of the chart a prefix.
        case .crossplaneKubernetes: name.hasPrefix(rawValue) || name.hasPrefix("crossplane-\(rawValue)")
        case .prometheus: name == rawValue || name.hasPrefix("prometheus-k8s") || name.hasSuffix("-prometheus")
        case .argoApplication:
            name == rawValue || name.hasSuffix("-\(rawValue)") || name == "argocd-argocd-application-controller"
        case .velero: name == rawValue || name == "velero-server"
        default: name == rawValue
        }
    }
}

/// A provider of identities outside of the cluster.
enum CloudProvider: Sendable, CaseIterable {
    case aws, google, azure

    /// The annotation of a service account that names the identity.
    var annotation: String {
        switch self {
        case .aws: "eks.amazonaws.com/role-arn"
        case .google: "iam.gke.io/gcp-service-account"
        case .azure: "azure.workload.identity/client-id"
        }
    }
}

/// A property of the cluster that an edge needs.
enum ClusterCondition: Sendable {
    /// Pods of the namespace may be privileged: nothing enforces the levels `baseline` or `restricted`.
    case podsMayBePrivileged
    /// Labels of namespaces decide about Pod Security, not OpenShift's constraints or the policies of old clusters.
    case podSecurityIsByLabels
    /// A pod of the namespace is privileged, so that who runs code in it is root on its node.
    case podsArePrivileged
    /// A pod of the source itself is.
    case ownPodsArePrivileged
    /// A custom resource exists: it is defined in the set, or some rule names it.
    case serves(String)
    /// A controller's service account exists.
    case runs(Controller)
    /// A controller's service account exists in the namespace.
    case runsHere(Controller)
    /// An AppProject of the namespace, or none that is written there, lets Applications do anything.
    case argoProjectIsOpen
    /// Flux is installed.
    case fluxRuns
    /// A controller of Flux applies with its own rights what names no service account.
    case fluxTrustsObjects(Controller)
    case ingressSnippets
    /// Argo CD's own policies let somebody do something with an Application.
    case argoCDAllows(String)
    /// Somebody was said to write the repository.
    case writesRepository
    case bootstrapTokensJoin
    case kubernetesBefore(Int)
    case kubernetesFrom(Int)
    case isEKS
    case isOpenShift
    case controlPlaneNodesTakePods
    case cloudAccounts(CloudProvider)

    var words: String {
        switch self {
        case .podsMayBePrivileged: "Pod Security does not keep privileged pods out of the namespace"
        case .podSecurityIsByLabels: "labels of the namespace decide about Pod Security"
        case .podsArePrivileged: "a pod of the namespace is privileged"
        case .ownPodsArePrivileged: "its own pod is privileged"
        case .serves(let resources): "the cluster has \(resources)"
        case .runs(let controller): "\(controller.rawValue) runs in the cluster"
        case .runsHere(let controller): "\(controller.rawValue) runs in the namespace"
        case .argoProjectIsOpen: "an AppProject allows everything"
        case .fluxRuns: "Flux runs in the cluster"
        case .fluxTrustsObjects(let controller): "\(controller.rawValue) applies with its own rights by default"
        case .argoCDAllows(let actions): "Argo CD's own policies let it \(actions) an Application"
        case .writesRepository: "it was said to write the repository"
        case .ingressSnippets: "ingress-nginx takes snippets from annotations"
        case .bootstrapTokensJoin: "bootstrap tokens may ask for node certificates and have them approved"
        case .kubernetesBefore(let minor): "Kubernetes is older than 1.\(minor)"
        case .kubernetesFrom(let minor): "Kubernetes is 1.\(minor) or newer"
        case .isEKS: "the cluster is one of EKS"
        case .isOpenShift: "the cluster is OpenShift"
        case .controlPlaneNodesTakePods: "nodes of the control plane take pods"
        case .cloudAccounts: "a service account of the namespace has an identity in the cloud"
        }
    }
}
