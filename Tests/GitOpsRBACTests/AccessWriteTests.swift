import GitOpsManifest
import GitOpsRBAC
import Testing

@Suite("Who may write roles and bindings")
struct AccessWriteTests {
    private static let model = AccessModel(
        ManifestSet(
            SourceText(
                """
                kind: ClusterRole
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: escalator}
                rules:
                - {verbs: [escalate], apiGroups: [rbac.authorization.k8s.io], resources: [roles], resourceNames: [reader]}
                - {verbs: [bind], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: [view]}
                - {verbs: [get], apiGroups: [""], resources: [pods]}
                ---
                kind: RoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: escalator, namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: escalator}
                subjects: [{kind: ServiceAccount, name: deployer}]
                ---
                kind: ClusterRoleBinding
                apiVersion: rbac.authorization.k8s.io/v1
                metadata: {name: admins}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: Group, name: ops}]
                """)))
    private static let deployer = Subject.serviceAccount(namespace: "shop", name: "deployer")
    private static let secrets = [PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["secrets"])]
    private static let pods = [PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["pods"], resourceNames: ["web"])]

    @Test("members of system:masters are not asked")
    func superuser() {
        let write = AccessWrite.role(namespace: nil, requestName: "", rules: Self.secrets, aggregates: true)
        let decision = Self.model.mayGrant(write, user: "admin", groups: ["system:masters"])
        guard case .superuser = decision.reason else {
            Issue.record("\(decision)")
            return
        }
    }

    @Test("escalate on a name helps where the request has that name, and not with a create by POST")
    func escalate() {
        func decision(_ requestName: String, _ namespace: String? = "shop") -> AccessWriteDecision {
            Self.model.mayGrant(
                .role(namespace: namespace, requestName: requestName, rules: Self.secrets), subject: Self.deployer)
        }
        guard case .explicit(let grant) = decision("reader").reason else {
            Issue.record("\(decision("reader"))")
            return
        }
        #expect(grant.rule.verbs == ["escalate"])
        for refused in [decision(""), decision("other"), decision("reader", "other"), decision("reader", nil)] {
            guard case .lacks(let rules) = refused.reason else {
                Issue.record("\(refused)")
                continue
            }
            #expect(rules == Self.secrets)
        }
    }

    @Test("what somebody holds may be written down, where it is held")
    func holds() {
        func isAllowed(_ namespace: String?) -> Bool {
            Self.model.mayGrant(.role(namespace: namespace, requestName: "", rules: Self.pods), subject: Self.deployer)
                .isAllowed
        }
        #expect(isAllowed("shop"))
        #expect(!isAllowed("other"))
        #expect(!isAllowed(nil))
    }

    @Test("bind counts in the namespace of the binding, and a role that does not exist is refused")
    func bind() {
        func decision(_ namespace: String?, _ role: RoleID) -> AccessWriteDecision {
            Self.model.mayGrant(.binding(namespace: namespace, role: role), subject: Self.deployer)
        }
        #expect(decision("shop", .clusterRole("view")).isAllowed)
        #expect(!decision(nil, .clusterRole("view")).isAllowed)
        #expect(!decision("shop", .clusterRole("edit")).isAllowed)
        guard case .unknownRole = decision("shop", .role(namespace: "shop", name: "missing")).reason else {
            Issue.record("the role does not exist")
            return
        }
    }

    @Test("an aggregation rule needs everything")
    func aggregation() {
        let write = AccessWrite.role(namespace: nil, requestName: "", rules: [], aggregates: true)
        #expect(!Self.model.mayGrant(write, subject: Self.deployer).isAllowed)
        #expect(Self.model.mayGrant(write, user: "ann", groups: ["ops"]).isAllowed)
    }
}
