import GitOpsRBAC
import Testing

/// A small cluster and the sinks that its attacker reaches, as an API server would let it: no more and no fewer.
struct ServerAnswer: Sendable, CustomTestStringConvertible {
    let cluster: String
    let sinks: Set<String>

    init(_ cluster: String, _ sinks: String...) {
        self.cluster = cluster
        self.sinks = Set(sinks)
    }

    var testDescription: String { cluster }
}

@Suite("What an API server allows")
struct ServerAnswerTests {
    @Test("the sinks that can be reached are those that the server allows", arguments: ServerAnswer.all)
    func sinks(_ answer: ServerAnswer) {
        let analysis = EscalationFixture(answer.cluster).analysis()
        let paths = analysis.paths(from: EscalationFixture.attacker)
        #expect(Set(paths.map(\.sink.description)) == answer.sinks)
        let surveyed = analysis.survey([EscalationFixture.attacker]).flatMap(\.sinks)
        #expect(Set(surveyed.map(\.description)) == answer.sinks)
    }
}

extension ServerAnswer {
    private static let rbac = "rbac.authorization.k8s.io"
    private static let requests = "certificatesigningrequests.certificates.k8s.io"
    private static let webhooks = "validatingwebhookconfigurations.admissionregistration.k8s.io"
    private static let restricted = "namespace shop restricted"
    /// An account that reads all Secrets.
    private static let reader = "define kube-system/reader;account:kube-system/reader may list secrets @*"
    private static let otherReader = "define shop/reader;account:shop/reader may list secrets @other"

    static let all = verbs + roles + identities + certificates + pods + volumesAndNamespaces + controlPlane
}

// MARK: Verbs, names and subresources

extension ServerAnswer {
    private static let verbs = [
        ServerAnswer("may create pods[web] @shop"),
        ServerAnswer("\(restricted);may create|patch pods[web] @shop", "secrets of shop"),
        ServerAnswer("\(restricted);may create|update pods[web] @shop"),
        ServerAnswer("\(restricted);may * pods[web] @shop", "secrets of shop"),
        ServerAnswer("may list secrets[one] @shop"), ServerAnswer("may list secrets @shop", "secrets of shop"),
        ServerAnswer("may deletecollection \(webhooks)[x] @*"),
        ServerAnswer("may delete \(webhooks)[x] @*", "guardrails-off"),
        ServerAnswer("may create \(webhooks)[x] @*"),
        ServerAnswer("may create|patch \(webhooks)[x] @*", "guardrails-off", "secrets"),
        ServerAnswer("may patch deployments.apps/scale,deployments.apps/status @shop"),
        ServerAnswer("\(restricted);may patch jobs.batch,pods/status,pods/resize @shop"),
        ServerAnswer("may get pods/log,pods/exec,pods/attach,pods/portforward @shop"),
        ServerAnswer("may get|list|watch|create|delete|patch pods/* @shop"),
        // A Role of the name is applied and bound, and gives the whole namespace.
        ServerAnswer(
            "\(restricted);may * *.*[x] @shop", "secrets of shop", "node-root", "traffic-interception",
            "guardrails-off of shop"),
        ServerAnswer(
            "\(restricted);may create|patch|escalate|bind roles.\(rbac),rolebindings.\(rbac)[x] @shop",
            "secrets of shop", "node-root", "traffic-interception", "guardrails-off of shop"),
        ServerAnswer("\(restricted);may create|escalate|bind roles.\(rbac),rolebindings.\(rbac)[x] @shop"),
        ServerAnswer("may create pods/binding,bindings,pods/eviction @shop;may delete pods @shop"),
        ServerAnswer("may update|patch serviceaccounts @shop"),
        ServerAnswer("may patch apiservices.apiregistration.k8s.io[v1.x] @*", "traffic-interception"),
        ServerAnswer("may patch apiservices.apiregistration.k8s.io/status @*"),
        ServerAnswer("may create services[x] @shop"),
        ServerAnswer("may create|update services[x] @shop", "traffic-interception"),
    ]
}

// MARK: Roles and bindings

extension ServerAnswer {
    private static let bindsHere = "may create rolebindings.\(rbac) @shop"

    private static let roles = [
        ServerAnswer("may create rolebindings.\(rbac),clusterrolebindings.\(rbac) @*"),
        ServerAnswer("may escalate|bind clusterroles.\(rbac),roles.\(rbac) @*"),
        ServerAnswer("may create|update|patch clusterroles.\(rbac),roles.\(rbac) @*"),
        ServerAnswer("may create clusterrolebindings.\(rbac) @*;may bind clusterroles.\(rbac)[view] @*"),
        ServerAnswer("may create clusterrolebindings.\(rbac) @shop;may bind clusterroles.\(rbac) @shop"),
        ServerAnswer("\(bindsHere);may bind clusterroles.\(rbac)[missing] @shop"),
        ServerAnswer("\(bindsHere);may bind clusterroles.\(rbac)[reader] @other;\(otherReader)"),
        ServerAnswer(
            "group:x may list secrets @other;\(bindsHere);may bind clusterroles.\(rbac)[g1] @shop", "secrets of shop"),
        ServerAnswer("group:x may list secrets @other;\(bindsHere);may bind clusterroles.\(rbac)[g1] @other"),
        ServerAnswer(
            "group:x may list secrets @other;may patch rolebindings.\(rbac)[b2] @other;may bind clusterroles.\(rbac)[g1] @other",
            "secrets of other"),
        ServerAnswer(
            "group:x may list secrets @other;may patch rolebindings.\(rbac)[b2] @other;may bind clusterroles.\(rbac)[g1] @shop"
        ),
        ServerAnswer("may patch|escalate clusterroles.\(rbac) @shop"),
        ServerAnswer("holds clusterrole own @shop;may patch clusterroles.\(rbac)[own] @*"),
        ServerAnswer("holds clusterrole own @shop;may patch|escalate clusterroles.\(rbac)[own] @shop"),
    ]
}

// MARK: Identities

extension ServerAnswer {
    private static let identities = [
        ServerAnswer("may impersonate groups[system:masters] @*"),
        ServerAnswer("\(reader);may impersonate users[system:serviceaccount:kube-system:reader] @*"),
        ServerAnswer("\(reader);may impersonate serviceaccounts[reader] @kube-system", "secrets"),
        ServerAnswer("\(reader);may impersonate serviceaccounts[reader] @shop"),
        ServerAnswer("\(reader);may create serviceaccounts/token[reader] @kube-system", "secrets"),
        ServerAnswer("\(reader);may create serviceaccounts[reader] @kube-system"),
        ServerAnswer("\(reader);may get|update|patch serviceaccounts/token @kube-system"),
        ServerAnswer("group:system:unauthenticated may list secrets @*"),
        ServerAnswer("group:system:authenticated may list secrets @other", "secrets of other"),
        ServerAnswer("group:system:serviceaccounts:shop may list secrets @other", "secrets of other"),
        ServerAnswer("group:system:serviceaccounts:other may list secrets @other"),
        ServerAnswer("user:ann may list secrets @other;may impersonate users[ann] @*", "secrets of other"),
        ServerAnswer("group:ops may list secrets @other;may impersonate users[ann] @*"),
        ServerAnswer("\(otherReader);may create secrets @shop"),
        ServerAnswer("\(otherReader);may create|get secrets[mine] @shop"),
        ServerAnswer("\(otherReader);may create secrets @shop;may get secrets[mine] @shop", "secrets of other"),
        ServerAnswer("\(otherReader);may create|patch|get secrets[mine] @shop", "secrets of other"),
        ServerAnswer("\(otherReader);token shop/old attacker;may patch|get secrets[old] @shop", "secrets of other"),
        ServerAnswer("\(otherReader);token shop/old attacker;may get secrets[old] @shop"),
    ]
}

// MARK: Certificates and nodes

extension ServerAnswer {
    private static let agent = """
        daemonset logs/agent agent;account:logs/agent may list secrets @other
        """

    private static let certificates = [
        ServerAnswer("\(agent);may create|get \(requests) @*;may update \(requests)/approval @*"),
        ServerAnswer(
            """
            \(agent);may create|get \(requests) @*;may update \(requests)/approval @*;\
            may approve signers.certificates.k8s.io[example.com/*,kubernetes.io/kubelet-serving] @*
            """),
        ServerAnswer(
            """
            \(agent);may create|get \(requests) @*;may update \(requests)/approval @*;\
            may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client-kubelet] @*
            """, "secrets of other"),
        ServerAnswer(
            """
            \(agent);may create|get \(requests) @*;may update \(requests)/status @*;\
            may sign signers.certificates.k8s.io @*
            """),
        ServerAnswer("\(agent);may create|get \(requests) @*;may create \(requests)/nodeclient @*", "secrets of other"),
        ServerAnswer("\(agent);may create|get \(requests) @*;may create \(requests)/selfnodeclient @*"),
        ServerAnswer(
            "\(agent);may impersonate users[system:node:n1] @*;may impersonate groups[system:nodes] @*",
            "secrets of other"),
        ServerAnswer("\(agent);may impersonate users[system:node:n1] @*"),
        ServerAnswer("\(agent);pod kube-system/dns dns;may get nodes/proxy @*", "secrets of other"),
        ServerAnswer(
            "pod logs/one agent unmounted;account:logs/agent may list secrets @other;pod kube-system/dns dns;may get nodes/proxy @*"
        ),
        ServerAnswer("\(agent);may get nodes/metrics,nodes/stats,nodes/log @*"),
        ServerAnswer("\(agent);may list|watch|delete nodes/proxy @*"),
        ServerAnswer("\(agent);may update|patch nodes,nodes/status @*"),
    ]
}

// MARK: Pods

extension ServerAnswer {
    private static let web = "define shop/web;account:shop/web may list secrets @other"

    private static let pods = [
        ServerAnswer("\(web);pod shop/one web;may create pods/exec[one] @shop", "secrets of other"),
        ServerAnswer("\(web);pod shop/one web;pod shop/two attacker;may create pods/exec[two] @shop"),
        ServerAnswer("\(web);pod shop/one web unmounted;may create pods/exec @shop"),
        ServerAnswer(
            "define shop/off unmounted;account:shop/off may list secrets @other;pod shop/one off;may create pods/exec @shop"
        ),
        ServerAnswer(
            "define shop/off unmounted;account:shop/off may list secrets @other;pod shop/one off mounted;may create pods/exec @shop",
            "secrets of other"),
        ServerAnswer("\(web);pod shop/one attacker;may create pods/exec @shop"),
        ServerAnswer("\(web);controller shop/web;may create pods/exec[web-5d-x] @shop", "secrets of other"),
        ServerAnswer(
            "\(restricted);\(web);pod shop/one web;may patch pods/ephemeralcontainers @shop", "secrets of other"),
        ServerAnswer("\(restricted);\(web);pod shop/one web;may create pods/ephemeralcontainers @shop"),
        ServerAnswer("\(restricted);\(web);pod shop/one web;may patch pods[one] @shop", "secrets of other"),
        ServerAnswer("\(restricted);\(web);may create jobs.batch @shop", "secrets of shop", "secrets of other"),
        ServerAnswer("\(restricted);\(web);may create jobs.batch @third", "secrets of third", "node-root"),
    ]

    private static let volumesAndNamespaces = [
        ServerAnswer("\(restricted);may create pods @shop", "secrets of shop"),
        ServerAnswer("\(restricted);may create persistentvolumeclaims,pods @shop", "secrets of shop"),
        ServerAnswer(
            "\(restricted);may create persistentvolumes @*;may create pods @shop", "secrets of shop", "node-root"),
        ServerAnswer("\(restricted);may patch persistentvolumes @*;may create pods @shop", "secrets of shop"),
        ServerAnswer("\(restricted);may create persistentvolumes[x] @*;may create pods @shop", "secrets of shop"),
        ServerAnswer("\(restricted);may patch namespaces[other] @*;may create pods @shop", "secrets of shop"),
        ServerAnswer(
            "\(restricted);may patch namespaces[shop] @*;may create pods @shop", "secrets of shop", "node-root"),
        ServerAnswer(
            "\(restricted);may patch namespaces/status @shop;may create pods @shop", "secrets of shop", "node-root"),
        ServerAnswer("\(restricted);may create|delete namespaces @*;may create pods @shop", "secrets of shop"),
    ]
}

// MARK: Control plane

extension ServerAnswer {
    private static let controlPlane = [
        ServerAnswer("may update configmaps[coredns] @kube-system", "traffic-interception"),
        ServerAnswer("may update configmaps[coredns] @shop"),
        ServerAnswer("may patch services/status @shop", "traffic-interception"),
        ServerAnswer("may patch services/proxy @shop"),
        ServerAnswer("may update endpoints @shop", "traffic-interception of shop"),
        ServerAnswer("may delete networkpolicies.networking.k8s.io @shop", "guardrails-off of shop"),
        ServerAnswer("may create networkpolicies.networking.k8s.io @shop"),
        ServerAnswer("may delete \(webhooks) @shop"),
        ServerAnswer("may create subjectaccessreviews.authorization.k8s.io,tokenreviews.authentication.k8s.io @*"),
    ]
}
