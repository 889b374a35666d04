extension ControlFixture {
    private static func service(_ spec: String, annotation: String = "") -> String {
        object("v1", "Service", "spec:\n  selector: {app: web}\n  ports: [{port: 80}]\n  \(spec)")
            .replacing("namespace: shop}", with: "namespace: shop, annotations: {\(annotation)}}")
    }
    private static func openLoadBalancer(_ annotation: String) -> String {
        service("type: LoadBalancer # <-", annotation: " # <-\n    \(annotation)\n  ")
    }
    private static func ingress(_ spec: String, annotation: String = "") -> String {
        object("networking.k8s.io/v1", "Ingress", "spec:\n  \(spec)")
            .replacing("namespace: shop}", with: "namespace: shop, annotations: {\(annotation)}}")
    }
    private static func policy(_ ingress: String) -> String {
        object("networking.k8s.io/v1", "NetworkPolicy", "spec:\n  podSelector: {}\n  \(ingress)")
    }
    private static func apiService(_ spec: String) -> String {
        object(
            "apiregistration.k8s.io/v1", "APIService",
            "spec:\n  group: example.org\n  version: v1\n  groupPriorityMinimum: 1\n  versionPriority: 1\n  \(spec)")
    }
    private static let backend =
        "http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 1}}}}]}"

    static let network: [ControlFixture] = [
        ControlFixture(
            "network-node-port", fails: service("type: NodePort # <-"), passes: service("type: ClusterIP"), service("")),
        ControlFixture(
            "network-open-load-balancer", fails: service("type: LoadBalancer # <-"),
            service("type: LoadBalancer # <-\n  loadBalancerSourceRanges:\n  - 0.0.0.0/0 # <-"),
            service("type: LoadBalancer # <-\n  loadBalancerSourceRanges:\n  - 10.0.0.0/8\n  - 0.0.0.0/0 # <-"),
            openLoadBalancer("networking.gke.io/load-balancer-type: External"),
            openLoadBalancer("external-dns.alpha.kubernetes.io/internal-hostname: web.example"),
            openLoadBalancer("service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing"),
            openLoadBalancer("service.beta.kubernetes.io/load-balancer-source-ranges: '10.0.0.0/8, 0.0.0.0/0' # <-"),
            passes: service(""),
            service(
                "type: LoadBalancer", annotation: "service.beta.kubernetes.io/load-balancer-source-ranges: 10.0.0.0/8"),
            service("type: LoadBalancer", annotation: "service.beta.kubernetes.io/aws-load-balancer-scheme: internal"),
            service("type: LoadBalancer", annotation: "cloud.google.com/load-balancer-type: Internal"),
            service("type: LoadBalancer", annotation: "networking.gke.io/load-balancer-type: Internal"),
            service("type: LoadBalancer", annotation: "metallb.io/address-pool: office"),
            service("type: LoadBalancer\n  loadBalancerSourceRanges: [192.0.2.0/24]"),
            service(
                "type: LoadBalancer",
                annotation: "service.beta.kubernetes.io/azure-load-balancer-internal: 'true'")),
        ControlFixture("network-external-ips", fails: service("externalIPs: # <-\n  - 192.0.2.1"), passes: service("")),
        ControlFixture(
            "network-ingress-without-tls",
            fails: ingress("rules:\n  - host: shop.example\n    \(backend)").replacing("spec:", with: "spec: # <-"),
            ingress("ingressClassName: a", annotation: "nginx.ingress.kubernetes.io/ssl-passthrough: 'false'")
                .replacing("spec:", with: "spec: # <-"),
            ingress("ingressClassName: a", annotation: "traefik.ingress.kubernetes.io/router.tls: ''")
                .replacing("spec:", with: "spec: # <-"),
            ingress(
                "ingressClassName: a",
                annotation: #"alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}]'"#
            ).replacing("spec:", with: "spec: # <-"),
            passes: ingress("tls: [{hosts: [shop.example], secretName: shop}]"),
            ingress("ingressClassName: a", annotation: "traefik.ingress.kubernetes.io/router.tls: 'true'"),
            ingress(
                "ingressClassName: a",
                annotation: #"alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'"#),
            ingress("ingressClassName: alb", annotation: "alb.ingress.kubernetes.io/certificate-arn: 'arn:a'")),
        ControlFixture(
            "network-ingress-any-host", fails: ingress("rules:\n  - host: '*.example' # <-\n    \(backend)"),
            ingress("rules:\n  - \(backend) # <-"),
            ingress("defaultBackend: # <-\n    service: {name: web, port: {number: 80}}"),
            ingress("backend: # <-\n    {serviceName: web, servicePort: 80}").replacing("io/v1", with: "io/v1beta1"),
            passes: ingress("rules:\n  - host: shop.example\n    \(backend)")),
        ControlFixture(
            "network-ingress-snippet",
            fails: ingress("", annotation: "\n    nginx.ingress.kubernetes.io/server-snippet: 'return 403;' # <-\n  "),
            passes: ingress("", annotation: "nginx.ingress.kubernetes.io/rewrite-target: /")),
        ControlFixture(
            "network-policy-allows-all", fails: policy("ingress:\n  - {} # <-"),
            policy("ingress:\n  - from:\n    - ipBlock:\n        cidr: 0.0.0.0/0 # <-"), passes: policy("ingress: []"),
            policy("ingress: [{ports: [{port: 443}]}]"), policy("ingress: [{from: [{podSelector: {}}]}]"),
            policy("ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]")),
        ControlFixture(
            "network-gateway-any-namespace",
            fails: object(
                "gateway.networking.k8s.io/v1", "Gateway",
                "spec:\n  listeners:\n  - name: web\n    allowedRoutes:\n      namespaces:\n        from: All # <-"),
            passes: object("gateway.networking.k8s.io/v1", "Gateway", "spec: {listeners: [{name: web, port: 80}]}")),
        ControlFixture(
            "network-insecure-api-service", fails: apiService("insecureSkipTLSVerify: true # <-"),
            passes: apiService("caBundle: YQ==")),
    ]

    /// A ClusterRole that approves certificates of the signers with the names, as the API server asks for both.
    private static func approver(_ names: String) -> String {
        object(
            "rbac.authorization.k8s.io/v1", "ClusterRole",
            """
            rules:
            - apiGroups: [certificates.k8s.io]
              resources: [certificatesigningrequests]
              verbs: [get, list, watch]
            - apiGroups: [certificates.k8s.io]
              resources: [certificatesigningrequests/approval]
              verbs: [update]
            - apiGroups: [certificates.k8s.io]
              resources:
              - signers
              resourceNames:\(names)
              verbs: [approve]
            """)
    }

    static let grants: [ControlFixture] = [
        ControlFixture(
            "rbac-everything", fails: rule("apiGroups: ['*']\nresources: ['*']\nverbs:\n- '*' # <-"),
            passes: rule("apiGroups: [apps]\nresources: ['*']\nverbs: ['*']"),
            rule("apiGroups: [apps]\nresources: [deployments]\nverbs: [get]")),
        ControlFixture(
            "rbac-wildcard-verbs", fails: rule("apiGroups: [apps]\nresources: [deployments]\nverbs:\n- '*' # <-"),
            passes: rule("apiGroups: [apps]\nresources: [deployments]\nverbs: [get]"),
            rule("nonResourceURLs: [/metrics]\nverbs: ['*']")),
        ControlFixture(
            "rbac-wildcard-resources", fails: rule("apiGroups: [apps]\nresources:\n- '*' # <-\nverbs: [get]"),
            passes: rule("apiGroups: ['*']\nresources: ['*']\nverbs: ['*']"),
            rule("apiGroups: [apps]\nresources: [deployments]\nverbs: [get]"),
            // A ClusterRole that others are gathered into.
            object(
                "rbac.authorization.k8s.io/v1", "ClusterRole",
                "aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}\nrules: null")),
        ControlFixture(
            "rbac-cluster-secrets",
            fails: rule("apiGroups: ['']\nresources:\n- pods\n- secrets # <-\nverbs: [list]"),
            passes: rule("apiGroups: ['']\nresources: [secrets]\nresourceNames: [web]\nverbs: [get]"),
            rule("apiGroups: ['']\nresources: [secrets]\nverbs: [create]")),
        ControlFixture(
            "rbac-escalate-bind-impersonate",
            fails: rule(
                "apiGroups: [rbac.authorization.k8s.io]\nresources: [clusterroles]\nverbs:\n- get\n- escalate # <-"),
            passes: rule(
                "apiGroups: [rbac.authorization.k8s.io]\nresources: [clusterroles]\nresourceNames: [view]\nverbs: [bind]"
            )),
        ControlFixture(
            "rbac-pod-exec",
            fails: rule("apiGroups: ['']\nresources:\n- pods/exec # <-\nverbs: [create]", kind: "Role"),
            rule("apiGroups: ['']\nresources:\n- '*/exec' # <-\nverbs: [create]"),
            rule("apiGroups: ['']\nresources:\n- '*/attach' # <-\nverbs: ['*']"),
            rule("apiGroups: ['*']\nresources:\n- '*/ephemeralcontainers' # <-\nverbs: [patch]"),
            passes: rule("apiGroups: ['']\nresources: [pods, pods/log]\nverbs: [get]", kind: "Role"),
            // Which allows nothing.
            rule("apiGroups: ['']\nresources: [pods/*]\nverbs: [create]")),
        ControlFixture(
            "rbac-node-proxy", fails: rule("apiGroups: ['']\nresources:\n- nodes/proxy # <-\nverbs: [get]"),
            rule("apiGroups: ['']\nresources:\n- '*/proxy' # <-\nverbs: [get]"),
            passes: rule("apiGroups: ['']\nresources: [nodes/*, services/proxy]\nverbs: [get]"),
            rule("apiGroups: ['']\nresources: [nodes/metrics, nodes]\nverbs: [get]")),
        ControlFixture(
            "rbac-admission-webhooks",
            fails: rule(
                """
                apiGroups: [admissionregistration.k8s.io]
                resources:
                - validatingwebhookconfigurations # <-
                verbs: [patch]
                """),
            passes: rule(
                "apiGroups: [admissionregistration.k8s.io]\nresources: [validatingwebhookconfigurations]\nverbs: [get]")
        ),
        ControlFixture(
            "rbac-token-creation",
            fails: rule("apiGroups: ['']\nresources:\n- serviceaccounts/token # <-\nverbs: [create]"),
            rule("apiGroups: ['']\nresources:\n- '*/token' # <-\nverbs: [create]"),
            passes: rule(
                "apiGroups: ['']\nresources: [serviceaccounts/token]\nresourceNames: [web]\nverbs: [create]"),
            rule("apiGroups: ['']\nresources: [serviceaccounts/*]\nverbs: [create]")),
        ControlFixture(
            "rbac-certificate-approval",
            fails: rule("apiGroups: [certificates.k8s.io]\nresources:\n- signers # <-\nverbs: [approve]"),
            rule("apiGroups: ['*']\nresources:\n- signers # <-\nverbs: ['*']"),
            approver("\n  - kubernetes.io/kube-apiserver-client").replacing("- signers", with: "- signers # <-"),
            approver("\n  - example.com/shop\n  - kubernetes.io/*").replacing("- signers", with: "- signers # <-"),
            passes: approver(" [example.com/shop]"),
            // Which is refused without the other permission.
            rule(
                "apiGroups: [certificates.k8s.io]\nresources: [certificatesigningrequests/approval]\nverbs: [update]"
            ),
            rule("apiGroups: [certificates.k8s.io]\nresources: [signers]\nverbs: [sign]"),
            rule("apiGroups: [certificates.k8s.io]\nresources: [certificatesigningrequests]\nverbs: [create]")),
        ControlFixture(
            "rbac-persistent-volumes",
            fails: rule("apiGroups: ['']\nresources:\n- persistentvolumes # <-\nverbs: [create]"),
            passes: rule("apiGroups: ['']\nresources: [persistentvolumeclaims]\nverbs: [create]")),
        ControlFixture(
            "rbac-cluster-pod-creation", fails: rule("apiGroups: ['']\nresources:\n- pods # <-\nverbs: [create]"),
            rule("apiGroups: [apps]\nresources:\n- deployments # <-\nverbs: [patch]"),
            rule("apiGroups: ['']\nresources:\n- replicationcontrollers # <-\nverbs: [update]"),
            rule("apiGroups: [batch]\nresources:\n- jobs # <-\nverbs: [create]"),
            rule("apiGroups: [batch]\nresources:\n- cronjobs # <-\nverbs: [create]"),
            passes: rule("apiGroups: ['', apps]\nresources: [pods, deployments]\nverbs: [get, list, watch]"),
            rule("apiGroups: [batch]\nresources: [jobs]\nverbs: [patch]")),
    ]

    static let bindings: [ControlFixture] = [
        ControlFixture(
            "rbac-cluster-admin",
            fails: binding("cluster-admin # <-", "- {kind: ServiceAccount, name: web, namespace: shop}"),
            passes: binding("view", "- {kind: ServiceAccount, name: web, namespace: shop}"),
            binding("cluster-admin", "- {kind: Group, name: 'system:masters'}", name: "cluster-admin")),
        ControlFixture(
            "rbac-unauthenticated", fails: binding("view", "- kind: User\n  name: system:anonymous # <-"),
            binding("view", "- kind: Group\n  name: system:unauthenticated # <-", kind: "RoleBinding"),
            passes: binding("system:public-info-viewer", "- {kind: Group, name: 'system:unauthenticated'}"),
            binding("view", "- {kind: Group, name: operators}")),
        ControlFixture(
            "rbac-everybody", fails: binding("view", "- kind: Group\n  name: system:authenticated # <-"),
            passes: binding("system:discovery", "- {kind: Group, name: 'system:authenticated'}"),
            binding("view", "- {kind: Group, name: operators}")),
        ControlFixture(
            "rbac-everybody-in-namespace",
            fails: binding("view", "- kind: Group\n  name: system:serviceaccounts # <-", kind: "RoleBinding"),
            passes: binding("view", "- {kind: Group, name: operators}", kind: "RoleBinding")),
        ControlFixture(
            "rbac-system-masters", fails: binding("view", "- kind: Group\n  name: system:masters # <-"),
            passes: binding("cluster-admin", "- {kind: Group, name: 'system:masters'}", name: "cluster-admin")),
        ControlFixture(
            "rbac-default-account",
            fails: binding(
                "view", "- kind: ServiceAccount\n  name: default # <-\n  namespace: shop", kind: "RoleBinding"),
            passes: binding("view", "- {kind: ServiceAccount, name: web, namespace: shop}", kind: "RoleBinding"),
            binding("view", "- {kind: Group, name: default}", kind: "RoleBinding")),
    ]
}
