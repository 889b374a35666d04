import Foundation
import GitOpsTestSupport
import Testing

extension RBACCommandTests {
    @Test("a name that no policy of Argo CD has is told with the nearest one")
    func argoCDNames() throws {
        let policy = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"argocd-rbac-cm","namespace":"argocd"},
             "data":{"policy.csv":"p, role:deployer, applications, sync, shop/*, allow\\ng, developers, role:deployer"}}
            """
        let group = try rbac(
            "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developer", "-f", "-",
            input: policy)
        #expect(group.status == 1 && group.errors.contains("did you mean developers?"), "\(group.errors)")
        let role = try rbac("argocd", "what-can", "role:deploier", "-", input: policy)
        #expect(role.status == 0 && role.errors.contains("did you mean role:deployer?"))
        let known = try rbac(
            "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developers", "-f", "-",
            input: policy)
        #expect(known.status == 0 && known.errors.isEmpty)
    }

    @Test("Argo CD's own policies answer the same questions")
    func argoCD() throws {
        let yes = try rbac(
            "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developers", "-f",
            "base")
        #expect(yes.status == 0 && yes.output.contains("group developers through role:deployer"))
        #expect(yes.output.contains("base/argocd.yaml:13"))
        let no = try rbac("argocd", "can-i", "delete", "applications", "shop/web", "--as", "ann", "-f", "base")
        #expect(no.status == 1)
        let answer = try #require(
            try json(
                try rbac(
                    "argocd", "can-i", "sync", "applications", "shop/web", "--as", "ann", "--as-group", "developers",
                    "-f", "base", "--output", "json")) as? [String: Any])
        #expect(answer["allowed"] as? Bool == true && answer["holder"] as? String == "group developers")
        let line = try #require((answer["lines"] as? [[String: Any]])?.first)
        #expect(line["path"] as? String == "base/argocd.yaml" && line["lineNumber"] as? Int == 13)
        #expect(try rbac("argocd", "check", "base").status == 0)
        let slips = try rbac("argocd", "can-i", "gett", "appz", "shop/web", "--as", "ann", "-f", "base")
        #expect(slips.status == 1 && slips.errors.contains("never asks for the action \"gett\"; did you mean get?"))
        #expect(slips.errors.contains("never asks for the resource \"appz\""))
        let limited = try rbac("argocd", "check", "base", "--max-policy-lines", "1")
        #expect(limited.status == 2 && limited.output.contains("more than 1 policy lines"))
        let holders = try rbac("argocd", "who-can", "sync", "applications", "shop/web", "-f", "base", "--output", "csv")
        #expect(holders.output.contains("group,developers"))
        let lines = try rbac("argocd", "what-can", "role:deployer", "base", "--output", "json")
        #expect(((try json(lines)) as? [Any])?.isEmpty == false)
    }

    @Test("Argo CD allows nothing while it cannot read its policy")
    func brokenPolicy() throws {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-rbac-cm, namespace: argocd}
            data:
              policy.csv: |
                p, ann, applications, *, */*, allow
                p, bob, applications
            """
        let answer = try rbac(
            "argocd", "can-i", "get", "applications", "shop/web", "--as", "ann", "-f", "-", input: text)
        #expect(answer.status == 2 && answer.output.hasPrefix("no: Argo CD cannot read its policy"))
        #expect(answer.output.contains("<stdin>:7:5: the line has 3 fields"))
        let parsed = try json(
            rbac(
                "argocd", "can-i", "get", "applications", "shop/web", "--as", "ann", "--output", "json", "-f", "-",
                input: text))
        let object = try #require(parsed as? [String: Any])
        #expect(object["allowed"] as? Bool == false && (object["refusals"] as? [String])?.count == 1)
        #expect(answer.output.contains("without these lines the answer would be:\n    yes: ann may get applications"))
        #expect((object["withoutRefusedLines"] as? [String: Any])?["allowed"] as? Bool == true)
        let holders = try rbac("argocd", "who-can", "get", "applications", "shop/web", "-f", "-", input: text)
        #expect(holders.status == 2 && holders.errors.contains("without the lines that it cannot read: "))
        #expect(holders.errors.contains("user ann"))
    }

    @Test("who writes a repository reaches what its controller may do, and service accounts are no writers")
    func writers() throws {
        let manifests = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: applier, namespace: shop}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: applier}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: applier, namespace: shop}]
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: kustomize-controller, namespace: flux-system}
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: shop, namespace: shop}
            spec: {url: "https://example.com/shop.git"}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: shop, namespace: shop}
            spec: {serviceAccountName: applier, sourceRef: {kind: GitRepository, name: shop}}

            """
        func paths(_ writer: String) throws -> BuiltCommand.Outcome {
            try rbac(
                "paths", "-", "--from", "user:ann", "--to", "cluster-admin", "--git-writer", writer, input: manifests)
        }
        let reached = try paths("user:ann=git@example.com:shop")
        #expect(reached.status == 1 && reached.output.contains("F5f"))
        #expect(reached.output.contains("seen at <stdin>:20:1"))
        #expect(try paths("user:ann=https://example.com/bank").status == 0)
        #expect(try paths("sa:shop/applier").status == 64)
    }
}
