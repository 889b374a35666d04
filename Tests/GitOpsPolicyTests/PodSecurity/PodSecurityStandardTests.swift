import GitOpsPolicy
import Testing

@Test(arguments: [("latest", "latest"), ("v1.0", "v1.0"), ("v1.24", "v1.24"), ("v1.999", "v1.999")])
func versionsAreRead(text: String, description: String) {
    #expect(PodSecurityVersion(text)?.description == description)
}

@Test(arguments: [
    "", "1.24", "v1", "v1.", "v1.01", "v1.024", "v2.1", "v1.24.1", "v1.-1", "v1.+1", " v1.2", "v1.2\n", "Latest",
    "v1.99999999999999999999", "v1.٣",
])
func otherVersionsAreNot(text: String) { #expect(PodSecurityVersion(text) == nil) }

@Test func latestIsNewerThanEveryVersion() {
    #expect(PodSecurityVersion.minor(9) < .minor(10))
    #expect(PodSecurityVersion.minor(.max) < .latest)
    #expect(!(PodSecurityVersion.latest < .latest))
    #expect(PodSecurityLevel.privileged < .baseline && PodSecurityLevel.baseline < .restricted)
}

@Test func standardsArePrintedAsTheServerPrintsThem() {
    #expect("\(PodSecurityStandard(.baseline, .minor(24)))" == "baseline:v1.24")
    #expect("\(PodSecurityStandard.restricted)" == "restricted:latest")
    #expect(PodSecurityStandard(.privileged, .minor(3)).isEquivalent(to: .privileged))
    #expect(!PodSecurityStandard(.baseline, .minor(3)).isEquivalent(to: .baseline))
}
