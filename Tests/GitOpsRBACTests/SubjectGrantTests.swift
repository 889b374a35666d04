import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Grants of a subject")
struct SubjectGrantTests {
    @Test("grants are those of its own name, one for each rule")
    func grants() {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: a}
            rules:
            - {apiGroups: [''], resources: [pods], verbs: [get]}
            - {apiGroups: [''], resources: [pods], verbs: [list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: a}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]
            """
        let model = AccessModel(ManifestSet(SourceText(text, name: "access.yaml")))
        #expect(model.grants(of: .user("ann")).map { "\($0.rule)" } == ["get pods", "list pods"])
        #expect(model.grants(of: .group("ann")).isEmpty && model.grants(of: .user("bob")).isEmpty)
        let everybody = model.grants(of: .group("system:authenticated"))
        #expect(!everybody.isEmpty && !everybody.contains { !$0.isBootstrap })
    }
}
