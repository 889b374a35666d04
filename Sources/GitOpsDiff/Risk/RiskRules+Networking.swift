import GitOpsManifest

extension RiskRules {
    static let services = [
        RiskRule(
            .exposure, "spec.type", .rises(["ClusterIP", "NodePort", "LoadBalancer"]),
            "the service can be reached from outside the cluster", RiskSource.service),
        RiskRule(
            .exposure, "spec.type", .becomes(["ExternalName"]), "traffic leaves the cluster", RiskSource.service),
        RiskRule(
            .exposure, "spec.externalName", .appears, "traffic goes to another host", RiskSource.service),
        RiskRule(
            .exposure, "spec.externalIPs", .gains, "nodes accept traffic for other addresses", RiskSource.service),
        RiskRule(
            .exposure, "spec.loadBalancerSourceRanges", .opens, "the load balancer accepts other sources",
            RiskSource.service),
        RiskRule(
            .exposure, "spec.ports[]", .added, "another port is open outside the cluster", RiskSource.service,
            if: .when("spec.type", "NodePort", "LoadBalancer"), onlyUpdates: true),
        RiskRule(
            .exposure, "spec.selector", .selectsMore, "Pods may be behind the service that were not before",
            RiskSource.service),
        RiskRule(
            .inPlace, "spec.selector", .changed, "traffic goes to other Pods", RiskSource.service),
        // Load balancers that are public unless an annotation says otherwise.
        annotation("service.beta.kubernetes.io/aws-load-balancer-internal", ["true"], RiskSource.awsLoadBalancer),
        annotation("service.beta.kubernetes.io/aws-load-balancer-scheme", ["internal"], RiskSource.awsLoadBalancer),
        annotation(
            "service.beta.kubernetes.io/azure-load-balancer-internal", ["true"], RiskSource.azureLoadBalancer),
        annotation("networking.gke.io/load-balancer-type", ["Internal"], RiskSource.googleLoadBalancer),
        annotation("cloud.google.com/load-balancer-type", ["Internal"], RiskSource.googleLoadBalancer),
    ]

    private static func annotation(_ name: String, _ internalValues: [String], _ source: String) -> RiskRule {
        RiskRule(
            .exposure, RiskPattern("metadata.annotations").key(name), .leaves(internalValues),
            "the load balancer is no longer internal", source)
    }

    static let ingresses = [
        RiskRule(
            .exposure, "spec.rules[].host", .changed, "other hosts are served, or all of them", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.rules[]", .added, "another host is served", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.rules[].http.paths[]", .added, "another path is served", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.tls[]", .removed, "hosts are served without encryption", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.tls", .removed, "hosts are served without encryption", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.tls[].hosts", .loses, "hosts are served without encryption", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.defaultBackend", .added, "requests for any host are answered", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.backend", .added, "requests for any host are answered", RiskSource.ingress),
        RiskRule(
            .exposure, "spec.ingressClassName", .changed, "another controller serves the hosts", RiskSource.ingress),
        RiskRule(
            .exposure, RiskPattern("metadata.annotations").key("kubernetes.io/ingress.class"), .changed,
            "another controller serves the hosts", RiskSource.ingress),
    ]

    static let networkPolicies =
        isolation + direction("spec.ingress[]", peers: "from", "more may come in")
        + direction("spec.egress[]", peers: "to", "more may go out")

    /// An empty list of peers or ports stands for all of them.
    private static func direction(_ rule: RiskPattern, peers: String, _ reason: String) -> [RiskRule] {
        let list = RiskPattern(stringLiteral: peers)
        let peer = rule.appending(RiskPattern(stringLiteral: peers + "[]"))
        func loosens(_ field: RiskPattern, _ test: RiskTest) -> RiskRule {
            // A policy that is new takes nothing away.
            RiskRule(.exposure, field, test, reason, RiskSource.networkPolicy, onlyUpdates: true)
        }
        return [
            loosens(rule, .added), loosens(rule.appending(list), .opens),
            loosens(rule.appending("ports"), .opens),
            loosens(peer.appending("podSelector"), .selectsMore),
            loosens(peer.appending("namespaceSelector"), .selectsMore),
            loosens(peer.appending("namespaceSelector"), .added),
            loosens(peer.appending("ipBlock.cidr"), .appears),
            loosens(peer.appending("ipBlock.except"), .loses),
        ]
    }
}

/// Whether a network policy limited outgoing traffic and does not any more.
///
/// Source: `NetworkPolicySpec.policyTypes`: left out, it stands for Ingress, and for Egress when there are egress rules.
enum EgressIsolation {
    static func isLost(_ states: RiskStates) -> Bool { limits(states.before) && !limits(states.after) }

    private static func limits(_ policy: Node?) -> Bool {
        guard let specification = policy?["spec"] else { return false }
        if let types = specification["policyTypes"], types.count > 0 {
            return types.elements.contains { $0.string == "Egress" }
        }
        return specification["egress"].map { $0.count > 0 } ?? false
    }
}
