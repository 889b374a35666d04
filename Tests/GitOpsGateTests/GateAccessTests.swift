import GitOpsGate
import GitOpsManifest
import GitOpsReport
import Testing

@Suite("The gate: access")
struct GateAccessTests {
    @Test("permissions and ways to more power that a change gives are new")
    func access() async throws {
        var configuration = GateFixture.quiet
        configuration.access.isEnabled = true
        let role = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: ci}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: ci, namespace: shop}]
            """
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ci, namespace: shop}\n"
        let base = GateFixture.base.merging(["account.yaml": account]) { $1 }
        let result = try await GateFixture.result(
            configuration, base: base, head: base.merging(["ci.yaml": role]) { $1 })
        let new = GateFixture.rules(result, .new)
        #expect(new.contains("rbac-gained") && new.contains("rbac-path-cluster-admin") && !result.passes)
    }

    @Test("subjects of a binding who gain the same are one finding, with the lines and names of all")
    func accessOfMany() async throws {
        var configuration = GateFixture.quiet
        configuration.access.isEnabled = true
        let role = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]

            """
        func binding(_ accounts: Range<Int>) -> String {
            let subjects = accounts.map { "- {kind: ServiceAccount, name: a\($0), namespace: shop}" }
            return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: readers-\(accounts.lowerBound), namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
                subjects:
                \(subjects.joined(separator: "\n"))

                """
        }
        let base = GateFixture.base.merging(["role.yaml": role]) { $1 }
        let head = base.merging(["one.yaml": binding(10..<40), "two.yaml": binding(50..<51)]) { $1 }
        let result = try await GateFixture.result(configuration, base: base, head: head)
        let gained = result.report.findings.filter { $0.rule.id == "rbac-gained" }
        #expect(gained.map(\.places.count) == [30, 1])
        let many = try #require(gained.first)
        #expect("\(many.subject)" == "ServiceAccount shop/a10 and 29 more")
        #expect(many.properties["subjects"]?.contains("ServiceAccount shop/a39") == true)
        #expect(many.places.allSatisfy { $0.origin.path == "one.yaml" })
        #expect(many.places.last?.role.contains("a39") == true)
        #expect(Set(gained.map(\.fingerprint)).count == 2)
        let text = GateRenderer(format: .text).render(result)
        #expect(text.contains("and 25 more; see --output json"))
    }
}
