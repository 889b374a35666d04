import GitOpsReport

extension Control {
    /// Who can reach what runs.
    static let network: [Control] = [
        Control(
            "network-node-port", .low, .network,
            summary: "Services take no port of the nodes.",
            reason: "A node port is open on every node, past the load balancer and what it checks.",
            remediation: "Use the type ClusterIP, with an Ingress or a Gateway before it.",
            of: .serviceObjects,
            .holds("object.?spec.?type.orValue('ClusterIP') != 'NodePort'", says: "opens a port on every node"),
            references: [.mitre("T1133"), .nsa(.networkPolicies), .soc2("CC6.6"), .pci("1.3.1")]),
        // Annotations by which clouds keep a load balancer inside a network: the documentation of each cloud's
        // controller.
        Control(
            "network-open-load-balancer", .low, .network,
            summary: "Load balancers say whose requests they take.",
            reason:
                "A load balancer without source ranges takes requests of the whole Internet, where it has a public address.",
            remediation: "Set loadBalancerSourceRanges, or make the load balancer an internal one.",
            of: .serviceObjects,
            .holds(
                """
                object.?spec.?type.orValue('ClusterIP') != 'LoadBalancer' \
                || object.?spec.?loadBalancerSourceRanges.orValue([]).exists(range, !(range in ['0.0.0.0/0', '::/0'])) \
                || object.metadata.?annotations.orValue({}).exists(key, \
                key.contains('internal') && object.metadata.annotations[key] != 'false' \
                || key in ['service.beta.kubernetes.io/load-balancer-source-ranges', \
                'networking.gke.io/load-balancer-type', 'metallb.io/address-pool', 'metallb.io/loadBalancerIPs', \
                'metallb.universe.tf/address-pool', 'metallb.universe.tf/loadBalancerIPs', 'lbipam.cilium.io/ips', \
                'io.cilium/lb-ipam-ips'])
                """,
                says: "takes requests from everywhere at a load balancer"),
            references: [.mitre("T1133"), .mitre("T1190"), .nsa(.networkPolicies), .soc2("CC6.6"), .pci("1.3.1")]),
        // CVE-2020-8554: https://github.com/kubernetes/kubernetes/issues/97076.
        Control(
            "network-external-ips", .high, .network,
            summary: "Services take no external addresses.",
            reason:
                "Every node sends traffic for such an address to the Service, also where it belongs to somebody else.",
            remediation: "Remove externalIPs; use a load balancer or a Gateway.",
            of: .serviceObjects,
            .holds("object.?spec.?externalIPs.orValue([]).size() == 0", says: "takes over external addresses"),
            references: [.nsa(.networkPolicies), .soc2("CC6.6"), .pci("1.3.1")]),
        Control(
            "network-ingress-without-tls", .medium, .network,
            summary: "What comes from outside is encrypted.",
            reason: "Without TLS passwords, cookies and answers can be read and changed on their way.",
            remediation: "Set spec.tls with a Secret that has the certificate.",
            of: .ingresses,
            .holds(
                """
                object.?spec.?tls.orValue([]).size() > 0 || object.metadata.?annotations.orValue({}).exists(key, \
                key == 'alb.ingress.kubernetes.io/listen-ports' && object.metadata.annotations[key].contains('HTTPS') || key in [\
                'alb.ingress.kubernetes.io/certificate-arn', 'networking.gke.io/managed-certificates', \
                'ingress.gcp.kubernetes.io/pre-shared-cert', 'appgw.ingress.kubernetes.io/appgw-ssl-certificate', \
                'traefik.ingress.kubernetes.io/router.tls', 'nginx.ingress.kubernetes.io/ssl-passthrough', \
                'external-dns.alpha.kubernetes.io/cloudflare-proxied'])
                """,
                says: "has no TLS"),
            references: [.nsa(.encryption), .soc2("CC6.7"), .pci("4.2.1")]),
        Control(
            "network-ingress-any-host", .low, .network,
            summary: "An Ingress names the hosts that it serves.",
            reason: """
                Without a host, or with one that begins with *, an Ingress takes requests for names that others may use.
                """,
            remediation: "Write the host in every rule.",
            of: .ingresses,
            .none(
                of: "object.?spec.?rules.orValue([])",
                where: "it.?host.orValue('') == '' || it.host.startsWith('*')", says: "rules for any host",
                naming: "it.?host.orValue('*')"),
            references: [.mitre("T1190"), .soc2("CC6.6"), .pci("1.3.1")]),
        // CVE-2021-25742: https://github.com/kubernetes/kubernetes/issues/126811 and the annotations' own
        // documentation, https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/.
        Control(
            "network-ingress-snippet", .high, .network,
            summary: "No Ingress writes configuration into its controller.",
            reason: """
                A snippet is configuration of the proxy: whoever may write an Ingress reads the controller's token with it, and \
                with that the Secrets of the cluster.
                """,
            remediation: "Use the annotation for what the snippet does, and set allow-snippet-annotations to false.",
            of: .ingresses,
            .none(
                of: "object.metadata.?annotations.orValue({})",
                where: #"it.matches(r'^nginx\.ingress\.kubernetes\.io/[a-z-]*snippets?$')"#, says: "snippets",
                naming: "it"),
            references: [.mitre("T1190"), .mitre("T1528"), .soc2("CC6.1"), .pci("2.2.6")]),
        Control(
            "network-policy-allows-all", .medium, .network,
            summary: "No NetworkPolicy lets everybody in.",
            reason: "An empty rule, or one for all addresses, undoes what the other policies of the pods keep out.",
            remediation: "Name the pods, namespaces or addresses in from, or the ports.",
            of: .networkPolicies,
            .none(
                of: "object.?spec.?ingress.orValue([])",
                where: """
                    it.?ports.orValue([]).size() == 0 && (it.?from.orValue([]).size() == 0 || it.from.exists(peer, \
                    peer.?ipBlock.?cidr.orValue('') in ['0.0.0.0/0', '::/0'] && peer.ipBlock.?except.orValue([]).size() == 0))
                    """,
                says: "a rule that lets everybody in at every port", naming: "'ingress'"),
            references: [.cis("5.3.2"), .nsa(.networkPolicies), .soc2("CC6.6"), .pci("1.3.1")]),
        // https://gateway-api.sigs.k8s.io/guides/multiple-ns/.
        Control(
            "network-gateway-any-namespace", .low, .network,
            summary: "A Gateway says whose routes it takes.",
            reason: "With namespaces from All, everybody who may write a route serves paths of the Gateway's hosts.",
            remediation: "Set allowedRoutes.namespaces.from to Same or Selector.",
            of: .gateways,
            .none(
                of: "object.?spec.?listeners.orValue([])",
                where: "it.?allowedRoutes.?namespaces.?from.orValue('Same') == 'All'",
                says: "listeners with routes of all namespaces"),
            references: [.soc2("CC6.6"), .pci("1.3.1")]),
        Control(
            "network-insecure-api-service", .medium, .network,
            summary: "The API server knows whom it asks.",
            reason: "Without verification, whoever gets between answers in the name of the API and sees its requests.",
            remediation: "Set caBundle, and remove insecureSkipTLSVerify.",
            of: .apiServices,
            .holds(
                "!object.?spec.?insecureSkipTLSVerify.orValue(false)",
                says: "is asked without verifying its certificate"),
            references: [.nsa(.encryption), .soc2("CC6.7"), .pci("4.2.1")]),
    ]
}
