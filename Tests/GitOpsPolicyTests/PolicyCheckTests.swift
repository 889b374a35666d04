import GitOpsManifest
import GitOpsRBAC
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

@Suite("Checking documents")
struct PolicyCheckTests {
    static func check(
        _ policies: String, _ documents: String, base: String? = nil, options: AdmissionOptions = AdmissionOptions(),
        exceptions: PolicyExceptions = PolicyExceptions(), threads: Int = 1
    ) -> PolicyCheck {
        PolicySet(PolicyFixture.set(policies, name: "policies.yaml")).check(
            AdmissionSimulation(
                head: PolicyFixture.set(documents, name: "web.yaml"),
                base: base.map { PolicyFixture.set($0, name: "base.yaml") }, options: options),
            exceptions: exceptions, threads: threads)
    }

    static func review(_ policies: String, _ documents: String) throws -> AdmissionResponse {
        let simulation = AdmissionSimulation(head: PolicyFixture.set(documents))
        let reviewer = AdmissionReviewer(policies: PolicySet(PolicyFixture.set(policies)))
        return reviewer.response(to: simulation.request(for: try #require(simulation.steps.first)))
    }

    static func texts(_ check: PolicyCheck) -> [String] {
        check.findings.map { "\($0.effectiveVerdict) \($0.message)" }
    }

    // MARK: Messages

    @Test(
        "a false validation says its message expression, else its message, else the expression",
        arguments: [
            ("", "failed expression: object.spec.replicas > 5"), ("message: \" too few \"", "too few"),
            ("messageExpression: \"'only ' + string(object.spec.replicas)\"", "only 1"),
            ("message: m, messageExpression: \"'  '\"", "m"), ("message: m, messageExpression: \"'a\\\\nb'\"", "m"),
            ("message: m, messageExpression: \"object.spec.nothing + ''\"", "m"),
            ("messageExpression: \"object.spec.nothing + ''\"", "failed expression: object.spec.replicas > 5"),
            ("message: m, messageExpression: \"'  x '\"", "x"),
        ])
    func messages(fields: String, message: String) throws {
        let validation =
            "validations: [{expression: \"  object.spec.replicas > 5 \"\(fields.isEmpty ? "" : ", ")\(fields)}]"
        let check = Self.check(
            PolicyFixture.policy("p", validation) + PolicyFixture.binding(), PolicyFixture.deployment())
        #expect(Self.texts(check) == ["fail \(message)"])
    }

    @Test("a message longer than 5 KiB is not used")
    func longMessage() {
        let text = String(repeating: "x", count: 5 * 1024)
        for (length, message) in [(5 * 1024, text), (5 * 1024 + 1, "m")] {
            let literal = String(repeating: "x", count: length)
            let policy = PolicyFixture.policy(
                "p", "validations: [{expression: \"false\", message: m, messageExpression: \"'\(literal)'\"}]")
            let check = Self.check(policy + PolicyFixture.binding(), PolicyFixture.deployment())
            #expect(check.findings.map(\.message) == [message])
        }
    }

    // MARK: Failure policy and actions

    @Test(
        "an error counts as the failure policy says",
        arguments: [("Fail", Verdict.error, false), ("Ignore", .skip, true)])
    func failurePolicy(policy: String, verdict: Verdict, isAllowed: Bool) throws {
        let spec = "failurePolicy: \(policy)\nvalidations: [{expression: \"object.spec.nothing == 1\"}]"
        let policies = PolicyFixture.policy("p", spec) + PolicyFixture.binding()
        let check = Self.check(policies, PolicyFixture.deployment())
        #expect(check.findings.map(\.verdict) == [verdict])
        #expect(
            check.findings.first?.message
                == "expression 'object.spec.nothing == 1' resulted in error: no such key: nothing")
        #expect(try Self.review(policies, PolicyFixture.deployment()).isAllowed == isAllowed)
    }

    @Test(
        "actions decide what a broken policy amounts to",
        arguments: [
            ("[Deny]", Verdict.fail, false, 0, 0), ("[Warn]", .warn, true, 1, 0), ("[Audit]", .audit, true, 0, 1),
            ("[Warn, Audit]", .warn, true, 1, 1), ("[Deny, Audit]", .fail, false, 0, 1),
        ])
    func actions(actions: String, verdict: Verdict, isAllowed: Bool, warnings: Int, annotations: Int) throws {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"false\", message: stop}]")
            + PolicyFixture.binding("b", "validationActions: \(actions)")
        #expect(Self.check(policies, PolicyFixture.deployment()).report.verdict == verdict)
        let response = try Self.review(policies, PolicyFixture.deployment())
        #expect(response.isAllowed == isAllowed)
        #expect(response.warnings.count == warnings)
        #expect(response.auditAnnotations.count == annotations)
    }

    @Test("the response has the server's words, reason and code")
    func response() throws {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"false\", message: stop, reason: Forbidden}]")
            + PolicyFixture.binding()
        let status = try #require(try Self.review(policies, PolicyFixture.deployment()).status)
        #expect(
            status.message
                == "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: stop"
        )
        #expect(status.code == 403)
        #expect(status.reason == "Forbidden")
        let warned = try Self.review(
            PolicyFixture.policy("p", "validations: [{expression: \"false\", message: stop}]")
                + PolicyFixture.binding("b", "validationActions: [Warn, Audit]"), PolicyFixture.deployment())
        #expect(warned.warnings == ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': stop"])
        #expect(
            warned.auditAnnotations["validation.policy.admission.k8s.io/validation_failure"]
                == "[{\"message\":\"stop\",\"policy\":\"p\",\"binding\":\"b\",\"expressionIndex\":0,"
                + "\"validationActions\":[\"Warn\",\"Audit\"]}]")
    }

    // MARK: Conditions, variables, annotations

    @Test("a false match condition ends the evaluation, an error follows the failure policy")
    func matchConditions() {
        func policy(_ conditions: String) -> String {
            PolicyFixture.policy("p", "matchConditions: \(conditions)\nvalidations: [{expression: \"false\"}]")
                + PolicyFixture.binding()
        }
        let unmet = Self.check(
            policy(
                "[{name: a, expression: \"object.spec.nothing\"}, {name: big, expression: \"object.spec.replicas > 3\"}]"
                    .replacing("object.spec.nothing\"", with: "object.spec.nothing == 1\"")), PolicyFixture.deployment()
        )
        #expect(unmet.findings.isEmpty, "a false condition wins over an error")
        guard case .matched(let bindings) = unmet.documents[0].entry(of: 0).outcome,
            case .evaluated(let evaluations) = bindings[0].outcome
        else { return #expect(Bool(false)) }
        #expect(evaluations.map(\.unmetCondition) == ["big"])
        let failing = Self.check(
            policy("[{name: a, expression: \"object.spec.nothing == 1\"}]"), PolicyFixture.deployment())
        #expect(failing.findings.map(\.verdict) == [.error])
    }

    @Test("variables are lazy, use those before them, and carry their errors along")
    func variables() {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                variables:
                - {name: count, expression: "object.spec.replicas"}
                - {name: twice, expression: "variables.count * 2"}
                - {name: broken, expression: "object.spec.nothing"}
                validations:
                - {expression: "variables.twice == 6"}
                - {expression: "variables.count == 3 || variables.broken == 1"}
                - {expression: "variables.broken == 1"}
                """) + PolicyFixture.binding()
        let check = Self.check(policies, PolicyFixture.deployment("web", "replicas: 3"))
        #expect(check.policies.obstacles == [[]])
        #expect(
            Self.texts(check) == [
                "error expression 'variables.broken == 1' resulted in error: composited variable \"broken\" fails to "
                    + "evaluate: no such key: nothing"
            ])
    }

    @Test("audit annotations are texts or null; an error denies whatever the actions are")
    func auditAnnotations() throws {
        func policy(_ expression: String, _ actions: String = "[Audit]") -> String {
            PolicyFixture.policy("p", "auditAnnotations: [{key: k, valueExpression: \"\(expression)\"}]")
                + PolicyFixture.binding("b", "validationActions: \(actions)")
        }
        let value = try Self.review(policy("' v '"), PolicyFixture.deployment())
        #expect(value.auditAnnotations == ["p/k": "v"])
        #expect(try Self.review(policy("null"), PolicyFixture.deployment()).auditAnnotations.isEmpty)
        let broken = policy("object.spec.nothing + ''")
        #expect(try !Self.review(broken, PolicyFixture.deployment()).isAllowed)
        let check = Self.check(broken, PolicyFixture.deployment())
        #expect(check.report.verdict == .error)
        #expect(check.findings.map { $0.places.map(\.description) } == [["web.yaml:4:1", "policies.yaml:7:48"]])
    }

    // MARK: Inputs

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

    // MARK: Unusable policies

    @Test(
        "a policy with constraints that the server refuses is unknown for everything",
        arguments: [
            "[{apiGroups: [apps], apiVersions: [v1], operations: [create], resources: [deployments]}]",
            "[{apiGroups: [batch], apiVersions: [v1], operations: [create], resources: [jobs]}]",
            "[{apiGroups: [], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]",
        ])
    func brokenConstraints(rules: String) {
        let policies = PolicySet(
            PolicyFixture.set(PolicyFixture.policy(rules: rules) + PolicyFixture.binding()))
        let check = policies.check(AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment())))
        #expect(check.findings.map(\.verdict) == [.error, .unknown])
        #expect(check.sums.unknown == 1)
    }

    @Test(
        "a policy that does not compile is unknown for every document it would match",
        arguments: [
            "object.spec.", "nope(object)", "object.spec.replicas + 'x' == 1 &&", "request.nothing == 1", "1 + 1",
            "object.spec.replicas", "params.x == 1", "variables.x == 1",
        ])
    func unusable(expression: String) throws {
        let policies =
            PolicyFixture.policy("p", "validations:\n- expression: \"\(expression)\"") + PolicyFixture.binding()
        let check = Self.check(
            policies,
            PolicyFixture.deployment("a") + "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n---\n"
                + PolicyFixture.deployment("b"))
        #expect(check.findings.map(\.verdict) == [.error, .unknown, .unknown])
        #expect(check.sums.unknown == 2)
        #expect(check.sums.unmatched == 1)
        let place = try #require(check.findings.first?.places.first)
        #expect(place.origin.path == "policies.yaml")
        #expect(place.position?.line == 8)
    }

    @Test("variables are not there in match conditions, as in the API server")
    func variablesInConditions() {
        let policy = PolicyFixture.policy(
            "p",
            """
            matchConditions: [{name: a, expression: "variables.x"}]
            variables: [{name: x, expression: "true"}]
            validations: [{expression: "true"}]
            """)
        #expect(PolicySet(PolicyFixture.set(policy)).obstacles[0].count == 1)
    }

    @Test(
        "functions of a later version of Kubernetes do not compile for an older one",
        arguments: [(28, false), (36, true)])
    func versions(minor: Int, compiles: Bool) {
        let policy = PolicyFixture.policy("p", "validations: [{expression: \"ip('10.0.0.1').family() == 4\"}]")
        let set = PolicySet(
            PolicyFixture.set(policy), options: PolicySet.Options(kubernetes: KubernetesVersion(minor: minor)))
        #expect(set.obstacles[0].isEmpty == compiles)
    }

    @Test("a policy without a binding says nothing, unless that is wanted")
    func unbound() {
        let policy = PolicyFixture.policy("p", "validations: [{expression: \"false\"}]")
        let check = Self.check(policy, PolicyFixture.deployment())
        #expect(check.findings.isEmpty)
        #expect(check.sums.unbound == 1)
        let bound = PolicySet(
            PolicyFixture.set(policy), options: PolicySet.Options(actionsWithoutBinding: [.warn])
        ).check(AdmissionSimulation(head: PolicyFixture.set(PolicyFixture.deployment())))
        #expect(bound.findings.map(\.verdict) == [.warn])
    }

    @Test("policies do not judge policies")
    func exempt() {
        let policies =
            PolicyFixture.policy(
                "p", "validations: [{expression: \"false\"}]",
                rules: "[{apiGroups: [\"*\"], apiVersions: [\"*\"], operations: [\"*\"], resources: [\"*\"]}]")
            + PolicyFixture.binding()
        let check = Self.check(policies, policies)
        #expect(check.findings.isEmpty)
        if case .unmatched(let miss) = check.documents[0].entry(of: 0).outcome { #expect(miss == .exemptResource) }
        #expect(check.sums.unmatched == 2)
    }

    // MARK: Places and exceptions

    @Test("a finding has the line of the value that decided, and that of the expression")
    func places() throws {
        let policies =
            PolicyFixture.policy(
                "p",
                "validations:\n- expression: \"object.kind != 'Deployment' || object.spec.replicas <= 3\"")
            + PolicyFixture.binding()
        let finding = try #require(Self.check(policies, PolicyFixture.deployment("web", "replicas: 9")).findings.first)
        #expect(finding.places.map(\.description).prefix(1) == ["web.yaml:5:3"])
        #expect(finding.path?.description == "spec.replicas")
        #expect(finding.places.contains { $0.description == "policies.yaml:8:17" })
        let defaulted = try #require(
            Self.check(
                policies.replacing("<= 3", with: "> 3"), PolicyFixture.deployment("web", "paused: true")
            ).findings.first)
        #expect(defaulted.path?.description == "spec.replicas")
        #expect(defaulted.places.first?.position?.line == 4, "a default stands nowhere: the object around it")
    }

    @Test("an error of a match condition has the line of the condition")
    func conditionPlaces() throws {
        let policies =
            PolicyFixture.policy(
                "p",
                """
                matchConditions:
                - {name: first, expression: "true"}
                - {name: second, expression: "object.spec.nothing == 1"}
                validations: [{expression: "true"}]
                """) + PolicyFixture.binding()
        let finding = try #require(Self.check(policies, PolicyFixture.deployment()).findings.first)
        #expect(finding.verdict == .error)
        #expect(finding.places.map(\.description) == ["web.yaml:4:1", "policies.yaml:9:32"])
    }

    @Test("fingerprints survive moved lines")
    func fingerprints() {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"object.spec.replicas > 5\"}]")
            + PolicyFixture.binding()
        let one = Self.check(policies, PolicyFixture.deployment()).findings.map(\.fingerprint)
        let other = Self.check("# a comment\n\n" + policies, "# moved\n\n\n" + PolicyFixture.deployment()).findings
        #expect(one == other.map(\.fingerprint) && one.count == 1)
    }

    @Test("an exception skips what it covers, and tells when it is not needed")
    func exceptions() throws {
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"object.spec.replicas > 5\", message: few}]")
            + PolicyFixture.binding()
        let documents = PolicyFixture.deployment("web") + PolicyFixture.deployment("api")
        func texts(_ yaml: String, now: String) throws -> [String] {
            Self.texts(
                Self.check(policies, documents, exceptions: try ExceptionTests.exceptions(yaml, now: now)))
        }
        let web = ExceptionTests.exception("web", resources: "[{names: [web]}]")
        let other = ExceptionTests.exception("other", resources: "[{names: [cart]}]")
        #expect(
            try texts(web + other, now: "2026-11-01T00:00:00Z") == [
                "skip few", "fail few", "warn the exception of team-a covers nothing that breaks a policy",
            ])
        #expect(
            try texts(web, now: "2026-12-30T00:00:00Z") == [
                "skip few", "fail few", "warn the exception of team-a expires on 2026-12-31, and objects need it",
            ])
        #expect(
            try texts(web + other, now: "2027-01-01T00:00:00Z") == [
                "fail few", "fail few",
                "warn the exception of team-a expired on 2026-12-31 and does not count: objects it covered break the "
                    + "policy",
                "warn the exception of team-a expired on 2026-12-31 and does not count: nothing needs it",
            ])
    }
}
