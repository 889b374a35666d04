// The table of edges: controllers that act for others.
extension EscalationEdge {
    static let gitOpsEdges: [EscalationEdge] = [
        EscalationEdge(
            "F1", "has Argo CD apply what it wants",
            needs: [
                .may("create|update|patch applications.argoproj.io"), .given(.runsHere(.argoApplication)),
                .given(.argoProjectIsOpen),
            ],
            gains: .controller(.argoApplication), source: "argo-cd/docs/operator-manual/security.md"),
        EscalationEdge(
            "F2", "opens an AppProject and has Argo CD apply what it wants",
            needs: [
                .may("create|update|patch appprojects.argoproj.io"),
                .may("create|update|patch applications.argoproj.io"), .given(.runsHere(.argoApplication)),
            ],
            gains: .controller(.argoApplication), source: "argo-cd/docs/user-guide/projects.md"),
        EscalationEdge(
            "F2s", "has Applications made by an ApplicationSet",
            needs: [
                .may("create|update|patch applicationsets.argoproj.io"), .given(.runsHere(.argoApplication)),
            ],
            gains: .controller(.argoApplication),
            source: "argo-cd/docs/operator-manual/applicationset/Security.md"),
        EscalationEdge(
            "F3", "makes itself an administrator of Argo CD",
            needs: [
                .may("update|patch configmaps[argocd-rbac-cm,argocd-cm]"), .given(.runsHere(.argoApplication)),
            ],
            gains: .controller(.argoApplication), source: "argo-cd/docs/operator-manual/rbac.md"),
        EscalationEdge(
            "F3s", "sets the password of Argo CD's administrator",
            needs: [.may("update|patch secrets[argocd-secret]"), .given(.runsHere(.argoApplication))],
            gains: .controller(.argoApplication), source: "argo-cd/docs/faq.md"),
        EscalationEdge(
            "F6a", "applies with Flux as any service account of the namespace",
            needs: [
                .may(
                    """
                    create|update|patch \
                    kustomizations.kustomize.toolkit.fluxcd.io,helmreleases.helm.toolkit.fluxcd.io
                    """), .given(.fluxRuns),
            ],
            gains: .here(.anyAccount), source: "fluxcd/flux2/rfcs/0001-authorization"),
        EscalationEdge(
            "F6b", "applies with Flux as the kustomize-controller",
            needs: [
                .may("create|update|patch kustomizations.kustomize.toolkit.fluxcd.io"),
                .given(.fluxTrustsObjects(.kustomizeController)),
            ],
            gains: .controller(.kustomizeController), source: "fluxcd/flux2/rfcs/0001-authorization"),
        EscalationEdge(
            "F6c", "applies with Flux as the helm-controller",
            needs: [
                .may("create|update|patch helmreleases.helm.toolkit.fluxcd.io"),
                .given(.fluxTrustsObjects(.helmController)),
            ],
            gains: .controller(.helmController), source: "fluxcd/flux2/rfcs/0001-authorization"),
        EscalationEdge(
            "F7", "changes where Flux fetches from",
            needs: [
                .may(
                    """
                    create|update|patch gitrepositories.source.toolkit.fluxcd.io,\
                    ocirepositories.source.toolkit.fluxcd.io,buckets.source.toolkit.fluxcd.io,\
                    helmrepositories.source.toolkit.fluxcd.io,helmcharts.source.toolkit.fluxcd.io
                    """), .given(.fluxRuns),
            ],
            gains: .sourceConsumers, source: "fluxcd/flux2/rfcs/0001-authorization"),
        EscalationEdge(
            "F9a", "has Velero restore objects",
            needs: [.may("create restores.velero.io"), .given(.runsHere(.velero))], gains: .controller(.velero),
            source: "velero/pkg/restore/restore.go"),
        EscalationEdge(
            "F9b", "has the operator lifecycle manager install an operator",
            needs: [.may("create|update|patch subscriptions.operators.coreos.com"), .given(.runs(.olm))],
            gains: .controller(.olm), source: "operator-lifecycle-manager/doc/design"),
        EscalationEdge(
            "F9c", "has Crossplane make objects in the cluster",
            needs: [
                .may("create|update|patch objects.kubernetes.crossplane.io @*"), .given(.runs(.crossplaneKubernetes)),
            ],
            gains: .controller(.crossplaneKubernetes), source: "provider-kubernetes/apis/object"),
        EscalationEdge(
            "F9d", "has Prometheus send its token to a target",
            needs: [
                .may(
                    "create|update|patch servicemonitors.monitoring.coreos.com,podmonitors.monitoring.coreos.com"),
                .given(.runs(.prometheus)),
            ],
            gains: .controller(.prometheus),
            source: "prometheus-operator/Documentation/api.md, bearerTokenFile; arbitraryFSAccessThroughSMs"),
        EscalationEdge(
            "F9e", "writes the start-up script of new nodes for Karpenter",
            needs: [
                .may("create|update|patch ec2nodeclasses.karpenter.k8s.aws @*"),
                .given(.serves("ec2nodeclasses.karpenter.k8s.aws")),
            ],
            gains: .everywhere(.nodeRoot), source: "karpenter-provider-aws/pkg/apis/v1, userData"),
        EscalationEdge(
            "F9g", "writes the start-up script of new nodes for Cluster API",
            needs: [
                .may(
                    """
                    create|update|patch kubeadmconfigs.bootstrap.cluster.x-k8s.io,\
                    kubeadmconfigtemplates.bootstrap.cluster.x-k8s.io
                    """), .given(.serves("kubeadmconfigtemplates.bootstrap.cluster.x-k8s.io")),
            ],
            gains: .everywhere(.nodeRoot), source: "cluster-api/bootstrap/kubeadm/api, preKubeadmCommands"),
        EscalationEdge(
            "F9f", "makes itself a member of any Rancher role",
            needs: [
                .may("create globalrolebindings.management.cattle.io @*"),
                .may("bind globalroles.management.cattle.io @*"),
                .given(.serves("globalrolebindings.management.cattle.io")),
            ],
            gains: .everywhere(.clusterAdmin), source: "rancher/webhook/docs.md, GlobalRoleBinding"),
    ]
}
