import GitOpsManifest
import GitOpsRBAC
import Testing

/// Paths through constrained impersonation: what both the one who acts and the one acted for may do.
@Suite("Paths as somebody else")
struct ConstrainedPathTests {
    private static let rbac = "rbac.authorization.k8s.io"
    private static let asAnn = "may impersonate:user-info users.authentication.k8s.io[ann] @*"
    private static let webhooks = "mutatingwebhookconfigurations.admissionregistration.k8s.io"

    private func reaches(_ statements: String) -> Set<String> {
        let fixture = EscalationFixture(statements)
        return Set(fixture.analysis().paths(from: EscalationFixture.attacker).map { "\($0.sink)" })
    }

    @Test(
        "whatever a cluster administrator is acted for in leads as far as that",
        arguments: [
            ("get secrets @*", "secrets"), ("list secrets @*", "secrets"), ("watch secrets @*", "secrets"),
            ("create clusterrolebindings.\(rbac) @*", "cluster-admin"),
            ("patch clusterrolebindings.\(rbac) @*", "cluster-admin"),
            ("create \(webhooks) @*", "cluster-admin"), ("create deployments.apps @*", "node-root"),
            ("create pods/exec @*", "cluster-admin"), ("create pods @shop", "cluster-admin"),
            ("update configmaps[coredns] @kube-system", "traffic-interception"),
            ("list secrets[] @shop", "secrets of shop"),
        ])
    func actsForAdministrator(acting: String, sink: String) {
        let surroundings = "define shop/web;bind account:shop/web cluster-admin @*;bind user:ann cluster-admin @*"
        #expect(reaches("\(surroundings);\(Self.asAnn);may impersonate-on:user-info:\(acting)").contains(sink))
        #expect(reaches("\(surroundings);may impersonate-on:user-info:\(acting)").isEmpty)
        #expect(reaches("\(surroundings);\(Self.asAnn);may impersonate-on:serviceaccount:\(acting)").isEmpty)
        let everybody = "may impersonate:user-info users.authentication.k8s.io @*"
        #expect(reaches("\(surroundings);\(everybody);may impersonate-on:user-info:\(acting)").contains(sink))
    }

    @Test(
        "no more is gained than both may do",
        arguments: [
            // Another verb, resource, namespace or name.
            ("create secrets @shop", "list secrets @shop"), ("list configmaps @shop", "list secrets @shop"),
            ("list secrets @shop", "list secrets @bank"), ("list secrets[a] @shop", "list secrets[b] @shop"),
            ("list secrets[a] @shop", "list secrets @shop"), ("list secrets @shop", "list secrets[a] @shop"),
            // The one acted for may not bind.
            ("create clusterrolebindings.\(rbac) @*", "create clusterrolebindings.\(rbac) @*"),
            // What is for a namespace does not hold for the cluster.
            ("create \(webhooks) @shop", "create \(webhooks) @*"),
            ("create \(webhooks) @*", "create \(webhooks) @shop"),
        ])
    func intersection(acting: String, held: String) {
        let found = reaches("define shop/web;\(Self.asAnn);may impersonate-on:user-info:\(acting);user:ann may \(held)")
        #expect(found.isEmpty, "\(found)")
    }

    @Test("a scope is the narrower of the two, a subresource of every resource included")
    func scopes() {
        let start = "define shop/web;define bank/web;\(Self.asAnn)"
        #expect(
            reaches("\(start);may impersonate-on:user-info:list secrets @shop;user:ann may list secrets @*")
                == ["secrets of shop"])
        #expect(
            reaches("\(start);may impersonate-on:user-info:list secrets @*;user:ann may list secrets @shop")
                == ["secrets of shop"])
        let exec = "user:ann may create */exec @shop;pod shop/web-1 web privileged"
        #expect(reaches("\(start);may impersonate-on:user-info:create pods/exec @*;\(exec)").contains("node-root"))
    }

    @Test("a service account is acted for where it is, in what it may do elsewhere")
    func accountElsewhere() {
        let found = reaches(
            """
            define infra/robot;account:infra/robot may list secrets @bank;\
            may impersonate:serviceaccount serviceaccounts.authentication.k8s.io[robot] @*;\
            may impersonate-on:serviceaccount:list secrets @bank
            """)
        #expect(found == ["secrets of bank"])
    }

    @Test("a path names whom it acts for, and the lines of both")
    func path() throws {
        let fixture = EscalationFixture(
            "\(Self.asAnn);may impersonate-on:user-info:list secrets @shop;user:ann may list secrets @shop")
        let path = try #require(fixture.analysis().paths(from: EscalationFixture.attacker).first)
        #expect(
            path.description
                == "\(EscalationFixture.attacker) > B5 what both it and User ann may do in shop > B9 secrets of shop")
        #expect(path.steps[0].permissions.count == 2)
        #expect(path.steps[1].permissions.map(\.bearer) == [.user("ann")])
        let cut = try fixture.analysis().cut(from: EscalationFixture.attacker, to: path.sink)
        #expect(cut.lines.count == 1)
    }
}
