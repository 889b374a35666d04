/// Where a framework speaks of what a control looks for. Only identifiers stand here, no texts.
public enum ControlReference: Sendable, Hashable {
    /// A recommendation of the CIS Kubernetes Benchmark 1.11, by its number: `5.2.2`. Other versions number section 5
    /// otherwise: in 1.10 seccomp is 5.7.2, and in 1.12 numbers behind 5.2.8 are one less.
    case cis(String)
    /// A technique of MITRE ATT&CK, by its number: `T1611`.
    case mitre(String)
    /// A section of the Kubernetes Hardening Guide of NSA and CISA, version 1.2, which numbers none.
    case nsa(HardeningGuideSection)
    /// A criterion of the Trust Services Criteria of 2017, by which SOC 2 reports are made: `CC6.1`.
    case soc2(String)
    /// A requirement of PCI DSS 4.0: `2.2.6`.
    case pci(String)

    /// Sections of the Kubernetes Hardening Guide.
    public enum HardeningGuideSection: String, Sendable, Hashable, CaseIterable {
        case nonRootContainers = "non-root"
        case immutableFileSystems = "immutable-file-systems"
        case containerImages = "images"
        case podSecurity = "pod-security"
        case serviceAccountTokens = "service-account-tokens"
        case hardenedEnvironments = "hardened-environments"
        case networkPolicies = "network-policies"
        case resourcePolicies = "resource-policies"
        case encryption = "encryption"
        case secrets = "secrets"
        case authentication = "authentication"
        case accessControl = "rbac"
    }

    /// As a tag of a finding's rule: `CIS-5.2.2`, `T1611`, `NSA-pod-security`, `SOC2-CC6.1`, `PCI-2.2.6`. The versions
    /// of the frameworks are those that the cases name.
    public var tag: String {
        switch self {
        case .cis(let number): "CIS-\(number)"
        case .mitre(let number): number
        case .nsa(let section): "NSA-\(section.rawValue)"
        case .soc2(let number): "SOC2-\(number)"
        case .pci(let number): "PCI-\(number)"
        }
    }
}
