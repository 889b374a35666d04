import GitOpsManifest
import GitOpsReport
import Testing

@testable import GitOpsPolicy

@Suite("Objects that a set has twice")
struct DuplicateObjectTests {
    private static let policies =
        PolicyFixture.policy("p", "validations: [{expression: \"object.spec.replicas > 5\"}]") + PolicyFixture.binding()

    private static func fingerprints(_ documents: String) -> [Fingerprint] {
        PolicyCheckTests.check(policies, documents).findings.map(\.fingerprint)
    }

    @Test("all but the last are warned of, with both places")
    func told() throws {
        let one = PolicyFixture.deployment()
        let check = PolicyCheckTests.check(Self.policies, one + PolicyFixture.deployment("other") + one + one)
        let duplicates = check.duplicates
        #expect(duplicates.map(\.verdict) == [.warn, .warn])
        #expect(duplicates.map { $0.places.map { $0.position?.line } } == [[1, 19], [13, 19]], "\(duplicates)")
        #expect(duplicates.allSatisfy { $0.message.contains("which counts when both are applied") })
        #expect(Set((check.findings + duplicates).map(\.fingerprint)).count == 6)
    }

    @Test("an object without a namespace is the one in the default namespace, and generated names are none")
    func identity() {
        let named = PolicyFixture.deployment("web", namespace: "default")
        let unnamed = named.replacing("namespace: default, ", with: "")
        #expect(PolicyCheckTests.check(Self.policies, named + unnamed).duplicates.count == 1)
        let generated = named.replacing("name: web,", with: "generateName: web-,")
        let check = PolicyCheckTests.check(Self.policies, generated + generated)
        #expect(check.duplicates.isEmpty)
        #expect(Set(check.findings.map(\.fingerprint)).count == 2)
    }

    @Test("the one that counts has the fingerprint that it has alone")
    func stable() {
        let one = PolicyFixture.deployment()
        let alone = Self.fingerprints(one)
        #expect(Self.fingerprints("# a comment\n" + one + one).last == alone.last)
        #expect(Self.fingerprints(one + one) == Self.fingerprints("# a\n# b\n" + one + "# c\n" + one))
    }

    @Test("Pod Security tells them apart as well")
    func podSecurity() {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a, namespace: shop}
            spec: {hostNetwork: true, containers: [{name: a, image: a}]}
            ---

            """
        let baseline = PodSecurityPolicy(enforce: PodSecurityStandard(.baseline))
        let findings = PodSecurityAdmission().review(PolicyFixture.set(pod + pod), assumedPolicy: baseline)
            .flatMap(\.findings)
        #expect(findings.count == 2)
        #expect(Set(findings.map(\.fingerprint)).count == 2)
    }

    @Test("of several manifests of the base the last is the old object, and is deleted once")
    func base() {
        let old = PolicyFixture.deployment("web", "replicas: 1") + PolicyFixture.deployment("web", "replicas: 2")
        let simulation = AdmissionSimulation(head: ManifestSet(), base: PolicyFixture.set(old))
        #expect(simulation.steps.map(\.operation) == [.delete])
        #expect(simulation.steps.first?.manifest.root["spec"]?["replicas"]?.int64 == 2)
    }

    @Test("two policies of one file with the same mistake have fingerprints of their own")
    func issues() {
        let broken = ["a", "b"].map { PolicyFixture.policy($0, "validations: [{expression: \"nothing\"}]") }.joined()
        let findings = PolicyCheckTests.check(broken, "").findings
        #expect(findings.count == 2)
        #expect(Set(findings.map(\.fingerprint)).count == 2)
        let again = PolicyCheckTests.check(Self.policies + Self.policies + Self.policies, "").findings
        #expect(Set(again.map(\.fingerprint)).count == again.count && again.count >= 4)
    }
}
