import GitOpsManifest

/// Reads the keys of a policy, which stand in it or in files that it names.
struct PolicyKeysReader {
    private let file: (String) throws(DocumentError) -> SourceText
    private var fields: PolicyFields

    private static let names = ["ssh", "revokedSSH", "openPGP", "x509", "userPresence"]

    /// - Parameter file: gives a file by the path that the policy names.
    static func read(
        _ node: Node, file: @escaping (String) throws(DocumentError) -> SourceText, _ fields: inout PolicyFields
    ) -> TrustedKeys {
        var reader = PolicyKeysReader(file: file, fields: fields)
        defer { fields = reader.fields }
        return reader.read(node)
    }

    private init(file: @escaping (String) throws(DocumentError) -> SourceText, fields: PolicyFields) {
        self.file = file
        self.fields = fields
    }

    private enum UserPresence: String, CaseIterable {
        case required, optional
    }

    private mutating func read(_ node: Node) -> TrustedKeys {
        var trust = TrustedKeys()
        guard fields.check(node, "keys", Self.names) else { return trust }
        if ["ssh", "openPGP", "x509"].allSatisfy({ node[$0] == nil }) {
            fields.report(.missing("ssh, openPGP or x509"), at: node.position)
        }
        var entries: [AllowedSigners.Entry] = []
        for (source, place) in sources(node, "ssh") {
            use(place) { () throws(TrustFileError) in
                entries += try AllowedSigners(source.text, file: source.name).entries
            }
        }
        trust.allowedSigners = AllowedSigners(entries)
        trust.revokedSSHKeys = revoked(node)
        for (source, place) in sources(node, "openPGP", options: ["acceptSHA1SelfSignatures"]) {
            let acceptsSHA1 = fields.flag(place, "acceptSHA1SelfSignatures") ?? false
            use(place) { () throws(TrustFileError) in
                try trust.openPGPKeys.add(source.bytes, file: source.name, acceptsSHA1SelfSignatures: acceptsSHA1)
            }
        }
        if let x509 = node["x509"] { trust.certificateAuthorities = authorities(x509) }
        let presence: UserPresence? = fields.word(node, "userPresence")
        trust.requiresUserPresence = presence != .optional
        return trust
    }

    private mutating func revoked(_ node: Node) -> RevokedSSHKeys {
        var revoked = RevokedSSHKeys()
        for (source, place) in sources(node, "revokedSSH") {
            use(place) { () throws(TrustFileError) in try revoked.add(source.bytes, file: source.name) }
        }
        return revoked
    }

    private mutating func authorities(_ node: Node) -> CertificateAuthorities {
        var authorities = CertificateAuthorities()
        guard fields.check(node, "x509", ["roots", "intermediates", "identities", "logKeys"]) else {
            return authorities
        }
        if node["roots"] == nil { fields.report(.missing("x509.roots"), at: node.position) }
        let identities = identities(node)
        let roots = sources(node, "roots").map(\.0.text).joined(separator: "\n")
        let intermediates = sources(node, "intermediates").map(\.0.text).joined(separator: "\n")
        let logKeys = sources(node, "logKeys").map(\.0.text).joined(separator: "\n")
        use(node) { () throws(TrustFileError) in
            let time: CertificateAuthorities.TimeSource =
                node["logKeys"] == nil
                ? .signingTime : .transparencyLog(try TransparencyLogKeys(logKeys, file: "logKeys"))
            authorities = try CertificateAuthorities(
                roots: roots, intermediates: intermediates, identities: identities, time: time, file: "roots")
        }
        return authorities
    }

    private mutating func identities(_ node: Node) -> [CertificateAuthorities.Identity] {
        let list = fields.list(node, "identities")
        if node["identities"] == nil { fields.report(.missing("x509.identities"), at: node.position) }
        return list.compactMap { identity in
            guard fields.check(identity, "an identity", ["subject", "issuer"]),
                let subject = fields.text(identity, "subject", isRequired: true)
            else { return nil }
            return CertificateAuthorities.Identity(subject: subject, issuer: fields.text(identity, "issuer"))
        }
    }

    // MARK: Files

    /// Keys as they were read.
    private struct Source {
        let name: String
        let bytes: [UInt8]
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// The files and texts of a field, with the nodes that name them.
    private mutating func sources(_ node: Node, _ field: String, options: [String] = []) -> [(Source, Node)] {
        fields.list(node, field).compactMap { entry in
            guard fields.check(entry, "an entry of \(field)", ["file", "text"] + options) else { return nil }
            guard (entry["file"] == nil) != (entry["text"] == nil) else {
                fields.report(.notExactlyOne(["file", "text"]), at: entry.position)
                return nil
            }
            if let text = fields.text(entry, "text") { return (Source(name: "text", bytes: Array(text.utf8)), entry) }
            guard let path = fields.text(entry, "file") else { return nil }
            do throws(DocumentError) {
                let source = try file(path)
                return (Source(name: source.name, bytes: source.withUnsafeBytes { Array($0) }), entry)
            } catch {
                fields.report(.unreadableKeys("\(error)"), at: entry["file"]?.position)
                return nil
            }
        }
    }

    private mutating func use(_ node: Node, _ body: () throws(TrustFileError) -> Void) {
        do throws(TrustFileError) {
            try body()
        } catch {
            fields.report(.unreadableKeys("\(error)"), at: (node["text"] ?? node["file"] ?? node).position)
        }
    }
}
