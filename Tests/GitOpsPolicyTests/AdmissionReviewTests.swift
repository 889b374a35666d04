import GitOpsManifest
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
                + "\"allowed\":true,\"auditAnnotations\":{\"p/who\":\"ann\"}}}")
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
        #expect(response?["status"]?["details"]?["causes"]?[0]?["message"]?.string == message)
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
