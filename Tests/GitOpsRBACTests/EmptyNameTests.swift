import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRBAC

/// Rules whose `resourceNames` are the empty name: they allow every request that has no name.
@Suite("The empty name in rules")
struct EmptyNameTests {
    private static let rbac = "rbac.authorization.k8s.io"

    @Test(
        "what such a rule gives is what one without names does",
        arguments: [
            ("C1", "may create pods%@ @shop"),
            ("C2", "may create deployments.apps%@ @shop"),
            ("B9", "may list secrets%@ @shop"),
            ("B9", "may get|watch secrets%@ @shop"),
            ("B9t", "define shop/web;token shop/tok web;may list secrets%@ @shop"),
            ("B8", "define shop/web;may create secrets%@ @shop;may get secrets[web] @shop"),
            ("E1", "may create mutatingwebhookconfigurations.admissionregistration.k8s.io%@ @*"),
            ("E9p", "may deletecollection networkpolicies.networking.k8s.io%@ @shop"),
            ("A3", "may create rolebindings.\(rbac)%@ @shop;may bind clusterroles.\(rbac) @shop"),
            ("A4", "may create clusterrolebindings.\(rbac)%@ @*;may bind clusterroles.\(rbac) @*"),
            ("A6", "holds aggregate sum @*;may create|escalate clusterroles.\(rbac)%@ @*"),
            (
                "A1d",
                """
                holds role shop/own;may deletecollection roles.\(rbac)%@ @shop;\
                may create|escalate roles.\(rbac)%@ @shop
                """
            ),
            (
                "B12a",
                """
                may create|list certificatesigningrequests.certificates.k8s.io%@ @*;\
                may create certificatesigningrequests.certificates.k8s.io/nodeclient%@ @*
                """
            ),
        ])
    func nameless(id: String, statements: String) {
        func edges(_ names: String) -> Set<String> {
            let parts = statements.split(separator: "%@", omittingEmptySubsequences: false)
            return EscalationFixture(parts.joined(separator: names)).edges()
        }
        #expect(edges("").contains(id))
        #expect(edges("[]").contains(id))
        #expect(edges("[,zz]").contains(id))
        #expect(!edges("[zz]").contains(id) || id == "B9t")
    }

    @Test(
        "nothing has the empty name: what asks for a name is not allowed by such a rule",
        arguments: [
            ("B3", "define shop/web;may impersonate serviceaccounts[] @shop"),
            ("B7", "define shop/web;may create serviceaccounts/token[] @shop"),
            ("B9", "may get secrets[] @shop"),
            ("C2", "may update|patch deployments.apps[] @shop"),
            ("C7", "may create pods/exec[] @shop"),
            ("A4", "may create clusterrolebindings.\(rbac)[] @*;may bind clusterroles.\(rbac)[] @*"),
            ("A6s", "holds aggregate sum @*;may create|patch|escalate clusterroles.\(rbac)[] @*"),
            ("A0", "may * *.*[] @shop"),
        ])
    func named(id: String, statements: String) {
        #expect(!EscalationFixture(statements).edges().contains(id))
    }

    @Test("a risky grant is not limited by the empty name where its requests have none")
    func risks() {
        func severities(_ verb: String, _ names: [String]) -> [GrantRisk.Severity] {
            let rule = PolicyRule(verbs: [verb], apiGroups: [""], resources: ["secrets"], resourceNames: names)
            return AccessModel(Self.manifests(rule)).riskyGrants().map(\.severity)
        }
        #expect(!severities("list", []).isEmpty && severities("list", [""]) == severities("list", []))
        #expect(severities("list", ["zz"]) != severities("list", []))
        #expect(severities("get", [""]) == severities("get", ["zz"]))
    }

    @Test("an edge's permission is held wherever the authorizer allows one of its requests without a name")
    func law() throws {
        let patterns = AccessFixturePatterns.all
        var held = 0
        for seed in UInt64(0)..<120 {
            var random = SeededGenerator(seed: seed)
            let pattern = random.pick(patterns)
            let resources = pattern.resources.map { $0.name } + ["*", "configmaps", "pods/exec"]
            let rule = PolicyRule(
                verbs: [
                    random.pick(pattern.verbs + ["create", "list", "*"]), random.pick(["get", "patch", "watch"]),
                ],
                apiGroups: [random.pick(pattern.resources.map(\.group) + ["*"])],
                resources: [random.pick(resources)],
                resourceNames: random.pick([[""], ["", "zz"], ["zz", ""], ["zz"], []]))
            let model = AccessModel(Self.manifests(rule))
            let graph = EscalationAnalysis(model).graph
            let role = try #require(graph.index.roleNumbers.number(NameTable.empty, graph.index.names.find("tried")))
            for (number, text) in graph.patternTexts.enumerated() {
                let pattern = PermissionPattern(text)
                let isAllowed = Self.isAllowed(pattern, model)
                let isHeld = graph.permissions.ofRole[Int(role)].contains {
                    Int($0.pattern) == number && $0.name == NameTable.unknown
                }
                if isAllowed { #expect(isHeld, "seed \(seed): \(text), \(rule)") }
                if isAllowed, rule.resourceNames.contains("") { held += 1 }
                // What asks for no name and is not allowed is not held, but for verbs that have names as well.
                if !isAllowed, rule.resourceNames == [""] { #expect(!isHeld, "seed \(seed): \(text), \(rule)") }
            }
        }
        #expect(held > 30)
    }

    /// Whether the authorizer allows one of a pattern's requests that have no name.
    private static func isAllowed(_ pattern: PermissionPattern, _ model: AccessModel) -> Bool {
        pattern.namelessVerbs.contains { verb in
            pattern.resources.contains { resource in
                let parts = resource.name.split(separator: "/", maxSplits: 1).map(String.init)
                // The requests of other subresources have the name of the object.
                guard parts.count == 1 || parts[1] == "nodeclient" else { return false }
                return model.isAllowed(
                    SubjectAccessReview(
                        user: "ann", groups: [],
                        resource: ResourceAttributes(
                            verb: verb, group: resource.group, resource: parts[0],
                            subresource: parts.count > 1 ? parts[1] : "", namespace: "", name: "")))
            }
        }
    }

    private static func manifests(_ rule: PolicyRule) -> ManifestSet {
        func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        return ManifestSet(
            SourceText(
                """
                {"apiVersion":"v1","kind":"List","items":[\
                {"apiVersion":"\(rbac)/v1","kind":"ClusterRole","metadata":{"name":"tried"},"rules":[\
                {"verbs":\(list(rule.verbs)),"apiGroups":\(list(rule.apiGroups)),\
                "resources":\(list(rule.resources)),"resourceNames":\(list(rule.resourceNames))}]},\
                {"apiVersion":"\(rbac)/v1","kind":"ClusterRoleBinding","metadata":{"name":"tried"},\
                "roleRef":{"apiGroup":"\(rbac)","kind":"ClusterRole","name":"tried"},\
                "subjects":[{"kind":"User","apiGroup":"\(rbac)","name":"ann"}]}]}
                """))
    }
}

/// The permissions that the edges of the table ask for.
private enum AccessFixturePatterns {
    static let all = EscalationEdge.all.flatMap(\.needs).compactMap { need -> PermissionPattern? in
        guard case .may(let text) = need else { return nil }
        return PermissionPattern(text)
    }
}
