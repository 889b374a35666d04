import GitOpsManifest
import GitOpsRBAC
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

extension PolicyCheckTests {
    @Test("oldObject, request and namespaceObject are there")
    func inputs() {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                validations:
                - {expression: "request.operation != 'UPDATE' || object.spec.replicas >= oldObject.spec.replicas", message: shrinks}
                - {expression: "request.namespace == 'shop' && request.kind.kind == 'Deployment'", message: request}
                - {expression: "namespaceObject.metadata.labels['env'] == 'prod'", message: namespace}
                - {expression: "oldObject == null || request.operation == 'UPDATE'", message: old}
                """) + PolicyFixture.binding()
        let namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {env: prod}}}\n---\n"
        let check = Self.check(
            policies, namespace + PolicyFixture.deployment("web", "replicas: 1"),
            base: namespace + PolicyFixture.deployment("web", "replicas: 2"))
        #expect(check.policies.issues == [])
        #expect(Self.texts(check) == ["fail shrinks"])
        #expect(Self.texts(Self.check(policies, namespace + PolicyFixture.deployment())).isEmpty)
    }

    @Test("what nobody told is unknown: the user, and the authorizer")
    func missing() {
        func verdicts(_ expression: String, user: UserInfo? = nil) -> [Verdict] {
            Self.check(
                PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]") + PolicyFixture.binding(),
                PolicyFixture.deployment(), options: AdmissionOptions(user: user)
            ).findings.map(\.verdict)
        }
        let byUser = "request.userInfo.username == 'ann'"
        #expect(verdicts(byUser) == [.unknown])
        #expect(verdicts(byUser, user: UserInfo(username: "ann")) == [])
        #expect(verdicts(byUser, user: UserInfo(username: "bob")) == [.fail])
        #expect(verdicts("authorizer.group('').resource('pods').check('get').allowed()") == [.unknown])
        #expect(verdicts("request.name == 'web'") == [])
    }

    @Test(
        "the authorizer asks the roles of the cluster",
        arguments: [
            ("authorizer.group('apps').resource('deployments').namespace('shop').check('update').allowed()", true),
            ("authorizer.group('apps').resource('deployments').namespace('other').check('update').allowed()", false),
            ("authorizer.requestResource.check('update').allowed()", true),
            ("authorizer.requestResource.check('delete').allowed()", false),
            ("authorizer.serviceAccount('shop', 'ci').requestResource.check('update').allowed()", nil),
            (
                "authorizer.serviceAccount('shop', 'ci').group('apps').resource('deployments').namespace('shop')"
                    + ".check('update').allowed()", false
            ),
        ] as [(String, Bool?)])
    func authorizer(expression: String, isAllowed: Bool?) {
        let roles = PolicyFixture.set(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: writer, namespace: shop}
            rules: [{apiGroups: [apps], resources: [deployments], verbs: [update]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: ann, namespace: shop}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}]
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writer}
            """)
        let check = Self.check(
            PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]") + PolicyFixture.binding(),
            PolicyFixture.deployment(),
            options: AdmissionOptions(user: UserInfo(username: "ann"), access: AccessModel(roles)))
        let expected: [Verdict] =
            switch isAllowed {
            case true?: []
            case false?: [.fail]
            // The resource of the request is not known to another authorizer.
            case nil: [.error, .unknown]
            }
        #expect(check.findings.map(\.verdict) == expected)
    }

    @Test(
        "hostile expressions end by a limit",
        arguments: [
            "[0,1,2,3,4,5,6,7,8,9].map(a, [0,1,2,3,4,5,6,7,8,9].map(b, [0,1,2,3,4,5,6,7,8,9].map(c, "
                + "[0,1,2,3,4,5,6,7,8,9].map(d, [0,1,2,3,4,5,6,7,8,9].map(e, [0,1,2,3,4,5,6,7,8,9].map(f, "
                + "[0,1,2,3,4,5,6,7,8,9])))))).size() == 10",
            String(repeating: "(", count: 3_000) + "true" + String(repeating: ")", count: 3_000),
            String(repeating: "[", count: 3_000) + String(repeating: "]", count: 3_000) + " == []",
            "'\(String(repeating: "a", count: 60_000))'.matches('(a|a)*b')",
        ])
    func hostile(expression: String) {
        let check = Self.check(
            PolicyFixture.policy("p", "validations:\n- expression: \"\(expression)\"\n  message: hostile")
                + PolicyFixture.binding(), PolicyFixture.deployment())
        #expect(check.report.verdict >= .unknown)
        #expect(check.findings.allSatisfy { $0.places.first?.position != nil })
    }

    @Test("every parameter is an evaluation of its own")
    func params() {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                paramKind: {apiVersion: v1, kind: ConfigMap}
                validations: [{expression: "object.spec.replicas <= int(params.data.most)", messageExpression: "string(params.metadata.name)"}]
                """)
            + PolicyFixture.binding(
                "b", "validationActions: [Deny]\nparamRef: {selector: {}, parameterNotFoundAction: Deny}")
        let params = (1...3).map {
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: most-\($0), namespace: shop}, data: {most: \"\($0)\"}}\n---\n"
        }
        let check = Self.check(policies + params.joined(), PolicyFixture.deployment("web", "replicas: 3"))
        #expect(Self.texts(check) == ["fail most-1", "fail most-2"])
        #expect(check.sums.evaluations == 3)
        let without = Self.check(policies, PolicyFixture.deployment())
        #expect(
            Self.texts(without) == [
                "error failed to configure binding: no params found for policy binding with `Deny` "
                    + "parameterNotFoundAction"
            ])
    }

    @Test("an object is shown in the version that the policy names, where only the version changes")
    func conversion() {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                matchConditions: [{name: asked, expression: "request.resource.version == 'v1'"}]
                validations:
                - {expression: "object.apiVersion == 'example.com/v2' && request.kind.version == 'v2'", message: object}
                - {expression: "request.resource.version == 'v2' && request.requestResource.version == 'v1'", message: request}
                - {expression: "false", message: reached}
                """,
                rules: "[{apiGroups: [example.com], apiVersions: [v2], operations: [CREATE], resources: [mice]}]")
            + PolicyFixture.binding()
        let mouse = "{apiVersion: example.com/v1, kind: Mouse, metadata: {name: m}, spec: {}}"
        #expect(Self.texts(Self.check(policies, SimulationTests.definition + mouse)) == ["fail reached"])
        let scaler = Self.check(
            PolicyFixture.policy(
                "p", rules: "[{apiGroups: [autoscaling], apiVersions: [v2], operations: [CREATE], resources: [\"*\"]}]")
                + PolicyFixture.binding(),
            "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {}}")
        #expect(scaler.findings.map(\.verdict) == [.unknown], "conversions of built-in kinds are not simulated")
    }
}
