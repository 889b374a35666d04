import GitOpsReport

extension Control {
    /// What must not stand in a repository.
    ///
    /// Source: https://kubernetes.io/docs/concepts/security/secrets-good-practices/: base64 is no encryption, and manifests of
    /// Secrets are not to be shared or checked in.
    static let secrets: [Control] = [
        // Names tell keys and passwords from certificates, addresses and user names. The value is compared in base64, which is
        // how expressions see it: what begins with ENC[ (SOPS), with <, ${, $( or {{ is encrypted or filled in later.
        Control(
            "secret-in-plain-text", .high, .gitops,
            summary: "No Secret stands in a repository as it is.",
            reason:
                "Who reads the repository or a copy has the values: base64 hides nothing, and the history keeps them.",
            remediation: """
                Change what was stored, and keep it encrypted (SOPS, Sealed Secrets) or outside (External Secrets, a CSI driver).
                """,
            of: .plainSecrets, isAboutFiles: true,
            .none(
                of: "dyn(object).?data.orValue({})",
                where: #"""
                    it.matches(r'(?i)(password|passwd|passphrase|secret|token|key|credentials?|id_rsa|id_ed25519\#
                    |^\.dockerconfigjson|^\.dockercfg)$') && !it.matches(r'(?i)pub(lic)?[-_.]?key$') \#
                    && !dyn(object).data[it].matches(r'^$|^RU5DW|^P[A-P]|^JH[s-v]|^JC[g-j]|^e3[s-v]')
                    """#,
                says: "values that everybody can read", naming: "it"),
            references: [.cis("5.4.2"), .mitre("T1552.001"), .nsa(.secrets), .soc2("CC6.1"), .pci("8.6.2")])
    ]
}
