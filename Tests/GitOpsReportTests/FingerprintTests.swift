import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Fingerprints")
struct FingerprintTests {
    private let web = FindingSubject.resource(
        ResourceID(group: "apps", kind: "Deployment", namespace: "shop", name: "web"))

    @Test("the hash is SHA-256 of the parts, each after its length")
    func hash() {
        // printf '1:r5:other1:s0:' | sha256sum
        #expect(
            Fingerprint(rule: "r", subject: .other("s")).text
                == "7149cb689232443cabd2aae61b137dab98ba4ba1cb3da9182b82554129b58faf")
    }
}
