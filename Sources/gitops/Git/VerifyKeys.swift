import ArgumentParser
import GitOpsManifest
import GitOpsTrust

/// Whom to trust when there is no policy.
struct VerifyKeys: ParsableArguments {
    @Option(help: ArgumentHelp("SSH keys as in allowed_signers; may be given more than once.", valueName: "file"))
    var allowedSigners: [String] = []

    @Option(help: ArgumentHelp("SSH keys that count no more; may be given more than once.", valueName: "file"))
    var revokedKeys: [String] = []

    @Option(
        name: .customLong("openpgp-keys"),
        help: ArgumentHelp("OpenPGP keys as gpg --export writes them; may be given more than once.", valueName: "file"))
    var openPGPKeys: [String] = []

    @Option(help: ArgumentHelp("X.509 certificates that are trusted of themselves, in PEM.", valueName: "file"))
    var roots: String?

    @Option(help: ArgumentHelp("X.509 certificates between those and the signers', in PEM.", valueName: "file"))
    var intermediates: String?

    @Option(
        help: ArgumentHelp(
            "Whose X.509 certificates count, as *@example.com; may be given more than once.", valueName: "name"))
    var identity: [String] = []

    @Option(help: ArgumentHelp("Who has to vouch for these identities: the OpenID issuer.", valueName: "url"))
    var issuer: String?

    @Option(
        help: ArgumentHelp(
            "Keys of transparency logs, in PEM; without them a signature tells its own time.", valueName: "file"))
    var logKeys: String?

    func validate(hasPolicy: Bool) throws {
        let isEmpty = allowedSigners.isEmpty && openPGPKeys.isEmpty && roots == nil
        let others =
            !revokedKeys.isEmpty || intermediates != nil || !identity.isEmpty || issuer != nil || logKeys != nil
        if hasPolicy {
            guard isEmpty, !others else { throw ValidationError("--policy names its own keys; give one or the other") }
            return
        }
        guard !isEmpty else {
            throw ValidationError("give --policy, or keys with --allowed-signers, --openpgp-keys or --roots")
        }
        guard (roots == nil) == identity.isEmpty else {
            throw ValidationError(
                "--roots and --identity go together: anybody can have a certificate of a public authority")
        }
        guard roots != nil || intermediates == nil && issuer == nil && logKeys == nil else {
            throw ValidationError("--intermediates, --issuer and --log-keys go with --roots")
        }
    }

    /// Reads the files.
    func read() throws -> TrustedKeys {
        var trust = TrustedKeys()
        trust.allowedSigners = AllowedSigners(
            try allowedSigners.flatMap { try AllowedSigners(text($0), file: $0).entries })
        for file in revokedKeys { try trust.revokedSSHKeys.add(bytes(file), file: file) }
        for file in openPGPKeys { try trust.openPGPKeys.add(bytes(file), file: file) }
        if let roots {
            let time = try logKeys.map { try TransparencyLogKeys(text($0), file: $0) }
            trust.certificateAuthorities = try CertificateAuthorities(
                roots: text(roots), intermediates: intermediates.map(text) ?? "",
                identities: identity.map { CertificateAuthorities.Identity(subject: $0, issuer: issuer) },
                time: time.map { .transparencyLog($0) } ?? .signingTime, file: roots)
        }
        return trust
    }

    private func bytes(_ file: String) throws -> [UInt8] {
        try SourceText(contentsOf: file).withUnsafeBytes { Array($0) }
    }

    private func text(_ file: String) throws -> String { String(decoding: try bytes(file), as: UTF8.self) }
}
