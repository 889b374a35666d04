import GitOpsReport

extension Control {
    /// Annotations by which clouds keep a load balancer inside a network, with the values that do, as the controller of
    /// each cloud spells them.
    ///
    /// Sources: the documentation of AWS Load Balancer Controller and of the controllers of Google, Azure, OpenStack,
    /// IBM, Oracle, Alibaba, DigitalOcean and Yandex for Services.
    private static let internalLoadBalancers: [(annotation: String, values: [String])] = [
        ("service.beta.kubernetes.io/aws-load-balancer-scheme", ["internal"]),
        // The controller of old versions took everything but `false`, and its documentation showed the range.
        ("service.beta.kubernetes.io/aws-load-balancer-internal", ["true", "0.0.0.0/0"]),
        ("networking.gke.io/load-balancer-type", ["Internal", "internal"]),
        ("cloud.google.com/load-balancer-type", ["Internal", "internal"]),
        ("service.beta.kubernetes.io/azure-load-balancer-internal", ["true"]),
        ("service.beta.kubernetes.io/openstack-internal-load-balancer", ["true"]),
        ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", ["private"]),
        ("service.beta.kubernetes.io/oci-load-balancer-internal", ["true"]),
        ("oci-network-load-balancer.oraclecloud.com/internal", ["true"]),
        ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", ["intranet"]),
        ("service.beta.kubernetes.io/alicloud-loadbalancer-address-type", ["intranet"]),
        ("service.beta.kubernetes.io/do-loadbalancer-network", ["INTERNAL"]),
        ("yandex.cloud/load-balancer-type", ["internal"]),
    ]

    /// Annotations that choose a subnet or addresses of one's own network.
    private static let ownAddresses = [
        "metallb.io/address-pool", "metallb.io/loadBalancerIPs", "metallb.universe.tf/address-pool",
        "metallb.universe.tf/loadBalancerIPs", "lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips",
        "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid",
    ]

    /// Annotations by which controllers serve an Ingress with TLS, with the pattern of the values that do.
    ///
    /// Sources: the documentation of AWS Load Balancer Controller, GKE Ingress, Application Gateway Ingress Controller,
    /// Traefik, ingress-nginx and ExternalDNS.
    private static let tlsAnnotations: [(annotation: String, pattern: String)] = [
        ("alb.ingress.kubernetes.io/listen-ports", #""HTTPS""#),
        ("alb.ingress.kubernetes.io/certificate-arn", "."),
        ("networking.gke.io/managed-certificates", "."),
        ("ingress.gcp.kubernetes.io/pre-shared-cert", "."),
        ("appgw.ingress.kubernetes.io/appgw-ssl-certificate", "."),
        ("traefik.ingress.kubernetes.io/router.tls", "^true$"),
        ("nginx.ingress.kubernetes.io/ssl-passthrough", "^true$"),
        ("external-dns.alpha.kubernetes.io/cloudflare-proxied", "^true$"),
    ]

    /// A map of texts to what an expression makes of each.
    private static func map(_ entries: [(String, String)]) -> String {
        "{\(entries.map { "\(CELText.literal($0)): \($1)" }.joined(separator: ", "))}"
    }

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
        // Ranges of the field go before those of the annotation.
        Control(
            "network-open-load-balancer", .low, .network,
            summary: "Load balancers say whose requests they take.",
            reason:
                "A load balancer without source ranges takes requests of the whole Internet, where it has a public address.",
            remediation: "Set loadBalancerSourceRanges, or make the load balancer an internal one.",
            of: .serviceObjects,
            variables: [
                Variable(
                    name: "internalLoadBalancers",
                    expression: map(internalLoadBalancers.map { ($0.annotation, CELText.list($0.values)) })),
                Variable(
                    name: "annotatedRanges",
                    expression: """
                        object.metadata.?annotations[?'service.beta.kubernetes.io/load-balancer-source-ranges'].orValue('')
                        """),
            ],
            .holds(
                #"""
                object.?spec.?type.orValue('ClusterIP') != 'LoadBalancer' \#
                || (object.?spec.?loadBalancerSourceRanges.orValue([]).size() > 0 \#
                ? object.spec.loadBalancerSourceRanges.all(range, !range.trim().endsWith('/0')) \#
                : variables.annotatedRanges != '' && !variables.annotatedRanges.matches(r'/0*0 *(,|$)')) \#
                || object.metadata.?annotations.orValue({}).exists(key, (key in variables.internalLoadBalancers \#
                && object.metadata.annotations[key] in variables.internalLoadBalancers[key]) \#
                || (key in \#(CELText.list(ownAddresses)) && object.metadata.annotations[key] != ''))
                """#,
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
            variables: [
                Variable(
                    name: "tlsAnnotations",
                    expression: map(tlsAnnotations.map { ($0.annotation, CELText.literal($0.pattern)) }))
            ],
            .holds(
                """
                object.?spec.?tls.orValue([]).size() > 0 || object.metadata.?annotations.orValue({}).exists(key, \
                key in variables.tlsAnnotations && object.metadata.annotations[key].matches(variables.tlsAnnotations[key]))
                """,
                says: "has no TLS"),
            references: [.nsa(.encryption), .soc2("CC6.7"), .pci("4.2.1")]),
        Control(
            "network-ingress-any-host", .low, .network,
            summary: "An Ingress names the hosts that it serves.",
            reason: """
                Without a host, or with one that begins with *, an Ingress takes requests for names that others may use; one \
                that has a default backend and no rules takes all.
                """,
            remediation: "Write a rule for the host, and the host in every rule.",
            of: .ingresses,
            .none(
                // `backend` is the name of the default one in the first versions.
                of: """
                    (dyn(object).?spec.?rules.orValue([]).size() > 0 ? dyn(object).spec.rules \
                    : dyn(object).?spec.?defaultBackend.or(dyn(object).?spec.?backend).hasValue() \
                    ? [dyn(object).?spec.?defaultBackend.or(dyn(object).?spec.?backend).value()] : [])
                    """,
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
            references: [.nsa(.networkPolicies), .soc2("CC6.6"), .pci("1.3.1")]),
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
