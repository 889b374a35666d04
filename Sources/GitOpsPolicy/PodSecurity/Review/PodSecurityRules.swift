public import GitOpsReport

extension PodSecurityCheck {
    /// The check in a catalogue of rules: `pod-security-host-ports`.
    public var rule: FindingRule {
        FindingRule(
            id: "pod-security-\(kebabName)",
            name: "PodSecurity\(rawValue.prefix(1).uppercased())\(rawValue.dropFirst())",
            summary: summary, helpURI: PodSecurityRules.page, severity: level == .baseline ? .high : .medium,
            tags: ["security", "pod-security", level.rawValue])
    }

    private var kebabName: String {
        rawValue.reduce(into: "") { name, letter in
            if letter == "_" {
                name += "-"
            } else {
                name += letter.isUppercase ? "-\(letter.lowercased())" : String(letter)
            }
        }
    }
}

/// Rules about what keeps Pod Security from judging.
enum PodSecurityRules {
    static let page = "https://kubernetes.io/docs/concepts/security/pod-security-standards/"

    static let undecodable = FindingRule(
        id: "pod-security-undecodable", name: "PodSecurityUndecodable",
        summary: "The server can decode what Pod Security judges.", helpURI: page, severity: .high,
        tags: ["security", "pod-security"])
    static let unknownNamespace = FindingRule(
        id: "pod-security-unknown-namespace", name: "PodSecurityUnknownNamespace",
        summary: "The Pod Security labels of every namespace are known.", helpURI: page, severity: .low,
        tags: ["security", "pod-security"])
    static let labels = FindingRule(
        id: "pod-security-labels", name: "PodSecurityLabels",
        summary: "The Pod Security labels of a Namespace name levels and versions.",
        helpURI: "https://kubernetes.io/docs/concepts/security/pod-security-admission/", severity: .high,
        tags: ["security", "pod-security"])
    static let namespace = FindingRule(
        id: "pod-security-namespace", name: "PodSecurityNamespace",
        summary: "The Pod Security labels of a Namespace have the effect that they seem to have.",
        helpURI: "https://kubernetes.io/docs/concepts/security/pod-security-admission/", severity: .medium,
        tags: ["security", "pod-security"])
}
