import Testing

@testable import GitOpsPolicy

/// The identifiers that frameworks have, written down from their own lists, so that a misspelt one is told.
private enum KnownReferences {
    /// Recommendations of section 5 of the CIS Kubernetes Benchmark 1.11, by the number of those in each part.
    static let cis = identifiers("5.", ["1": 13, "2": 13, "3": 2, "4": 2, "5": 1, "6": 4])
    /// Techniques of MITRE ATT&CK for containers, and those of others that controls speak of.
    static let mitre: Set<String> = [
        "T1036", "T1053.007", "T1068", "T1078", "T1078.001", "T1098", "T1098.006", "T1110", "T1133", "T1136", "T1190",
        "T1195.002", "T1204.003", "T1485", "T1496", "T1498", "T1499", "T1525", "T1528", "T1543.005", "T1550.001",
        "T1552.001", "T1552.007", "T1562.001", "T1609", "T1610", "T1611", "T1612", "T1613",
    ]
    /// The Trust Services Criteria of 2017, but for those of privacy.
    static let soc2 = identifiers(
        "",
        [
            "CC1": 5, "CC2": 3, "CC3": 4, "CC4": 2, "CC5": 3, "CC6": 8, "CC7": 5, "CC8": 1, "CC9": 2, "A1": 3, "C1": 2,
            "PI1": 5,
        ])
    /// Requirements of PCI DSS 4.0, in the parts that controls speak of.
    static let pci = identifiers(
        "", ["1.3": 3, "2.2": 7, "4.2": 2, "6.5": 6, "7.2": 6, "8.2": 8, "8.6": 3])

    private static func identifiers(_ start: String, _ parts: [String: Int]) -> Set<String> {
        Set(parts.flatMap { part, count in (1...count).map { "\(start)\(part).\($0)" } })
    }

    static func contains(_ reference: ControlReference) -> Bool {
        switch reference {
        case .cis(let number): cis.contains(number)
        case .mitre(let number): mitre.contains(number)
        case .nsa: true
        case .soc2(let number): soc2.contains(number)
        case .pci(let number): pci.contains(number)
        }
    }
}

@Suite("References of controls")
struct ControlReferenceTests {
    @Test("frameworks have the identifiers that controls name")
    func known() {
        for control in ControlSet(allowedRegistries: ["registry.example"]).controls {
            let unknown = control.references.filter { !KnownReferences.contains($0) }
            #expect(unknown.map(\.tag) == [], "\(control.id)")
        }
    }

    @Test(
        "what only other versions have, or none, is not known",
        arguments: [
            ControlReference.cis("5.7.2"), .cis("5.2.14"), .mitre("T1661"), .mitre("T1552.070"), .soc2("CC6.9"),
            .soc2("CC61"), .pci("2.2.8"), .pci("7.2.7"),
        ])
    func misspelt(reference: ControlReference) {
        #expect(!KnownReferences.contains(reference))
    }

    /// The subjects of section 5 of the CIS Kubernetes Benchmark 1.11, by words of our own.
    @Test(
        "controls name the recommendation of their subject",
        arguments: [
            ("workload-privileged-container", "5.2.2"), ("workload-host-pid", "5.2.3"), ("workload-host-ipc", "5.2.4"),
            ("workload-host-network", "5.2.5"), ("workload-privilege-escalation", "5.2.6"),
            ("workload-runs-as-root", "5.2.7"), ("workload-added-capability", "5.2.9"),
            ("workload-capabilities-not-dropped", "5.2.10"), ("workload-windows-host-process", "5.2.11"),
            ("workload-host-path", "5.2.12"), ("workload-host-port", "5.2.13"),
            ("workload-secret-as-variable", "5.4.1"), ("workload-seccomp-missing", "5.6.2"),
            ("rbac-cluster-secrets", "5.1.2"), ("rbac-node-proxy", "5.1.10"), ("rbac-certificate-approval", "5.1.11"),
            ("rbac-admission-webhooks", "5.1.12"), ("rbac-token-creation", "5.1.13"),
        ])
    func subjects(id: String, number: String) throws {
        let control = try #require(Control.all.first { $0.id == id })
        #expect(control.references.contains(.cis(number)))
    }
}
