import GitOpsManifest
import Testing

@testable import GitOpsReport

@Suite("Fingerprints")
struct FingerprintTests {
    @Test(
        "the hash is SHA-256",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
            (String(repeating: "a", count: 56), "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
            (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
            (
                String(repeating: "a", count: 1_000),
                "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
            ),
        ])
    func hash(text: String, expected: String) {
        #expect(SHA256.hexadecimal(of: Array(text.utf8)) == expected)
    }

    @Test("parts are hashed after their lengths, so that they never run together")
    func parts() {
        // printf '1:r5:other1:s0:' | sha256sum
        #expect(
            Fingerprint(rule: "r", subject: .other("s")).text
                == "7149cb689232443cabd2aae61b137dab98ba4ba1cb3da9182b82554129b58faf")
        #expect(
            Fingerprint(rule: "r", subject: .other("s"), details: ["ab", "c"])
                != Fingerprint(rule: "r", subject: .other("s"), details: ["a", "bc"]))
    }

    @Test("moved lines, other words and another severity leave it as it is")
    func stable() {
        let places = [ReportFixture.place("a.yaml", 1, 1), ReportFixture.place("b.yaml", 90, 3)]
        let fingerprints = places.map { place in
            Finding(
                rule: ReportFixture.bind, verdict: place.position?.line == 1 ? .fail : .warn,
                severity: place.position?.line == 1 ? .low : .high, subject: .resource(ReportFixture.web),
                path: FieldPath([.field("spec")]), message: "\(place)", places: [place]
            ).fingerprint
        }
        #expect(fingerprints[0] == fingerprints[1])
    }

    @Test("rule, subject, path and details each change it")
    func different() {
        let subject = FindingSubject.resource(ReportFixture.web)
        let path = FieldPath([.field("spec")])
        let all: Set = [
            Fingerprint(rule: "a", subject: subject, path: path), Fingerprint(rule: "b", subject: subject, path: path),
            Fingerprint(rule: "a", subject: .other("\(ReportFixture.web)"), path: path),
            Fingerprint(rule: "a", subject: .resource(ReportFixture.deployer), path: path),
            Fingerprint(rule: "a", subject: subject),
            Fingerprint(rule: "a", subject: subject, path: path, details: ["x"]),
        ]
        #expect(all.count == 6)
    }
}
