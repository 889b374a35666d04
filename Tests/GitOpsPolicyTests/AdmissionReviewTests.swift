import GitOpsManifest
import GitOpsRBAC
import GitOpsTestSupport
import Testing

@testable import GitOpsPolicy

@Suite("AdmissionReview")
struct AdmissionReviewTests {
    private static let reviewer = AdmissionReviewer(
        policies: PolicySet(
            PolicyFixture.set(
                PolicyFixture.policy(
                    "p",
                    """
                    validations:
                    - {expression: "object.spec.replicas <= 3", messageExpression: "'not for ' + request.userInfo.username"}
                    auditAnnotations: [{key: who, valueExpression: "request.userInfo.username"}]
                    """) + PolicyFixture.binding())))

    private static func request(replicas: Int, _ changes: [(String, String)] = []) -> String {
        var text = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",
            "kind":{"group":"apps","version":"v1","kind":"Deployment"},
            "resource":{"group":"apps","version":"v1","resource":"deployments"},
            "name":"web","namespace":"shop","operation":"CREATE","userInfo":{"username":"ann"},
            "object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":\(replicas)}},
            "oldObject":null,"dryRun":false}}
            """
        for (part, replacement) in changes { text = text.replacing(part, with: replacement) }
        return text
    }

    @Test("what satisfies the policies is allowed, with annotations and the uid")
    func allowed() throws {
        let answer = try Self.reviewer.review(request: Self.request(replicas: 1))
        #expect(
            answer
                == "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"response\":{\"uid\":\"u-1\","
                + "\"allowed\":true,\"auditAnnotations\":{\"p_who\":\"ann\"}}}")
    }

    @Test("what breaks them is refused in the server's words")
    func refused() throws {
        let answer = try Document(json: try Self.reviewer.review(request: Self.request(replicas: 5)))
        let response = answer.root["response"]
        let message = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: not for ann"
        #expect(response?["uid"]?.string == "u-1")
        #expect(response?["allowed"]?.bool == false)
        #expect(response?["status"]?["code"]?.int64 == 422)
        #expect(response?["status"]?["reason"]?.string == "Invalid")
        #expect(response?["status"]?["message"]?.string == "deployments.apps \"web\" is forbidden: \(message)")
        let details = try #require(response?["status"]?["details"])
        #expect(details["causes"]?[0]?["message"]?.string == message)
        #expect(details["name"]?.string == "web" && details["group"]?.string == "apps")
        #expect(details["kind"]?.string == "deployments")
        #expect(
            response?["status"]?.members.map(\.key) == ["metadata", "status", "message", "reason", "details", "code"])
    }

    // MARK: The request

    private static func reviewer(
        _ expression: String, operations: String = "[\"*\"]", resources: String = "[deployments]",
        groups: String = "[apps]", access: ManifestSet? = nil, actions: String = "validationActions: [Deny]"
    ) -> AdmissionReviewer {
        let policy = PolicyFixture.policy(
            "p", "validations: [{expression: \"\(expression)\"}]",
            rules: "[{apiGroups: \(groups), apiVersions: [v1], operations: \(operations), resources: \(resources)}]")
        return AdmissionReviewer(
            policies: PolicySet(PolicyFixture.set(policy + PolicyFixture.binding("b", policy: "p", actions))),
            options: AdmissionOptions(access: access.map { AccessModel($0) }))
    }

    private static func isAllowed(_ reviewer: AdmissionReviewer, _ request: String) throws -> Bool? {
        try Document(json: try reviewer.review(request: request)).root["response"]?["allowed"]?.bool
    }

    @Test(
        "expressions see what the review says about the request",
        arguments: [
            "request.dryRun", "request.operation == 'CREATE'", "request.userInfo.username == 'ann'",
            "request.userInfo.groups == ['ops', 'dev']", "request.userInfo.uid == 'u-7'",
            "request.userInfo.extra['scopes'] == ['a']", "request.options.fieldManager == 'kubectl'",
            "request.name == 'web' && request.namespace == 'shop'",
            "request.requestKind.version == 'v1beta1' && request.kind.version == 'v1'",
            "request.requestResource.version == 'v1beta1' && request.resource.version == 'v1'", "oldObject == null",
            "!has(request.subResource) && !has(request.requestSubResource)",
        ])
    func variables(expression: String) throws {
        let request = Self.request(
            replicas: 1,
            [
                (
                    "\"dryRun\":false",
                    "\"dryRun\":true,\"options\":{\"kind\":\"CreateOptions\",\"fieldManager\":\"kubectl\"}"
                ),
                (
                    "{\"username\":\"ann\"}",
                    "{\"username\":\"ann\",\"uid\":\"u-7\",\"groups\":[\"ops\",\"dev\"],\"extra\":{\"scopes\":[\"a\"]}}"
                ),
                (
                    "\"name\":\"web\",\"namespace\"",
                    "\"requestKind\":{\"group\":\"apps\",\"version\":\"v1beta1\",\"kind\":\"Deployment\"},"
                        + "\"requestResource\":{\"group\":\"apps\",\"version\":\"v1beta1\",\"resource\":\"deployments\"},"
                        + "\"name\":\"web\",\"namespace\""
                ),
            ])
        #expect(try Self.isAllowed(Self.reviewer(expression), request) == true)
        #expect(try Self.isAllowed(Self.reviewer("!(\(expression))"), request) == false)
    }

    @Test("a connection to a subresource is judged by its options")
    func connect() throws {
        let request = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-2",
            "kind":{"group":"","version":"v1","kind":"PodExecOptions"},
            "resource":{"group":"","version":"v1","resource":"pods"},"subResource":"exec","requestSubResource":"exec",
            "name":"web","namespace":"shop","operation":"CONNECT","userInfo":{"username":"ann"},
            "object":{"apiVersion":"v1","kind":"PodExecOptions","command":["sh"]},"oldObject":null,"options":null}}
            """
        let reviewer = Self.reviewer(
            "!('sh' in object.command) || request.subResource != 'exec'", operations: "[CONNECT]",
            resources: "[pods/exec]", groups: "['']")
        #expect(try Self.isAllowed(reviewer, request) == false)
        #expect(try Self.isAllowed(reviewer, request.replacing("[\"sh\"]", with: "[\"ls\"]")) == true)
        let pods = Self.reviewer("false", operations: "[CONNECT]", resources: "[pods]", groups: "['']")
        #expect(try Self.isAllowed(pods, request) == true)
    }

    @Test("the scale of a custom resource is found in its other versions", arguments: [("v2", false), ("v0", true)])
    func scale(version: String, isAllowed: Bool) throws {
        let request = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-3",
            "kind":{"group":"autoscaling","version":"v1","kind":"Scale"},
            "resource":{"group":"example.com","version":"v1","resource":"mice"},"subResource":"scale",
            "name":"web","operation":"UPDATE","userInfo":{"username":"ann"},
            "object":{"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":9}},"oldObject":null}}
            """
        let rule =
            "{apiGroups: [example.com], apiVersions: [\(version)], operations: [UPDATE], resources: [mice/scale]}"
        let expression =
            "object.apiVersion == 'autoscaling/v1' && request.kind.kind == 'Scale' && object.spec.replicas < 9"
        let policies =
            PolicyFixture.policy("p", "validations: [{expression: \"\(expression)\"}]", rules: "[\(rule)]")
            + PolicyFixture.binding() + SimulationTests.definition
        let reviewer = AdmissionReviewer(policies: PolicySet(PolicyFixture.set(policies)))
        #expect(try Self.isAllowed(reviewer, request) == isAllowed)
    }

    @Test("a deletion is judged by the old object")
    func delete() throws {
        let request = Self.request(
            replicas: 1,
            [("CREATE", "DELETE"), ("\"object\":{", "\"object\":null,\"oldObject\":{"), ("\"oldObject\":null,", "")])
        #expect(try Self.isAllowed(Self.reviewer("object != null || oldObject.spec.replicas != 1"), request) == false)
        #expect(
            try Self.isAllowed(Self.reviewer("oldObject.spec.replicas == 1", operations: "[DELETE]"), request) == true)
    }

    @Test("the authorizer knows the user and the groups of the request")
    func authorizer() throws {
        let roles = PolicyFixture.set(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: scale}
            rules: [{apiGroups: [apps], resources: [deployments], verbs: [scale]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: scale}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: scale}
            subjects: [{kind: Group, name: ops, apiGroup: rbac.authorization.k8s.io}]
            """)
        let reviewer = Self.reviewer("authorizer.requestResource.check('scale').allowed()", access: roles)
        let ops = ("{\"username\":\"ann\"}", "{\"username\":\"ann\",\"groups\":[\"ops\"]}")
        #expect(try Self.isAllowed(reviewer, Self.request(replicas: 1)) == false)
        #expect(try Self.isAllowed(reviewer, Self.request(replicas: 1, [ops])) == true)
    }

    // MARK: The response

    @Test("a client is warned of the same thing once, in the server's words")
    func warnings() throws {
        let reviewer = AdmissionReviewer(
            policies: PolicySet(
                PolicyFixture.set(
                    PolicyFixture.policy(
                        "p", "validations: [{expression: 'false', message: few}, {expression: '1 > 2', message: few}]")
                        + PolicyFixture.binding("b", policy: "p", "validationActions: [Warn, Audit]"))))
        let response = try Document(json: try reviewer.review(request: Self.request(replicas: 1))).root["response"]
        #expect(response?["allowed"]?.bool == true && response?["status"] == nil)
        #expect(
            response?["warnings"]?.elements.map(\.string)
                == ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': few"])
        // The server refuses a second slash behind the one it adds.
        #expect(
            response?["auditAnnotations"]?.members.map(\.key)
                == ["validation.policy.admission.k8s.io_validation_failure"])
    }

    @Test("an expression that does not compile is an error in the server's form")
    func compileErrors() throws {
        let answer = try Document(
            json: try Self.reviewer("true &&\\n  objct.x").review(request: Self.request(replicas: 1)))
        let status = try #require(answer.root["response"]?["status"])
        #expect(
            status["details"]?["causes"]?[0]?["message"]?.string == """
                ValidatingAdmissionPolicy 'p' with binding 'b' denied request: compilation error: compilation failed: \
                ERROR: <input>:2:3: undeclared reference to 'objct' (in container '')
                 |   objct.x
                 | ..^
                """)
        #expect(status["code"]?.int64 == 422 && status["reason"]?.string == "Invalid")
        let warned = Self.reviewer("objct.x", actions: "validationActions: [Warn]")
        #expect(try Self.isAllowed(warned, Self.request(replicas: 1)) == true)
    }

    @Test(
        "a review without a part is refused with status 400",
        arguments: [
            ("\"operation\":\"CREATE\"", "\"operation\":\"PATCH\""), ("\"kind\":\"Deployment\"},", "\"kind\":\"\"},"),
            ("\"resource\":\"deployments\"", "\"resource\":7"), ("\"object\":{", "\"other\":{"),
            ("\"oldObject\":null", "\"oldObject\":[]"),
        ])
    func incomplete(part: String, replacement: String) throws {
        let request = Self.request(replicas: 1, [(part, replacement)])
        #expect(request != Self.request(replicas: 1))
        let answer = try Document(json: try Self.reviewer.review(request: request))
        #expect(answer.root["response"]?["allowed"]?.bool == false)
        #expect(answer.root["response"]?["status"]?["code"]?.int64 == 400)
        #expect(answer.root["response"]?["uid"]?.string == "u-1")
    }

    @Test("what cannot be answered is an error")
    func errors() {
        #expect(throws: AdmissionReviewError.self) { try Self.reviewer.review(request: "{") }
        #expect(throws: AdmissionReviewError.notAReview) { try Self.reviewer.review(request: "{}") }
        #expect(throws: AdmissionReviewError.noRequest) {
            try Self.reviewer.review(
                request: Self.request(replicas: 1, [("\"uid\":\"u-1\"", "\"uid\":\"\"")]))
        }
        var small = Self.reviewer
        small.byteLimit = 10
        #expect(throws: AdmissionReviewError.self) { try small.review(request: Self.request(replicas: 1)) }
    }

    @Test("any bytes at all give an answer or an error", arguments: UInt64(0)..<100)
    func fuzz(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(Self.request(replicas: 1).utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            if Bool.random(using: &random) {
                bytes[position] = UInt8.random(in: 0x20...0x7E, using: &random)
            } else {
                bytes.remove(at: position)
            }
        }
        do throws(AdmissionReviewError) {
            let answer = try Self.reviewer.review(request: bytes)
            let document = try? Document(json: String(decoding: answer, as: UTF8.self))
            #expect(document?.root["response"]?["allowed"]?.bool != nil, "seed \(seed)")
        } catch {
            #expect(!error.description.isEmpty)
        }
    }
}
