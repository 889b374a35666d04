import Foundation
import GitOpsManifest
import GitOpsRBAC
import Testing

/// For each edge a cluster in which it can be taken, and others that only just do not allow it.
struct EdgeCase: Sendable, CustomTestStringConvertible {
    let id: String
    let positive: String
    let nearMisses: [String]

    init(_ id: String, _ positive: String, not nearMisses: String...) {
        self.id = id
        self.positive = positive
        self.nearMisses = nearMisses
    }

    var testDescription: String { id }
}

@Suite("Edges of escalation")
struct EscalationEdgeTests {
    @Test(
        "an edge is taken where all its preconditions hold, and not where one only just fails", arguments: EdgeCase.all)
    func edge(_ edge: EdgeCase) {
        let taken = EscalationFixture(edge.positive).edges()
        #expect(taken.contains(edge.id), "\(edge.positive): only \(taken.sorted())")
        for nearMiss in edge.nearMisses {
            #expect(!EscalationFixture(nearMiss).edges().contains(edge.id), "\(nearMiss)")
        }
    }

    @Test("every edge has a case with two near misses, and an id of its own")
    func completeness() {
        let ids = EscalationEdge.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.count >= 60)
        #expect(Set(ids) == Set(EdgeCase.all.map(\.id)))
        for edge in EdgeCase.all { #expect(edge.nearMisses.count >= 2, "\(edge.id)") }
        for edge in EscalationEdge.all { #expect(!edge.source.isEmpty && !edge.preconditions.isEmpty) }
    }
}

// MARK: RBAC objects

extension EdgeCase {
    private static let rbac = "rbac.authorization.k8s.io"
    private static let certificates = "certificatesigningrequests.certificates.k8s.io"
    private static let approval =
        "may create|get \(certificates) @*;may update \(certificates)/approval @*"

    /// The bindings of a cluster whose nodes join with bootstrap tokens, as kubeadm makes them.
    private static let joining = """
        bind group:system:bootstrappers:kubeadm:default-node-token system:node-bootstrapper @*;\
        bind group:system:bootstrappers system:certificates.k8s.io:certificatesigningrequests:nodeclient @*
        """

    /// The attacker holds a Role and comes to update it as somebody else.
    private static let laterUpdate = """
        holds role shop/own;define ops/other;may impersonate serviceaccounts[other] @ops;\
        account:ops/other may update roles.\(rbac)[own] @*
        """

    static let all: [EdgeCase] =
        rbacCases + boundRoleCases + identityCases + workloadCases + nodeCases + controlPlaneCases + gitOpsCases
        + delegationCases
        + constrainedCases + cloudCases

    private static let rbacCases = [
        EdgeCase(
            "A0", "may * *.* @shop", not: "may get|list *.* @shop", "may * *.apps @shop",
            "may * *.*[a] @shop"),
        EdgeCase("A0*", "may * *.* @*", not: "may * *.* @shop", "may get *.* @*", "may * * @*"),
        EdgeCase(
            "A1", "holds role shop/own;may update roles.\(rbac) @shop;may escalate roles.\(rbac)[own] @shop",
            not: "may update roles.\(rbac) @shop;may escalate roles.\(rbac)[own] @shop",
            "holds role shop/own;may update roles.\(rbac) @shop;may escalate roles.\(rbac)[other] @shop",
            "holds role shop/own;may escalate roles.\(rbac) @shop",
            "holds role shop/own;may update roles.\(rbac)[other] @shop;may escalate roles.\(rbac)[own] @shop"),
        EdgeCase(
            "A2",
            "holds clusterrole own @shop;may patch clusterroles.\(rbac)[own] @*;may escalate clusterroles.\(rbac) @*",
            not: "holds clusterrole own @shop;may patch|escalate clusterroles.\(rbac) @shop",
            "holds clusterrole own @shop;may patch clusterroles.\(rbac)[other] @*;may escalate clusterroles.\(rbac) @*",
            "holds clusterrole own @shop;may get|escalate clusterroles.\(rbac) @*"),
        EdgeCase(
            "A3", "may create rolebindings.\(rbac) @shop;may bind clusterroles.\(rbac) @shop",
            not: "may create|bind rolebindings.\(rbac) @shop",
            "may create rolebindings.\(rbac) @shop;may bind clusterroles.\(rbac) @other",
            "may create rolebindings.\(rbac) @shop;may bind clusterroles.\(rbac)[no-such-role] @shop",
            "may update rolebindings.\(rbac) @shop;may bind clusterroles.\(rbac) @shop"),
        EdgeCase(
            "A3r",
            "define shop/x;may create rolebindings.\(rbac) @shop;may bind roles.\(rbac)[own] @shop;holds role shop/own",
            not: "may create rolebindings.\(rbac) @shop;may bind roles.\(rbac)[own] @shop;holds role other/own",
            "may create rolebindings.\(rbac) @shop;may bind roles.\(rbac)[other] @shop;holds role shop/own"),
        EdgeCase(
            "A4", "may create clusterrolebindings.\(rbac) @*;may bind clusterroles.\(rbac)[view] @*",
            not: "may create clusterrolebindings.\(rbac) @*;may bind clusterroles.\(rbac)[view] @shop",
            "may create clusterrolebindings.\(rbac) @*;may bind clusterroles.\(rbac)[missing] @*",
            "may create|bind clusterrolebindings.\(rbac) @*"),
        // RoleBindings in every namespace give what a ClusterRole says of namespaces, and nothing of the cluster.
        EdgeCase(
            "C1", "group:x may create pods @*;\(bindsAnywhere);may bind \(clusterRoles)[g1] @*",
            not: "group:x may create pods @*;\(bindsAnywhere);may bind \(clusterRoles)[other] @*",
            "group:x may create pods @*;\(binds);may bind \(clusterRoles)[g1] @shop"),
        EdgeCase(
            "D1", "group:x may get nodes/proxy @*;\(binds);may bind \(clusterRoles)[g1] @*",
            not: "group:x may get nodes/proxy @*;\(bindsAnywhere);may bind \(clusterRoles)[g1] @*",
            "group:x may get nodes/proxy @*;\(bindsHere);may bind \(clusterRoles)[g1] @*"),
        EdgeCase(
            "E1", "group:x may create \(webhooks) @*;\(binds);may bind \(clusterRoles)[g1] @*",
            not: "group:x may create \(webhooks) @*;\(bindsAnywhere);may bind \(clusterRoles)[g1] @*",
            "group:x may create \(webhooks) @*;may update rolebindings.\(rbac) @*;may bind \(clusterRoles)[g1] @*"),
        // Who binds in every namespace what allows to bind in the whole cluster does not bind there.
        EdgeCase(
            "A4",
            """
            account:shop/web may create clusterrolebindings.\(rbac) @*;define shop/web;\
            may impersonate serviceaccounts[web] @shop;may bind \(clusterRoles)[g1] @*
            """,
            not: """
                account:shop/web may create clusterrolebindings.\(rbac) @*;define shop/web;\
                \(bindsAnywhere);may bind \(clusterRoles)[g1] @*
                """,
            """
            account:shop/web may create clusterrolebindings.\(rbac) @shop;define shop/web;\
            may impersonate serviceaccounts[web] @shop;may bind \(clusterRoles)[g1] @*
            """),
        // A namespace as an object is asked for inside itself: a RoleBinding there is enough.
        EdgeCase(
            "C5",
            """
            namespace shop baseline;group:x may patch namespaces @*;may create pods @shop;\
            \(bindsAnywhere);may bind \(clusterRoles)[g1] @*
            """,
            not: """
                namespace shop baseline;group:x may get namespaces @*;may create pods @shop;\
                \(bindsAnywhere);may bind \(clusterRoles)[g1] @*
                """,
            """
            namespace shop baseline;group:x may patch namespaces[other] @*;may create pods @shop;\
            \(bindsAnywhere);may bind \(clusterRoles)[g1] @*
            """),
        EdgeCase(
            "A3", "may create|update rolebindings.\(rbac)[own] @shop;may bind clusterroles.\(rbac)[edit] @shop",
            not: "may create rolebindings.\(rbac)[own] @shop;may bind clusterroles.\(rbac)[edit] @shop",
            "may create|get|delete rolebindings.\(rbac)[own] @shop;may bind clusterroles.\(rbac)[edit] @shop"),
        // What is for some name in the whole cluster does not hide what is for another in a namespace.
        EdgeCase(
            "A1", "\(laterUpdate);may escalate roles.\(rbac)[own] @shop;may escalate roles.\(rbac)[x] @*",
            not: "\(laterUpdate);may escalate roles.\(rbac)[own] @other;may escalate roles.\(rbac)[x] @*",
            "\(laterUpdate);may escalate roles.\(rbac)[x] @*"),
        EdgeCase(
            "A1d", "holds role shop/own;may delete roles.\(rbac)[own] @shop;may create|escalate roles.\(rbac) @shop",
            not: "holds role shop/own;may delete roles.\(rbac)[x] @shop;may create|escalate roles.\(rbac) @shop",
            "holds role shop/own;may delete|create roles.\(rbac) @shop",
            "holds role shop/own;may deletecollection roles.\(rbac)[own] @shop;may create|escalate roles.\(rbac) @shop"),
        EdgeCase(
            "A2d", "holds clusterrole own @shop;may delete|create|escalate clusterroles.\(rbac) @*",
            not: "holds clusterrole own @shop;may delete|create|escalate clusterroles.\(rbac) @shop",
            "holds clusterrole own @shop;may delete clusterroles.\(rbac)[x] @*;may create|escalate clusterroles.\(rbac) @*"
        ),
        EdgeCase(
            "A5",
            """
            account:shop/other may create pods @shop;may patch rolebindings.\(rbac) @shop;may bind clusterroles.\(rbac)[g1] @shop
            """,
            not: "account:shop/other may create pods @shop;may patch rolebindings.\(rbac) @shop",
            "account:shop/other may create pods @*;may patch rolebindings.\(rbac) @shop;may bind clusterroles.\(rbac)[g1] @shop",
            "account:shop/other may create pods @shop;may patch rolebindings.\(rbac)[x] @shop;may bind clusterroles.\(rbac)[g1] @shop"
        ),
        EdgeCase(
            "A5r", "holds role shop/own;may update rolebindings.\(rbac) @shop;may bind roles.\(rbac) @shop",
            not: "holds role other/own;may update rolebindings.\(rbac) @shop;may bind roles.\(rbac) @shop",
            "holds role shop/own;may update rolebindings.\(rbac) @shop;may bind roles.\(rbac)[x] @shop"),
        EdgeCase(
            "A5*",
            """
            account:shop/other may create pods @*;may update clusterrolebindings.\(rbac) @*;may bind clusterroles.\(rbac)[g1] @*
            """,
            not:
                "account:shop/other may create pods @shop;may update clusterrolebindings.\(rbac) @*;may bind clusterroles.\(rbac)[g1] @*",
            "account:shop/other may create pods @*;may update clusterrolebindings.\(rbac) @*;may bind clusterroles.\(rbac)[g1] @shop"
        ),
        EdgeCase(
            "A6", "holds aggregate editor @shop;may create|escalate clusterroles.\(rbac) @*",
            not: "holds clusterrole editor @shop;may create|escalate clusterroles.\(rbac) @*",
            "holds aggregate editor @shop;may create clusterroles.\(rbac) @*",
            "holds aggregate editor @shop;may create clusterroles.\(rbac) @*;may escalate clusterroles.\(rbac)[x] @*"),
        EdgeCase(
            "A6s", "holds aggregate editor @shop;may create|patch|escalate clusterroles.\(rbac)[new] @*",
            not: "holds clusterrole editor @shop;may create|patch|escalate clusterroles.\(rbac)[new] @*",
            "holds aggregate editor @shop;may create|patch clusterroles.\(rbac)[new] @*",
            "holds aggregate editor @shop;may create|escalate clusterroles.\(rbac)[new] @*",
            "holds aggregate editor @shop;may create|patch clusterroles.\(rbac)[a] @*;may escalate clusterroles.\(rbac)[b] @*"
        ),
        EdgeCase(
            "A6w",
            "group:x may get pods @*;holds aggregate editor @shop;may patch|escalate clusterroles.\(rbac)[g1] @*",
            not: "holds aggregate editor @shop;may patch|escalate clusterroles.\(rbac)[missing] @*",
            "group:x may get pods @*;holds aggregate editor @shop;may patch|escalate clusterroles.\(rbac)[g1] @shop",
            "group:x may get pods @*;holds clusterrole editor @shop;may patch|escalate clusterroles.\(rbac)[g1] @*"),
        EdgeCase(
            "A8", "holds missing-role shop/gone;may create|escalate roles.\(rbac) @shop",
            not: "holds missing-role other/gone;may create|escalate roles.\(rbac) @shop",
            "holds missing-role shop/gone;may create roles.\(rbac) @shop",
            "holds role shop/gone;may create|escalate roles.\(rbac) @shop"),
        EdgeCase(
            "A8s", "holds missing-role shop/gone;may create|patch|escalate roles.\(rbac)[gone] @shop",
            not: "holds missing-role shop/gone;may create|patch|escalate roles.\(rbac)[other] @shop",
            "holds missing-role shop/gone;may create|escalate roles.\(rbac)[gone] @shop",
            "holds missing-role shop/gone;may create|patch roles.\(rbac)[other] @shop;may escalate roles.\(rbac) @shop"),
        EdgeCase(
            "A8*", "holds missing-clusterrole gone @*;may create|escalate clusterroles.\(rbac) @*",
            not: "holds missing-clusterrole gone @*;may create|escalate clusterroles.\(rbac) @shop",
            "holds clusterrole gone @*;may create|escalate clusterroles.\(rbac) @*",
            "holds missing-clusterrole gone @*;may create|update clusterroles.\(rbac) @*"),
        EdgeCase(
            "A8s*", "holds missing-clusterrole gone @*;may create|update|escalate clusterroles.\(rbac)[gone] @*",
            not: "holds missing-clusterrole gone @*;may create|update|escalate clusterroles.\(rbac)[other] @*",
            "holds missing-clusterrole gone @*;may create|patch|escalate clusterroles.\(rbac)[gone] @shop",
            "holds missing-clusterrole gone @*;may patch|escalate clusterroles.\(rbac)[gone] @*"),
        EdgeCase(
            "A9", "option strict-accounts;account:shop/ghost may get pods @*;may create serviceaccounts,pods @shop",
            not:
                "option strict-accounts;define shop/ghost;account:shop/ghost may get pods @*;may create serviceaccounts,pods @shop",
            "option strict-accounts;account:shop/ghost may get pods @*;may create pods @shop",
            "option strict-accounts;account:other/ghost may get pods @*;may create serviceaccounts,pods @shop"),
        EdgeCase(
            "A9t",
            "option strict-accounts;account:shop/ghost may get pods @*;may create serviceaccounts,serviceaccounts/token @shop",
            not:
                "account:shop/ghost may get pods @*;may create serviceaccounts,serviceaccounts/token @shop",
            "option strict-accounts;account:shop/ghost may get pods @*;may create serviceaccounts/token @shop",
            "option strict-accounts;account:shop/ghost may get pods @*;may create serviceaccounts @shop;may create serviceaccounts/token[x] @shop"
        ),
        EdgeCase(
            "A9t",
            """
            option strict-accounts;account:shop/ghost may get pods @*;may create serviceaccounts @shop;\
            may create serviceaccounts/token[ghost] @shop
            """,
            not: """
                option strict-accounts;account:shop/ghost may get pods @*;may create serviceaccounts @shop;\
                may create serviceaccounts/token[ghost] @other
                """,
            "option strict-accounts;account:shop/ghost may get pods @*;may create serviceaccounts/token[ghost] @shop"),
        EdgeCase(
            "A11", "may impersonate groups[system:masters] @*;may impersonate users[x] @*",
            not: "may impersonate groups[ops] @*;may impersonate users[x] @*",
            "may impersonate groups[system:masters] @*"),
    ]
}

// MARK: Roles that are written and bound

extension EdgeCase {
    private static let roles = "roles.\(rbac)"
    private static let clusterRoles = "clusterroles.\(rbac)"
    private static let bindsHere = "may create rolebindings.\(rbac) @shop"
    private static let bindsAnywhere = "may create rolebindings.\(rbac) @*"
    private static let webhooks = "mutatingwebhookconfigurations.admissionregistration.k8s.io"
    private static let binds = "may create clusterrolebindings.\(rbac) @*"
    private static let other = "group:x may get pods @*"
    /// Somebody may do something in a namespace with a Role that another one holds.
    private static let byWeb = "holds role shop/own;source account:shop/web;account:shop/web may"

    private static let boundRoleCases = [
        EdgeCase(
            "A12r", "\(bindsHere);may create|escalate|bind \(roles) @shop",
            not: "\(bindsHere);may create|bind \(roles) @shop",
            "may create rolebindings.\(rbac) @other;may create|escalate|bind \(roles) @shop",
            "holds role shop/own;\(bindsHere);may create|escalate \(roles) @shop;may bind \(roles)[own] @shop"),
        EdgeCase(
            "A12c", "\(bindsHere);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[new] @shop",
            not: "\(bindsHere);may create|escalate|bind \(clusterRoles) @shop",
            "\(other);\(bindsHere);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[g1] @shop"),
        EdgeCase(
            "A12*", "\(binds);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[new] @*",
            not: "\(binds);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[new] @shop",
            "\(other);\(binds);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[g1] @*"),
        EdgeCase(
            "A13r", "\(bindsHere);may create|patch|escalate|bind \(roles)[new] @shop",
            not: "\(bindsHere);may create|escalate|bind \(roles)[new] @shop",
            "\(bindsHere);may create|patch|escalate \(roles)[new] @shop;may bind \(roles)[other] @shop"),
        EdgeCase(
            "A13c",
            "\(bindsHere);may create|patch|escalate \(clusterRoles)[new] @*;may bind \(clusterRoles)[new] @shop",
            not: "\(bindsHere);may create|patch|escalate|bind \(clusterRoles)[new] @shop",
            "\(bindsHere);may create|patch|escalate \(clusterRoles)[a] @*;may bind \(clusterRoles)[b] @shop"),
        EdgeCase(
            "A13*", "\(binds);may create|update|escalate|bind \(clusterRoles)[new] @*",
            not: "\(binds);may create|update|bind \(clusterRoles)[new] @*",
            "\(binds);may create|update|escalate \(clusterRoles)[new] @*;may bind \(clusterRoles)[new] @shop"),
        EdgeCase(
            "A14r",
            "\(byWeb) patch|escalate|bind \(roles)[own] @shop;account:shop/web may create rolebindings.\(rbac) @shop",
            not: "holds role other/own;\(bindsHere);may patch|escalate|bind \(roles)[own] @shop",
            "holds role shop/own;\(bindsHere);may patch|escalate \(roles)[own] @shop;may bind \(roles)[other] @shop"),
        EdgeCase(
            "A14c",
            "\(other);\(bindsHere);may patch|escalate \(clusterRoles)[g1] @*;may bind \(clusterRoles)[g1] @shop",
            not: "\(bindsHere);may patch|escalate \(clusterRoles)[new] @*;may bind \(clusterRoles)[new] @shop",
            "\(other);may patch|escalate \(clusterRoles)[g1] @*;may bind \(clusterRoles)[g1] @shop"),
        EdgeCase(
            "A14*", "\(other);\(binds);may patch|escalate|bind \(clusterRoles)[g1] @*",
            not: "\(other);\(binds);may patch|bind \(clusterRoles)[g1] @*",
            "\(binds);may patch|escalate|bind \(clusterRoles)[new] @*"),
        EdgeCase(
            "A15r",
            "\(byWeb) patch rolebindings.\(rbac)[b1] @shop;account:shop/web may patch|escalate|bind \(roles)[own] @shop",
            not:
                "\(byWeb) patch rolebindings.\(rbac)[b9] @shop;account:shop/web may patch|escalate|bind \(roles)[own] @shop",
            "\(byWeb) patch rolebindings.\(rbac)[b1] @shop;account:shop/web may patch|escalate \(roles)[own] @shop",
            "\(byWeb) patch rolebindings.\(rbac)[b1] @shop;account:shop/web may patch|escalate|bind \(roles)[x] @shop"),
        EdgeCase(
            "A15c",
            """
            group:x may get pods @shop;may patch rolebindings.\(rbac)[b2] @shop;\
            may patch|escalate \(clusterRoles)[g1] @*;may bind \(clusterRoles)[g1] @shop
            """,
            not: """
                group:x may get pods @shop;may patch rolebindings.\(rbac)[b2] @shop;\
                may patch|escalate|bind \(clusterRoles)[g1] @shop
                """,
            """
            group:x may get pods @*;may patch rolebindings.\(rbac)[b2] @shop;\
            may patch|escalate \(clusterRoles)[g1] @*;may bind \(clusterRoles)[g1] @shop
            """),
        EdgeCase(
            "A16c", "\(bindsHere);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[view] @shop",
            not: "\(bindsHere);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[system:discovery] @shop",
            "\(bindsHere);may create \(clusterRoles) @*;may bind \(clusterRoles)[view] @shop",
            "\(bindsHere);may create|escalate \(clusterRoles) @shop;may bind \(clusterRoles)[view] @shop"),
        EdgeCase(
            "A16*", "\(binds);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[view] @*",
            not: "\(binds);may create|escalate \(clusterRoles) @*;may bind \(clusterRoles)[view] @shop",
            "\(binds);may create|escalate \(clusterRoles)[new] @*;may bind \(clusterRoles)[view] @*"),
        EdgeCase(
            "A15*",
            "\(other);may patch clusterrolebindings.\(rbac)[b2] @*;may patch|escalate|bind \(clusterRoles)[g1] @*",
            not:
                "\(other);may patch clusterrolebindings.\(rbac)[b2] @*;may patch|bind \(clusterRoles)[g1] @*",
            "\(other);may patch clusterrolebindings.\(rbac)[other] @*;may patch|escalate|bind \(clusterRoles)[g1] @*"),
    ]
}

// MARK: Identities

extension EdgeCase {
    private static let identityCases = [
        EdgeCase(
            "B1", "user:ann may get pods @*;may impersonate users[ann] @*",
            not: "user:ann may get pods @*;may impersonate users[ann] @shop", "may get users @*",
            "may impersonate users.apps[ann] @*", "may impersonate users[system:serviceaccount:shop:attacker] @*"),
        EdgeCase(
            "B2", "group:ops may get pods @*;may impersonate groups[ops] @*;may impersonate users[x] @*",
            not: "group:ops may get pods @*;may impersonate groups[ops] @*",
            "group:ops may get pods @*;may impersonate groups[ops] @shop;may impersonate users[x] @*",
            "may impersonate users[x] @*"),
        EdgeCase(
            "B2s", "may impersonate groups @*;may impersonate serviceaccounts[x] @shop",
            not: "may impersonate groups @*", "may impersonate groups @shop;may impersonate serviceaccounts @shop"),
        EdgeCase(
            "B2n", "may impersonate groups[system:nodes] @*;may impersonate users[system:node:n1] @*",
            not: "may impersonate groups[system:nodes] @*;may impersonate users[ann] @*",
            "may impersonate users[system:node:n1] @*",
            "may impersonate groups[system:nodes] @*;may impersonate serviceaccounts @shop",
            "may impersonate groups[ops] @*;may impersonate users[system:node:n1] @*"),
        EdgeCase(
            "B3", "define shop/web;may impersonate serviceaccounts[web] @shop",
            not: "define shop/web;may impersonate serviceaccounts[other] @shop",
            "define other/web;may impersonate serviceaccounts[web] @shop", "may get serviceaccounts @shop"),
        EdgeCase(
            "B7", "define shop/web;may create serviceaccounts/token[web] @shop",
            not: "define shop/web;may get serviceaccounts/token @shop", "may create serviceaccounts @shop",
            "define other/web;may create serviceaccounts/token[web] @shop"),
        EdgeCase(
            "B8", "may create|get secrets @shop", not: "may create secrets @shop", "may get secrets @shop",
            "may create secrets @shop;may get secrets @other", "may create|get secrets[x] @shop"),
        EdgeCase(
            "B8", "may create secrets @shop;may get secrets[mine] @shop",
            not: "may create secrets[mine] @shop;may get secrets[mine] @shop",
            "may create secrets @shop;may get secrets[mine] @other"),
        EdgeCase(
            "B8s", "may create|patch|get secrets[mine] @shop", not: "may create|get secrets[mine] @shop",
            "may create|patch secrets[mine] @shop;may get secrets[other] @shop",
            "may create|update|get secrets[mine] @shop"),
        EdgeCase(
            "B8u", "token shop/held web;may patch secrets[held] @shop;may get secrets[held] @shop",
            not: "may patch|get secrets[held] @shop", "token other/held web;may patch|get secrets[held] @shop",
            "token shop/held web;may patch secrets[x] @shop;may get secrets[held] @shop",
            "token shop/held web;may delete|get secrets[held] @shop"),
        EdgeCase(
            "B8w", "may create secrets,pods @shop", not: "may create secrets @shop;may create pods @other",
            "may create|get secrets @shop"),
        EdgeCase(
            "B9", "may list secrets @shop", not: "may get secrets[one] @shop", "may create secrets @shop",
            "may get secrets.apps @shop"),
        EdgeCase(
            "B9t", "define shop/web;token shop/web-token web;may get secrets[web-token] @shop",
            not: "define shop/web;token shop/web-token web;may get secrets[other] @shop",
            "define other/web;token other/web-token web;may get secrets @shop", "may get secrets @shop"),
        EdgeCase(
            "B10", "\(joining);may create secrets @kube-system", not: "may create secrets @kube-system",
            "\(joining);may create secrets @shop",
            "bind group:system:bootstrappers system:node-bootstrapper @*;may create secrets @kube-system"),
        EdgeCase(
            "B11", "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client] @*",
            not: "\(approval);may approve signers.certificates.k8s.io[example.com/*] @*",
            "may create|get \(certificates) @*;may approve signers.certificates.k8s.io @*",
            "\(approval);may sign signers.certificates.k8s.io @*"),
        EdgeCase(
            "B11u", "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/*] @*",
            not: "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kubelet-serving] @*",
            "\(approval);may approve signers[kubernetes.io/*] @*"),
        EdgeCase(
            "B11g", "\(approval);may approve signers.certificates.k8s.io @*",
            not: "\(approval);may approve signers.certificates.k8s.io @shop", "\(approval)"),
        EdgeCase(
            "B11s", "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client] @*",
            not: "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kubelet-serving] @*",
            "may create|get|approve \(certificates) @*;may update \(certificates)/approval @*"),
        EdgeCase(
            "B11n", "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client] @*",
            not: "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client-kubelet] @*",
            "may get \(certificates) @*;may approve signers.certificates.k8s.io @*"),
        EdgeCase(
            "B12a", "may create|get \(certificates) @*;may create \(certificates)/nodeclient @*",
            not: "may create|get \(certificates) @*;may create \(certificates)/selfnodeclient @*",
            "may create|get \(certificates) @*;may create \(certificates)/nodeclient[n1] @*",
            "may create \(certificates),\(certificates)/nodeclient @*"),
        EdgeCase(
            "B12",
            "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client-kubelet] @*",
            not: "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kubelet-serving] @*",
            "may create|get \(certificates) @*;may approve signers.certificates.k8s.io @*"),
    ]
}

// MARK: Workloads

extension EdgeCase {
    /// An edge that needs a custom resource: near misses are a wildcard rule where nothing is known of the resource,
    /// and a verb that writes nothing.
    private static func podMaker(_ id: String, _ resource: String) -> EdgeCase {
        let group = resource.split(separator: ".", maxSplits: 1)[1]
        return EdgeCase(
            id, "may create \(resource) @shop", not: "may create *.\(group) @shop", "may get \(resource) @shop",
            "may create \(resource)/status @shop")
    }

    private static func podMakerOnce(_ id: String, _ resource: String) -> EdgeCase {
        EdgeCase(
            id, "may create \(resource) @shop", not: "may update|patch \(resource) @shop",
            "may create \(resource)/status @shop")
    }

    private static let workloadCases =
        [
            EdgeCase(
                "C1", "may create pods @shop", not: "may create pods/exec @shop", "may create pods[web] @shop",
                "may update pods @shop"),
            EdgeCase(
                "C1", "pod shop/web web;account:shop/web may create pods @shop;may create pods/exec[web] @shop",
                not:
                    "pod shop/web web;pod shop/job job;account:shop/web may create pods @shop;may create pods/exec[job] @shop",
                "pod shop/web web unmounted;account:shop/web may create pods @shop;may create pods/exec[web] @shop"),
            EdgeCase(
                "C2", "may patch deployments.apps[web] @shop", not: "may patch deployments.apps/scale @shop",
                "may patch deployments @shop", "may create deployments.apps[web] @shop"),
            EdgeCase(
                "C2r", "may update replicationcontrollers @shop", not: "may update replicationcontrollers/scale @shop",
                "may get replicationcontrollers @shop"),
            EdgeCase("C2j", "may create jobs.batch @shop", not: "may update jobs.batch @shop", "may create jobs @shop"),
            EdgeCase(
                "C2c", "may patch cronjobs.batch @shop", not: "may patch cronjobs.batch/status @shop",
                "may delete cronjobs.batch @shop"),
            podMaker("C3a", "rollouts.argoproj.io"), podMaker("C3b", "services.serving.knative.dev"),
            podMaker("C3c", "virtualmachines.kubevirt.io"), podMaker("C3d", "rayclusters.ray.io"),
            podMaker("C3e", "sparkapplications.sparkoperator.k8s.io"), podMakerOnce("C3f", "jobs.batch.volcano.sh"),
            podMaker("C3g", "deploymentconfigs.apps.openshift.io"), podMaker("C3h", "buildconfigs.build.openshift.io"),
            podMakerOnce("C3i", "virtualmachineinstances.kubevirt.io"),
            podMakerOnce("C3o", "builds.build.openshift.io"), podMakerOnce("F8a", "taskruns.tekton.dev"),
            podMaker("F8b", "workflows.argoproj.io"),
            podMaker("F8c", "autoscalingrunnersets.actions.github.com"),
            EdgeCase("C1a", "may create pods @shop", not: "may get pods @shop", "may create pods/log @shop"),
            EdgeCase(
                "C1s", "may create jobs.batch @shop", not: "may get jobs.batch @shop", "may create jobs.other @shop"),
            EdgeCase(
                "C4", "may create pods @shop", not: "namespace shop restricted;may create pods @shop",
                "namespace shop baseline;may create pods @shop",
                "crd securitycontextconstraints.security.openshift.io;may create pods @shop"),
            EdgeCase(
                "C5", "namespace shop restricted;may create pods @shop;may patch namespaces @shop",
                not: "namespace shop restricted;may create pods @shop;may patch namespaces @other",
                "namespace shop restricted;may create pods @shop;may patch namespaces[other] @*",
                "namespace shop restricted;may create pods @shop;may get namespaces @shop",
                "namespace shop restricted;may patch namespaces @shop"),
            EdgeCase(
                "C5", "namespace shop restricted;may create pods @shop;may patch namespaces/status[shop] @*",
                not: "namespace shop restricted;may create pods @shop;may patch namespaces/status[other] @*",
                "namespace shop restricted;may create pods @shop;may patch namespaces/finalize @shop"),
            EdgeCase(
                "C5f", "namespace shop restricted;may create pods @shop;may update namespaces/finalize @shop",
                not: "namespace shop restricted;may create pods @shop;may patch namespaces/finalize @shop",
                "namespace shop restricted;may create pods @shop;may update namespaces/finalize @other"),
            EdgeCase("C6", "may patch pods[web] @shop", not: "may patch pods/status @shop", "may create pods @shop"),
            EdgeCase(
                "C7", "may create pods/exec[web] @shop", not: "may create pods @shop", "may get pods/exec @shop",
                "may create pods/* @shop"),
            EdgeCase(
                "C7g", "option minor=34;may get pods/exec @shop", not: "may get pods/exec @shop",
                "option minor=34;may get pods @shop"),
            EdgeCase(
                "C8", "may create pods/attach @shop", not: "may get pods/attach @shop", "may create pods/log @shop"),
            EdgeCase(
                "C8g", "option minor=34;may get */attach @shop", not: "option minor=35;may get pods/attach @shop",
                "option minor=34;may list pods/attach @shop"),
            EdgeCase(
                "C9", "may patch pods/ephemeralcontainers @shop", not: "may create pods/ephemeralcontainers @shop",
                "may get pods/ephemeralcontainers @shop"),
            EdgeCase(
                "C9p", "may update pods/ephemeralcontainers @shop",
                not: "namespace shop baseline;may update pods/ephemeralcontainers @shop",
                "may get pods/ephemeralcontainers @shop"),
            EdgeCase(
                "C13", "may create pods @shop;may delete pods @other;may create pods/binding @other",
                not: "may create pods,pods/binding @shop;may delete pods @other",
                "namespace shop baseline;may create pods,pods/binding @shop;may delete pods @shop"),
            EdgeCase(
                "C13", "may create pods @shop;may delete pods @other;may create pods/binding[web-0] @other",
                not: "may create pods @shop;may delete pods @other;may update pods/binding[web-0] @other",
                "may create pods @shop;may delete pods @other;may create pods/bindings[web-0] @other"),
            EdgeCase(
                "C13b", "may create pods @shop;may delete pods @other;may create bindings @other",
                not: "may create pods @shop;may delete pods @other;may create,patch bindings[web-0] @other",
                "namespace shop baseline;may create pods,bindings @shop;may delete pods @shop"),
            EdgeCase(
                "C13b", "may create pods @shop;may delete pods @other;may create bindings[] @other",
                not: "may create pods @shop;may delete pods @other;may create bindings[web-0] @other",
                "may create pods @shop;may delete pods @other;may update bindings @other"),
            EdgeCase(
                "C14", "may create pods @shop;may delete pods @other;may patch nodes @*",
                not: "may create pods @shop;may delete pods @other;may get nodes @*",
                "namespace shop baseline;may create pods @shop;may delete pods @other;may patch nodes @*"),
            EdgeCase(
                "C14e", "may create pods @shop;may create pods/eviction @other;may patch nodes/status @*",
                not: "may create pods @shop;may create pods/eviction @other",
                "may create pods/eviction @other;may patch nodes/status @*"),
            EdgeCase(
                "C16", "pod shop/web web;may create pods/exec @shop", not: "pod shop/web web;may get pods @shop",
                "pod shop/web web;may create pods/log @shop"),
            EdgeCase(
                "C16", "pod shop/web web;may create pods/exec @shop",
                not: "pod shop/web web unmounted;may create pods/exec @shop",
                "pod shop/web web;pod shop/job job;may create pods/exec[job] @shop"),
            EdgeCase(
                "C16", "define shop/web unmounted;pod shop/web web mounted;may create pods/exec @shop",
                not: "define shop/web unmounted;pod shop/web web;may create pods/exec @shop",
                "define shop/web;pod shop/web web unmounted;may create pods/exec @shop"),
            EdgeCase(
                "C16t", "may create nodes/checkpoint @*", not: "may get nodes/checkpoint @*",
                "may create nodes/checkpoint @shop"),
            EdgeCase(
                "C17", "pod shop/agent agent privileged;may create pods/exec @shop",
                not: "pod shop/agent agent;may create pods/exec @shop",
                "pod other/agent agent privileged;may create pods/exec @shop"),
            EdgeCase(
                "C17s", "pod shop/own attacker privileged", not: "pod shop/own attacker",
                "pod shop/other other privileged", "pod other/own attacker privileged"),
        ]

    private static let nodeCases = [
        EdgeCase(
            "D1", "may get nodes/proxy[n1] @*", not: "may get nodes/proxy @shop", "may get nodes @*",
            "may list nodes/proxy @*"),
        EdgeCase("D2", "may create nodes/checkpoint @*", not: "may create nodes @*", "may get nodes/checkpoint @*"),
        EdgeCase(
            "D4", "daemonset infra/agent agent;may create pods @shop",
            not: "pod infra/agent agent;may create pods @shop",
            "namespace shop baseline;daemonset infra/agent agent;may create pods @shop"),
        EdgeCase(
            "D4k",
            """
            daemonset infra/agent agent;\(approval);\
            may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client-kubelet] @*
            """,
            not:
                "\(approval);may approve signers.certificates.k8s.io[kubernetes.io/kube-apiserver-client-kubelet] @*",
            "daemonset infra/agent agent;\(approval)"),
        EdgeCase(
            "D5", "option control-plane;may create pods @shop", not: "may create pods @shop",
            "option control-plane;namespace shop restricted;may create pods @shop"),
        EdgeCase(
            "D6",
            "namespace shop restricted;may create persistentvolumes @*;may create pods @shop",
            not: "may create persistentvolumes @shop;may create persistentvolumeclaims,pods @shop",
            "may create persistentvolumes @*;may create persistentvolumeclaims @shop",
            "may update|patch persistentvolumes @*;may create pods @shop"),
    ]
}

// MARK: Control plane

extension EdgeCase {
    private static let admission = "admissionregistration.k8s.io"
    private static let scc = "securitycontextconstraints.security.openshift.io"

    private static let controlPlaneCases = [
        EdgeCase(
            "E1", "may patch mutatingwebhookconfigurations.\(admission)[x] @*",
            not: "may patch mutatingwebhookconfigurations.\(admission) @shop",
            "may delete mutatingwebhookconfigurations.\(admission) @*",
            "may create mutatingwebhookconfigurations.\(admission)[x] @*"),
        EdgeCase(
            "E2",
            "may create mutatingadmissionpolicies.\(admission),mutatingadmissionpolicybindings.\(admission) @*",
            not: "may create mutatingadmissionpolicies.\(admission) @*",
            "option minor=35;may create mutatingadmissionpolicies.\(admission),mutatingadmissionpolicybindings.\(admission) @*"
        ),
        EdgeCase(
            "E3", "may delete validatingwebhookconfigurations.\(admission)[x] @*",
            not: "may create validatingwebhookconfigurations.\(admission) @*",
            "may deletecollection validatingwebhookconfigurations.\(admission)[x] @*"),
        EdgeCase(
            "E3r", "may create validatingwebhookconfigurations.\(admission) @*",
            not: "may delete validatingwebhookconfigurations.\(admission) @*",
            "may create validatingwebhookconfigurations @*"),
        EdgeCase(
            "E4", "may patch validatingadmissionpolicybindings.\(admission) @*",
            not: "may create validatingadmissionpolicies.\(admission) @*",
            "may patch validatingadmissionpolicies.\(admission)/status @*"),
        EdgeCase(
            "E5a", "may delete clusterpolicies.kyverno.io @*", not: "may delete *.kyverno.io @*",
            "may get clusterpolicies.kyverno.io @*"),
        EdgeCase(
            "E5b", "may create policyexceptions.kyverno.io @shop", not: "may create *.* @shop",
            "may list policyexceptions.kyverno.io @shop"),
        EdgeCase(
            "E5c", "define kyverno/kyverno-background-controller;may create clusterpolicies.kyverno.io @*",
            not: "may create clusterpolicies.kyverno.io @*",
            "define kyverno/kyverno-background-controller;may delete clusterpolicies.kyverno.io @*"),
        EdgeCase(
            "E5d", "may delete constrainttemplates.templates.gatekeeper.sh @*",
            not: "may get constrainttemplates.templates.gatekeeper.sh @*",
            "may delete constrainttemplates.templates.gatekeeper.sh @shop"),
        EdgeCase(
            "E5e", "may update clusteradmissionpolicies.policies.kubewarden.io @*",
            not: "may create clusteradmissionpolicies.policies.kubewarden.io @*",
            "may update clusteradmissionpolicies.policies.kubewarden.io @shop"),
        EdgeCase(
            "E6",
            "define argocd/argocd-application-controller;may patch customresourcedefinitions.apiextensions.k8s.io @*",
            not: "may get customresourcedefinitions.apiextensions.k8s.io @*",
            "define argocd/argocd-application-controller;may create customresourcedefinitions.apiextensions.k8s.io @*"),
        EdgeCase(
            "E7", "may create apiservices.apiregistration.k8s.io @*",
            not: "may create apiservices.apiregistration.k8s.io[v1.x] @*",
            "may get apiservices.apiregistration.k8s.io @*"),
        EdgeCase(
            "E8", "config kube-system/aws-auth;may patch configmaps[aws-auth] @kube-system",
            not: "may patch configmaps[aws-auth] @kube-system",
            "config kube-system/aws-auth;may patch configmaps[other] @kube-system",
            "config kube-system/aws-auth;may patch configmaps @shop"),
        EdgeCase(
            "E8c", "may update configmaps @kube-system", not: "may update configmaps @shop",
            "may update configmaps[kube-proxy] @kube-system"),
        EdgeCase(
            "E9a", "may patch endpointslices.discovery.k8s.io @shop", not: "may patch endpointslices @shop",
            "may get endpoints @shop"),
        EdgeCase("E9b", "may create services @shop", not: "may create services[x] @shop", "may get services @shop"),
        EdgeCase(
            "E9c", "may patch services/status @shop", not: "may patch services/proxy @shop",
            "may get services/status @shop"),
        EdgeCase(
            "E9d", "may create ingresses.networking.k8s.io @shop", not: "may create ingresses.extensions @shop",
            "may delete ingresses.networking.k8s.io @shop"),
        EdgeCase(
            "E9e", "may create httproutes.gateway.networking.k8s.io @shop",
            not: "may create *.gateway.networking.k8s.io @shop", "may get httproutes.gateway.networking.k8s.io @shop"),
        EdgeCase(
            "E9n",
            """
            define ingress-nginx/ingress-nginx;config ingress-nginx/settings allow-snippet-annotations=true;\
            may create ingresses.networking.k8s.io @shop
            """,
            not: "define ingress-nginx/ingress-nginx;may create ingresses.networking.k8s.io @shop",
            "config ingress-nginx/settings allow-snippet-annotations=true;may create ingresses.networking.k8s.io @shop"),
        EdgeCase(
            "E9p", "may delete networkpolicies.networking.k8s.io @shop",
            not: "may create networkpolicies.networking.k8s.io @shop", "may delete networkpolicies @shop"),
        EdgeCase(
            "E11", "may use \(scc)[privileged] @shop;may create pods @shop",
            not: "may use \(scc)[restricted] @shop;may create pods @shop", "may use \(scc)[privileged] @shop",
            "may use \(scc)[privileged] @other;may create pods @shop"),
        EdgeCase(
            "E11w", "may patch \(scc) @*;may create pods @shop", not: "may patch \(scc) @*",
            "may patch \(scc) @shop;may create pods @shop"),
        EdgeCase(
            "E11p", "option minor=24;may use podsecuritypolicies.policy[privileged] @shop;may create pods @shop",
            not: "may use podsecuritypolicies.policy[privileged] @shop;may create pods @shop",
            "option minor=24;may use podsecuritypolicies.policy[restricted] @shop;may create pods @shop"),
    ]
}

// MARK: GitOps and clouds

extension EdgeCase {
    private static let argo = "define argocd/argocd-application-controller"
    private static let kustomizations = "kustomizations.kustomize.toolkit.fluxcd.io"
    private static let releases = "helmreleases.helm.toolkit.fluxcd.io"
    private static let sources = "gitrepositories.source.toolkit.fluxcd.io"

    private static let gitOpsCases = [
        EdgeCase(
            "F1", "\(argo);may create applications.argoproj.io @argocd",
            not: "\(argo);may create applications.argoproj.io @shop", "may create applications.argoproj.io @argocd",
            "\(argo);project argocd/default closed;may create applications.argoproj.io @argocd"),
        EdgeCase(
            "F2",
            "\(argo);project argocd/default closed;may create applications.argoproj.io,appprojects.argoproj.io @argocd",
            not: "\(argo);may create appprojects.argoproj.io @argocd",
            "\(argo);may create applications.argoproj.io @argocd;may create appprojects.argoproj.io @shop"),
        EdgeCase(
            "F2s", "\(argo);may patch applicationsets.argoproj.io @argocd",
            not: "\(argo);may patch applicationsets.argoproj.io @shop",
            "\(argo);may get applicationsets.argoproj.io @argocd"),
        EdgeCase(
            "F3", "\(argo);may patch configmaps[argocd-rbac-cm] @argocd",
            not: "\(argo);may patch configmaps[other] @argocd", "\(argo);may patch configmaps @shop"),
        EdgeCase(
            "F3s", "\(argo);may update secrets @argocd", not: "\(argo);may update secrets[repo] @argocd",
            "\(argo);may create secrets @argocd"),
        EdgeCase(
            "F6a", "define flux-system/kustomize-controller;may create \(kustomizations) @shop",
            not: "may create \(kustomizations) @shop",
            "define flux-system/kustomize-controller;may get \(kustomizations) @shop"),
        EdgeCase(
            "F6b", "define flux-system/kustomize-controller;may create \(kustomizations) @shop",
            not:
                "controller flux-system/kustomize-controller --default-service-account=none;may create \(kustomizations) @shop",
            "define flux-system/kustomize-controller;may create \(releases) @shop"),
        EdgeCase(
            "F6c", "controller flux-system/helm-controller;may patch \(releases) @shop",
            not: "controller flux-system/helm-controller --default-service-account=none;may patch \(releases) @shop",
            "controller flux-system/helm-controller;may patch \(kustomizations) @shop"),
        EdgeCase(
            "F7",
            "define infra/deployer;controller flux-system/kustomize-controller;kustomization infra/all shop deployer;may patch \(sources) @shop",
            not:
                "define infra/deployer;controller flux-system/kustomize-controller;kustomization infra/all infra deployer;may patch \(sources) @shop",
            "define infra/deployer;controller flux-system/kustomize-controller;kustomization infra/all shop deployer;may get \(sources) @shop"
        ),
        EdgeCase(
            "F9a", "define velero/velero;may create restores.velero.io @velero",
            not: "define velero/velero;may create restores.velero.io @shop",
            "define velero/velero;may create backups.velero.io @velero"),
        EdgeCase(
            "F9b", "define olm/olm-operator-serviceaccount;may create subscriptions.operators.coreos.com @shop",
            not: "may create subscriptions.operators.coreos.com @shop",
            "define olm/olm-operator-serviceaccount;may get subscriptions.operators.coreos.com @shop"),
        EdgeCase(
            "F9c", "define crossplane/provider-kubernetes-1a2b;may create objects.kubernetes.crossplane.io @*",
            not: "may create objects.kubernetes.crossplane.io @*",
            "define crossplane/provider-kubernetes-1a2b;may create objects.kubernetes.crossplane.io @shop"),
        EdgeCase(
            "F9d", "define monitoring/prometheus-k8s;may create servicemonitors.monitoring.coreos.com @shop",
            not: "define monitoring/grafana;may create servicemonitors.monitoring.coreos.com @shop",
            "define monitoring/prometheus-k8s;may get servicemonitors.monitoring.coreos.com @shop"),
        EdgeCase(
            "F9e", "may patch ec2nodeclasses.karpenter.k8s.aws @*", not: "may patch *.karpenter.k8s.aws @*",
            "may get ec2nodeclasses.karpenter.k8s.aws @*"),
        EdgeCase(
            "F9f",
            """
            may create globalrolebindings.management.cattle.io @*;may bind globalroles.management.cattle.io[admin] @*
            """,
            not: "may create globalrolebindings.management.cattle.io @*",
            """
            may create globalrolebindings.management.cattle.io @shop;may bind globalroles.management.cattle.io @*
            """),
        EdgeCase(
            "F9g", "may update kubeadmconfigtemplates.bootstrap.cluster.x-k8s.io @shop",
            not: "may update *.bootstrap.cluster.x-k8s.io @shop",
            "may get kubeadmconfigtemplates.bootstrap.cluster.x-k8s.io @shop"),
    ]

    private static let argoUser = """
        \(argo);define argocd/argocd-application-controller;project argocd/all open;project argocd/some closed;\
        application argocd/web all shop;source user:ann
        """
    private static func policy(_ line: String) -> String { "config argocd/argocd-rbac-cm policy.csv=p,\(line)" }

    private static let delegationCases = [
        EdgeCase(
            "F4", "\(argoUser);\(policy("ann,applications,override,all/web,allow"))",
            not: "\(argoUser);\(policy("ann,applications,override,some/*,allow"))",
            "\(argoUser);\(policy("bob,applications,override,all/web,allow"))",
            "\(argoUser);\(policy("ann,applications,sync,all/web,allow"))"),
        EdgeCase(
            "F4s", "\(argoUser);\(policy("ann,applications,sync,all/*,allow"))",
            not: "\(argoUser);\(policy("ann,applications,get,all/*,allow"))",
            "\(argoUser);\(policy("ann,applications,sync,all/*,deny"))"),
        EdgeCase(
            "F5a", "\(argoUser);writer user:ann git@example.com:shop.git",
            not: "\(argoUser);writer user:ann https://example.com/bank", "\(argoUser);writer group:ann",
            "project argocd/all open;application argocd/web all shop;source user:ann;writer user:ann"),
        EdgeCase(
            "F5f",
            """
            define infra/deployer;controller flux-system/kustomize-controller;kustomization infra/all shop deployer;\
            repository shop/source ssh://git@example.com/shop;source user:ann;writer user:ann https://example.com/shop
            """,
            not: """
                define infra/deployer;controller flux-system/kustomize-controller;kustomization infra/all shop deployer;\
                repository shop/source ssh://git@example.com/bank;source user:ann;writer user:ann https://example.com/shop
                """,
            """
            define infra/deployer;controller flux-system/kustomize-controller \
            --no-cross-namespace-refs;kustomization infra/all shop deployer;source user:ann;writer user:ann
            """),
    ]

    private static let authentication = "authentication.k8s.io"
    private static let asWeb = "may impersonate:serviceaccount serviceaccounts.\(authentication)[web] @shop"
    private static let asOps = """
        may impersonate:user-info groups.\(authentication)[ops] @*;\
        may impersonate:user-info users.\(authentication)[x] @*
        """
    private static let asAnn = "may impersonate:user-info users.\(authentication)[ann] @*"

    /// What one holds, and what may be done as that one.
    private static func constrained(_ id: String, _ who: String, _ holder: String, _ verb: String, _ on: String)
        -> EdgeCase
    {
        let mode = id.hasPrefix("B5") ? "user-info" : "serviceaccount"
        let held = "\(holder) may \(verb) \(on) @shop"
        let acting = "may impersonate-on:\(mode):\(verb) \(on) @shop"
        return EdgeCase(
            id, "define shop/web;\(who);\(held);\(acting)",
            // The one acted for may not, acting is for another verb, or it is the wrong one, or the cluster is too old.
            not: "define shop/web;\(who);\(acting)",
            "define shop/web;\(who);\(held);may impersonate-on:\(mode):patch \(on) @shop",
            "define shop/web;\(who.replacingOccurrences(of: "[web]", with: "[job]").replacingOccurrences(of: "[ann]", with: "[bob]"));\(held);\(acting)",
            "define shop/web;\(who);\(held);\(acting);option minor=35")
    }

    private static let constrainedCases = [
        constrained("B5", asAnn, "user:ann", "create", "pods"),
        constrained("B5", asAnn, "user:ann", "list", "secrets"),
        constrained("B5", asAnn, "user:ann", "create", "serviceaccounts/token"),
        constrained("B6", asWeb, "account:shop/web", "create", "pods"),
        constrained("B6", asWeb, "account:shop/web", "list", "secrets"),
        constrained("B6", asWeb, "account:shop/web", "create", "serviceaccounts/token"),
        EdgeCase(
            "B5g", "\(asOps);group:ops may create pods @shop;may impersonate-on:user-info:create pods @shop",
            not: "\(asOps);group:dev may create pods @shop;may impersonate-on:user-info:create pods @shop",
            """
            may impersonate:user-info groups.\(authentication)[ops] @*;group:ops may create pods @shop;\
            may impersonate-on:user-info:create pods @shop
            """,
            """
            may impersonate:user-info groups.\(authentication)[system:masters] @*;\
            may impersonate:user-info users.\(authentication)[x] @*;group:system:masters may create pods @shop;\
            may impersonate-on:user-info:create pods @shop
            """),
        EdgeCase(
            "B6n",
            """
            daemonset logs/agent agent;define logs/agent;may impersonate:arbitrary-node nodes.\(authentication)[n1] @*;\
            may impersonate-on:arbitrary-node:create serviceaccounts/token @*
            """,
            not: """
                daemonset logs/agent agent;define logs/agent;\
                may impersonate:arbitrary-node nodes.\(authentication)[n1] @*;\
                may impersonate-on:arbitrary-node:get serviceaccounts/token @*
                """,
            """
            daemonset logs/agent agent;define logs/agent;may impersonate:arbitrary-node nodes.\(authentication)[n1] @shop;\
            may impersonate-on:arbitrary-node:create serviceaccounts/token @*
            """),
        EdgeCase(
            "B6a",
            """
            daemonset logs/agent agent;define logs/agent;may impersonate:associated-node nodes.\(authentication)[*] @*;\
            may impersonate-on:associated-node:create serviceaccounts/token @*
            """,
            not: """
                daemonset logs/agent agent;define logs/agent;\
                may impersonate:associated-node nodes.\(authentication)[n1] @*;\
                may impersonate-on:associated-node:create serviceaccounts/token @*
                """,
            """
            daemonset logs/agent agent;define logs/agent;may impersonate:associated-node nodes.\(authentication)[*] @*;\
            may impersonate-on:associated-node:create serviceaccounts/token @*;source user:ann;\
            user:ann may impersonate:associated-node nodes.\(authentication)[*] @*;\
            user:ann may impersonate-on:associated-node:create serviceaccounts/token @*
            """),
    ]

    private static let cloudCases = [
        EdgeCase(
            "G1", "cloud shop/s3 eks.amazonaws.com/role-arn;may create pods @shop",
            not: "cloud other/s3 eks.amazonaws.com/role-arn;may create pods @shop",
            "cloud shop/s3 eks.amazonaws.com/role-arn;may get pods @shop"),
        EdgeCase(
            "G2", "cloud shop/s3 iam.gke.io/gcp-service-account;may create pods @shop",
            not: "cloud shop/s3 eks.amazonaws.com/role-arn;may create pods @shop",
            "cloud shop/s3 iam.gke.io/gcp-service-account;may create pods/log @shop"),
        EdgeCase(
            "G3", "cloud shop/s3 azure.workload.identity/client-id;may create jobs.batch @shop",
            not: "define shop/s3;may create jobs.batch @shop",
            "cloud shop/s3 azure.workload.identity/client-id;may create jobs.batch @other"),
    ]
}
