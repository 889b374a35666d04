import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("What follows from mutating policies")
struct MutationReviewTests {
    private static let pausing = MutationFixture.apply("Object{spec: Object.spec{replicas: 9}}")
    private static let small =
        PolicyFixture.policy("p", "validations: [{expression: \"object.spec.replicas < 5\"}]")
        + PolicyFixture.binding()

    private static func request(_ operation: AdmissionOperation = .create) throws -> AdmissionRequest {
        let simulation = AdmissionSimulation(head: PolicyFixture.set(MutationFixture.web))
        return simulation.request(for: try #require(simulation.steps.first))
    }

    private static func response(
        _ policies: String, _ phase: AdmissionReviewer.Phase = .all
    ) throws -> AdmissionResponse {
        var reviewer = AdmissionReviewer(policies: PolicySet(PolicyFixture.set(policies, name: "policies.yaml")))
        reviewer.phase = phase
        return reviewer.response(to: try request())
    }

    @Test("a review is answered with the patch in base64")
    func patch() throws {
        let reviewer = AdmissionReviewer(policies: PolicySet(PolicyFixture.set(Self.pausing)))
        let answer = try reviewer.review(
            request: """
                {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",
                "kind":{"group":"apps","version":"v1","kind":"Deployment"},
                "resource":{"group":"apps","version":"v1","resource":"deployments"},
                "name":"web","namespace":"shop","operation":"CREATE","userInfo":{"username":"ann"},
                "object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":1}}}}
                """)
        let response = try #require(try Document(json: answer).root["response"])
        #expect(response["allowed"]?.bool == true && response["patchType"]?.string == "JSONPatch")
        let bytes = try #require(response["patch"]?.string.flatMap { Base64.decode(Array($0.utf8)) })
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":9}]")
    }

    @Test("an object that is left as it is has no patch")
    func noPatch() throws {
        let response = try Self.response(MutationFixture.apply("Object{}"))
        #expect(response == AdmissionResponse())
        #expect(!String(decoding: response.review(uid: "u"), as: UTF8.self).contains("patch"))
    }

    @Test("validating policies see the mutated object; each kind can be asked alone")
    func validated() throws {
        let policies = Self.pausing + Self.small
        let both = try Self.response(policies)
        #expect(!both.isAllowed && both.status?.code == 422 && both.patch == nil)
        let mutating = try Self.response(policies, .mutating)
        #expect(mutating.isAllowed && mutating.patch != nil)
        let validating = try Self.response(policies, .validating)
        #expect(validating.isAllowed && validating.patch == nil)
        let check = PolicyCheckTests.check(policies, MutationFixture.web)
        let findings = check.findings
        #expect(findings.map(\.verdict) == [.audit, .fail])
        #expect(findings.map { "\($0.places[0])" } == ["web.yaml:1:1", "web.yaml:8:3"])
        #expect(
            findings[0].properties["patch"] == "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":9}]")
        #expect(findings[0].message == "policy m changes /spec/replicas")
    }

    @Test("a label that is added is what validating policies choose by")
    func chosen() {
        let choosing = Self.small.replacing(
            "    resourceRules", with: "    objectSelector: {matchLabels: {size: small}}\n    resourceRules"
        ).replacing("< 5", with: "< 1")
        let labelling = MutationFixture.apply("Object{metadata: Object.metadata{labels: {'size': 'small'}}}")
        #expect(PolicyCheckTests.check(choosing, MutationFixture.web).findings.isEmpty)
        #expect(PolicyCheckTests.check(labelling + choosing, MutationFixture.web).findings.count == 2)
    }

    @Test("a failing policy refuses in the server's words, unless its failures are ignored")
    func failures() throws {
        let failing = "Object{spec: Object.spec{replicas: object.spec.nothing}}"
        let fail = try Self.response(MutationFixture.apply(failing) + Self.small)
        #expect(fail.status?.code == 403 && fail.status?.reason == "Invalid")
        #expect(
            fail.status?.message
                == "policy 'm' with binding 'm-everywhere' denied request: expression '\(failing)' resulted in error: "
                + "no such key: nothing")
        let ignore = try Self.response(MutationFixture.apply(failing, "m", "failurePolicy: Ignore") + Self.small)
        #expect(ignore.isAllowed)
        let strict = try Self.response(
            MutationFixture.patch("[JSONPatch{op: 'add', path: '/spec/no', value: 1}]", "m", "failurePolicy: Ignore"))
        #expect(strict.status?.code == 500 && strict.status?.reason == "InternalError")
        let broken = try Self.response(MutationFixture.apply("Object{"))
        #expect(broken.status?.code == 403 && broken.status?.reason == "Invalid")
        #expect(
            broken.status?.message.hasPrefix(
                "policy 'm' with binding 'm-everywhere' denied request: compilation failed: ERROR: <input>:1:8") == true
        )
        let unread = try Self.response(MutationFixture.apply("Object{}").replacing("Never", with: "Always"))
        #expect(unread.status?.code == 403 && unread.status?.reason == "Forbidden")
        let brokenIgnored = try Self.response(MutationFixture.apply("Object{", "m", "failurePolicy: Ignore"))
        #expect(brokenIgnored.isAllowed)
    }

    @Test("errors and what is unknown are findings, with the places of object and expression")
    func findings() throws {
        let policies =
            MutationFixture.apply("Object{spec: Object.spec{replicas: object.spec.nothing}}", "a")
            + MutationFixture.apply("Object{", "b")
            + MutationFixture.apply("Object{metadata: Object.metadata{labels: {'a': request.userInfo.username}}}", "c")
            + MutationFixture.apply(
                "Object{spec: Object.spec{replicas: object.spec.nothing}}", "d", "failurePolicy: Ignore")
        let findings = PolicyCheckTests.check(policies, MutationFixture.web).findings
        let found = findings.filter { $0.rule.id.hasPrefix("mutating-policy/") }
        #expect(found.map(\.rule.id) == ["a", "b", "c", "d"].map { "mutating-policy/\($0)" })
        #expect(found.map(\.verdict) == [.error, .unknown, .unknown, .skip])
        #expect(found[0].places.map { "\($0)" } == ["web.yaml:7:1", "policies.yaml:9:70"])
        #expect(findings.contains { $0.rule.id == "policy-definition" && $0.verdict == .error })
    }

    @Test("values made of a Secret stand in no report")
    func secrets() throws {
        let secret = """
            apiVersion: v1
            kind: Secret
            metadata: {name: key, namespace: shop}
            data: {password: aHVudGVyMg==}
            """
        let rules = MutationFixture.everything
        let policies =
            MutationFixture.patch(
                "[JSONPatch{op: 'add', path: '/metadata/annotations', value: {'copy': object.data.password}}]",
                "a",
                rules: rules)
            + MutationFixture.patch(
                "[JSONPatch{op: 'remove', path: '/' + object.data.password}]", "b", rules: rules)
        let check = PolicyCheckTests.check(policies, secret)
        #expect(check.documents[0].mutation?.mutated != nil)
        #expect(check.findings.count == 2)
        for finding in check.findings { #expect(!"\(finding) \(finding.properties)".contains("aHVudGVy")) }
    }

    @Test("what decides is found in the manifest although elements were put before it")
    func movedElements() throws {
        let side = MutationFixture.patch(
            "[JSONPatch{op: 'add', path: '/spec/template/spec/containers/0', "
                + "value: Object.spec.template.spec.containers{name: 'side', image: 'ok'}}]")
        let pinned =
            PolicyFixture.policy(
                "p", "validations: [{expression: \"object.spec.template.spec.containers[1].image == 'ok'\"}]")
            + PolicyFixture.binding()
        let findings = PolicyCheckTests.check(side + pinned, MutationFixture.web).findings
        #expect(findings.last?.verdict == .fail)
        #expect(findings.last.map { "\($0.places[0])" } == "web.yaml:15:9")
    }
}
