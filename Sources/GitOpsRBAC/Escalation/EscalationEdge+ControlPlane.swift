// The table of edges: extensions of the control plane.
extension EscalationEdge {
    static let controlPlaneEdges: [EscalationEdge] = [
        EscalationEdge(
            "E1", "has every object rewritten by a webhook",
            needs: [
                .may("create|update|patch mutatingwebhookconfigurations.admissionregistration.k8s.io @*")
            ],
            gains: .everywhere(.clusterAdmin),
            source: "staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating"),
        EscalationEdge(
            "E2", "has every object rewritten by a policy",
            needs: [
                .may("create|update|patch mutatingadmissionpolicies.admissionregistration.k8s.io @*"),
                .may("create|update|patch mutatingadmissionpolicybindings.admissionregistration.k8s.io @*"),
                .given(.kubernetesFrom(36)),
            ],
            gains: .everywhere(.clusterAdmin),
            source: "staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/mutating; on by default since 1.36"),
        EscalationEdge(
            "E3", "takes validating webhooks away",
            needs: [
                .may(
                    """
                    update|patch|delete|deletecollection \
                    validatingwebhookconfigurations.admissionregistration.k8s.io @*
                    """)
            ],
            gains: .everywhere(.guardrailsOff),
            source: "staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating"),
        EscalationEdge(
            "E3r", "sees every object that is written, Secrets included, by a webhook",
            needs: [
                .may("create|update|patch validatingwebhookconfigurations.admissionregistration.k8s.io @*")
            ],
            gains: .everywhere(.secrets),
            source: "staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating"),
        EscalationEdge(
            "E4", "takes admission policies away",
            needs: [
                .may(
                    """
                    update|patch|delete|deletecollection \
                    validatingadmissionpolicies.admissionregistration.k8s.io,\
                    validatingadmissionpolicybindings.admissionregistration.k8s.io @*
                    """)
            ],
            gains: .everywhere(.guardrailsOff),
            source: "staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating"),
        EscalationEdge(
            "E5a", "rewrites Kyverno policies",
            needs: [
                .may("update|patch|delete|deletecollection clusterpolicies.kyverno.io @*"),
                .given(.serves("clusterpolicies.kyverno.io")),
            ],
            gains: .everywhere(.guardrailsOff), source: "kyverno/api/kyverno/v1"),
        EscalationEdge(
            "E5b", "excepts itself from Kyverno policies",
            needs: [
                .may("create|update|patch policyexceptions.kyverno.io"),
                .given(.serves("policyexceptions.kyverno.io")),
            ],
            gains: .here(.guardrailsOff), source: "kyverno/api/kyverno/v2/policy_exception_types.go"),
        EscalationEdge(
            "E5c", "has Kyverno make or change objects for it",
            needs: [
                .may("create|update|patch clusterpolicies.kyverno.io @*"), .given(.runs(.kyvernoBackground)),
            ],
            gains: .controller(.kyvernoBackground), source: "kyverno/pkg/background/generate"),
        EscalationEdge(
            "E5d", "rewrites Gatekeeper templates or its configuration",
            needs: [
                .may(
                    """
                    create|update|patch|delete|deletecollection \
                    constrainttemplates.templates.gatekeeper.sh,configs.config.gatekeeper.sh @*
                    """), .given(.serves("constrainttemplates.templates.gatekeeper.sh")),
            ],
            gains: .everywhere(.guardrailsOff), source: "gatekeeper/pkg/controller/config"),
        EscalationEdge(
            "E5e", "rewrites Kubewarden policies",
            needs: [
                .may("update|patch|delete|deletecollection clusteradmissionpolicies.policies.kubewarden.io @*"),
                .given(.serves("clusteradmissionpolicies.policies.kubewarden.io")),
            ],
            gains: .everywhere(.guardrailsOff), source: "kubewarden-controller/api/policies"),
        EscalationEdge(
            "E6", "changes all custom resources on their way through a conversion webhook",
            needs: [.may("update|patch customresourcedefinitions.apiextensions.k8s.io @*")],
            gains: .customResourceControllers,
            source: "staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/conversion"),
        EscalationEdge(
            "E7", "answers for a group of the API",
            needs: [.may("create|update|patch apiservices.apiregistration.k8s.io @*")],
            gains: .everywhere(.traffic), source: "staging/src/k8s.io/kube-aggregator/pkg/apiserver"),
        EscalationEdge(
            "E8", "maps itself to system:masters in aws-auth",
            needs: [.may("update|patch configmaps[aws-auth] @kube-system"), .given(.isEKS)],
            gains: .everywhere(.systemMasters),
            source: "https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html"),
        EscalationEdge(
            "E8c", "rewrites the configuration of the cluster's DNS",
            needs: [.may("update|patch configmaps[coredns] @kube-system")], gains: .everywhere(.traffic),
            source: "https://coredns.io/plugins/rewrite/"),
        EscalationEdge(
            "E9a", "points Services to endpoints of its choice",
            needs: [.may("create|update|patch endpoints,endpointslices.discovery.k8s.io")], gains: .here(.traffic),
            source: "CVE-2021-25740"),
        EscalationEdge(
            "E9b", "takes addresses of others with externalIPs", needs: [.may("create|update|patch services")],
            gains: .everywhere(.traffic), source: "CVE-2020-8554"),
        EscalationEdge(
            "E9c", "takes addresses of others through the status of a Service",
            needs: [.may("update|patch services/status")], gains: .everywhere(.traffic), source: "CVE-2020-8554"),
        EscalationEdge(
            "E9d", "takes over hosts and paths of Ingresses",
            needs: [.may("create|update|patch ingresses.networking.k8s.io")], gains: .here(.traffic),
            source: "https://kubernetes.io/docs/concepts/services-networking/ingress/"),
        EscalationEdge(
            "E9e", "takes over hosts and paths of routes",
            needs: [
                .may("create|update|patch httproutes.gateway.networking.k8s.io"),
                .given(.serves("httproutes.gateway.networking.k8s.io")),
            ],
            gains: .here(.traffic), source: "https://gateway-api.sigs.k8s.io/"),
        EscalationEdge(
            "E9n", "runs code in ingress-nginx by an annotation",
            needs: [
                .may("create|update|patch ingresses.networking.k8s.io"), .given(.runs(.ingressNginx)),
                .given(.ingressSnippets),
            ],
            gains: .controller(.ingressNginx), source: "CVE-2021-25742"),
        EscalationEdge(
            "E9p", "takes network policies away",
            needs: [.may("update|patch|delete|deletecollection networkpolicies.networking.k8s.io")],
            gains: .here(.guardrailsOff),
            source: "https://kubernetes.io/docs/concepts/services-networking/network-policies/"),
        EscalationEdge(
            "E11", "uses a security context constraint that allows privileged pods",
            needs: [
                .may(
                    "use securitycontextconstraints.security.openshift.io[privileged,node-exporter,hostaccess]"),
                .has(.workload), .given(.isOpenShift),
            ],
            gains: .everywhere(.nodeRoot), source: "openshift/apiserver-library-go/pkg/securitycontextconstraints"),
        EscalationEdge(
            "E11w", "rewrites security context constraints",
            needs: [
                .may("create|update|patch securitycontextconstraints.security.openshift.io @*"), .has(.workload),
                .given(.isOpenShift),
            ],
            gains: .everywhere(.nodeRoot), source: "openshift/apiserver-library-go/pkg/securitycontextconstraints"),
        EscalationEdge(
            "E11p", "uses a pod security policy that allows privileged pods",
            needs: [
                .may("use podsecuritypolicies.policy[privileged]"), .has(.workload), .given(.kubernetesBefore(25)),
            ],
            gains: .everywhere(.nodeRoot),
            source: "https://kubernetes.io/docs/concepts/security/pod-security-policy/"),
    ]
}
