import GitOpsManifest

extension ResourceNames {
    /// What `kubectl` lets people write for a built-in resource.
    ///
    /// Source: `shortNames` in `api/discovery` of Kubernetes 1.36; `crb`, `rb` and the like are those of no API server.
    package static func shortNames(group: String, resource: String) -> [String] {
        shortNames.first { $0.group == group && $0.resource == resource }?.names ?? []
    }

    private static let shortNames: [(group: String, resource: String, names: [String])] = [
        ("", "componentstatuses", ["cs"]),
        ("", "configmaps", ["cm"]),
        ("", "endpoints", ["ep"]),
        ("", "events", ["ev"]),
        ("", "limitranges", ["limits"]),
        ("", "namespaces", ["ns"]),
        ("", "nodes", ["no"]),
        ("", "persistentvolumeclaims", ["pvc"]),
        ("", "persistentvolumes", ["pv"]),
        ("", "pods", ["po"]),
        ("", "replicationcontrollers", ["rc"]),
        ("", "resourcequotas", ["quota"]),
        ("", "serviceaccounts", ["sa"]),
        ("", "services", ["svc"]),
        ("apiextensions.k8s.io", "customresourcedefinitions", ["crd", "crds"]),
        ("apps", "daemonsets", ["ds"]),
        ("apps", "deployments", ["deploy"]),
        ("apps", "replicasets", ["rs"]),
        ("apps", "statefulsets", ["sts"]),
        ("autoscaling", "horizontalpodautoscalers", ["hpa"]),
        ("batch", "cronjobs", ["cj"]),
        ("certificates.k8s.io", "certificatesigningrequests", ["csr"]),
        ("events.k8s.io", "events", ["ev"]),
        ("networking.k8s.io", "ingresses", ["ing"]),
        ("networking.k8s.io", "ipaddresses", ["ip"]),
        ("networking.k8s.io", "networkpolicies", ["netpol"]),
        ("policy", "poddisruptionbudgets", ["pdb"]),
        ("scheduling.k8s.io", "priorityclasses", ["pc"]),
        ("storage.k8s.io", "storageclasses", ["sc"]),
        ("storage.k8s.io", "volumeattributesclasses", ["vac"]),
    ]

    /// Resources without objects, which authorizers are asked about.
    ///
    /// Sources: `filters/impersonation` and `certauthorization.go` of `k8s.io/apiserver`; a signer is no object either.
    static let forAuthorization = [
        Entry(group: "", resource: "users"),
        Entry(group: "", resource: "groups"),
        Entry(group: "authentication.k8s.io", resource: "users"),
        Entry(group: "authentication.k8s.io", resource: "groups"),
        Entry(group: "authentication.k8s.io", resource: "serviceaccounts"),
        Entry(group: "authentication.k8s.io", resource: "nodes"),
        Entry(group: "authentication.k8s.io", resource: "uids"),
        Entry(group: "authentication.k8s.io", resource: "userextras"),
        Entry(group: "certificates.k8s.io", resource: "signers"),
    ]

    /// The subresources of built-in resources, `finalizers` among them, which only admission asks about, and those of
    /// nodes that the kubelet asks about.
    ///
    /// Sources: `api/discovery` and `pkg/kubelet/server/auth.go` of Kubernetes 1.36,
    /// `plugin/pkg/admission/gc/gc_admission.go`.
    static let subresources = [
        "*", "approval", "attach", "binding", "checkpoint", "configz", "ephemeralcontainers", "eviction", "exec",
        "finalize", "finalizers", "healthz", "log", "metrics", "pods", "portforward", "proxy", "resize", "scale",
        "spec",
        "stats", "status", "statusz", "token",
    ]

    /// Which resources have which of them, beside `status`, `finalizers` and what follows.
    static let subresourcesOfResources: [(group: String, resource: String, subresources: [String])] = [
        ("", "namespaces", ["finalize"]),
        (
            "", "nodes",
            ["checkpoint", "configz", "healthz", "log", "metrics", "pods", "proxy", "spec", "stats", "statusz"]
        ),
        (
            "", "pods",
            ["attach", "binding", "ephemeralcontainers", "eviction", "exec", "log", "portforward", "proxy", "resize"]
        ),
        ("", "replicationcontrollers", ["scale"]),
        ("", "serviceaccounts", ["token"]),
        ("", "services", ["proxy"]),
        ("apps", "deployments", ["scale"]),
        ("apps", "replicasets", ["scale"]),
        ("apps", "statefulsets", ["scale"]),
        ("certificates.k8s.io", "certificatesigningrequests", ["approval"]),
    ]

    /// Built-in resources without `status`.
    static let withoutStatus: [(group: String, resource: String)] = [
        ("", "configmaps"), ("", "endpoints"), ("", "events"), ("", "limitranges"), ("", "podtemplates"),
        ("", "secrets"), ("", "serviceaccounts"), ("apps", "controllerrevisions"),
        ("coordination.k8s.io", "leases"), ("discovery.k8s.io", "endpointslices"), ("events.k8s.io", "events"),
        ("rbac.authorization.k8s.io", "clusterrolebindings"), ("rbac.authorization.k8s.io", "clusterroles"),
        ("rbac.authorization.k8s.io", "rolebindings"), ("rbac.authorization.k8s.io", "roles"),
        ("scheduling.k8s.io", "priorityclasses"), ("storage.k8s.io", "storageclasses"),
    ]
}
