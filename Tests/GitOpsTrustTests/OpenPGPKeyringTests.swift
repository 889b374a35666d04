import Testing

@testable import GitOpsTrust

@Suite("copies and revocations in OpenPGP keyrings")
struct OpenPGPKeyringTests {
    /// The verdict on Bea's signature by keys of several files.
    private func code(_ files: [[UInt8]], _ signature: String = TestKeys.beaSignature) throws -> String {
        var keyring = OpenPGPKeyring()
        for file in files { try keyring.add(file) }
        #expect(Set(keyring.keys.map(\.fingerprint)).count == keyring.keys.count)
        return SignatureVerifier(trusting: TrustedKeys(openPGPKeys: keyring)).verify(
            EmbeddedSignature(Array(signature.utf8)), of: TestKeys.payload, signedAt: 0
        ).code
    }

    private static func revocation() throws -> [UInt8] {
        let packets = try OpenPGPSignatureTests.packets(of: TestKeys.beaKeyRevoked)
        return try #require(packets.first { OpenPGPKeyringTests.type($0) == OpenPGPSignature.keyRevocation })
    }

    private static func type(_ packet: [UInt8]) -> UInt8? {
        var reader = ByteReader(packet)
        guard let read = try? reader.openPGPPacket(), read.tag == OpenPGPPacket.signature else { return nil }
        return read.body.dropFirst().first
    }

    private static func binary(_ key: String) throws -> [UInt8] {
        try OpenPGPSignatureTests.packets(of: key).flatMap { $0 }
    }

    @Test("a key that one copy revokes is revoked, in whatever order the copies come")
    func copies() throws {
        let (whole, revoked) = (Array(TestKeys.beaKey.utf8), Array(TestKeys.beaKeyRevoked.utf8))
        #expect(try code([whole]) == "valid")
        #expect(try code([whole, whole]) == "valid")
        #expect(try code([whole, revoked]) == "revoked")
        #expect(try code([revoked, whole]) == "revoked")
        #expect(try code([whole + revoked]) == "revoked")
        #expect(try code([Self.binary(TestKeys.beaKey) + Self.binary(TestKeys.beaKeyRevoked)]) == "revoked")
    }

    @Test("a revocation counts wherever it stands")
    func misplaced() throws {
        let (bea, ada) = (try Self.binary(TestKeys.beaKey), try Self.binary(TestKeys.adaKey))
        let revocation = try Self.revocation()
        #expect(try code([bea + revocation]) == "revoked")
        #expect(try code([bea + ada + revocation]) == "revoked")
        #expect(try code([ada + revocation + bea]) == "revoked")
        #expect(try code([ada + revocation, bea]) == "revoked")
        #expect(try code([bea + revocation + ada], TestKeys.adaSignature) == "valid")
        #expect(try code([bea + ada + revocation], TestKeys.adaSignature) == "valid")
        let names = try OpenPGPSignatureTests.packets(of: TestKeys.beaKey)
        for place in 1...names.count {
            let packets = names[..<place] + [revocation] + names[place...]
            #expect(try code([packets.flatMap { $0 }]) == "revoked")
        }
    }

    @Test("a revocation certificate alone is read, before the key or after it, armored or not")
    func alone() throws {
        let bea = Array(TestKeys.beaKey.utf8)
        let revocation = try Self.revocation()
        let armored = Array(
            """
            This is how gpg --gen-revoke writes it.

            -----BEGIN PGP PUBLIC KEY BLOCK-----
            Comment: This is a revocation certificate

            \(Base64.lines(revocation, width: 64))=\(Base64.text(OpenPGPArmor.crc24(revocation)))
            -----END PGP PUBLIC KEY BLOCK-----

            """.utf8)
        for file in [revocation, armored] {
            #expect(try code([bea, file]) == "revoked")
            #expect(try code([file, bea]) == "revoked")
            #expect(try code([file, Array(TestKeys.adaKey.utf8)], TestKeys.adaSignature) == "valid")
            #expect(try code([file]) == "unknown-key")
        }
        // One that was changed revokes nothing, and another signature is no content of a keyring.
        var changed = revocation
        changed[changed.count - 1] ^= 1
        #expect(try code([bea, changed]) == "valid")
        let other = try #require(
            try OpenPGPSignatureTests.packets(of: TestKeys.beaKey).first { Self.type($0) != nil })
        #expect { try code([other]) } throws: { ($0 as? TrustFileError)?.problem == .empty }
        let damaged = [0xC2, 3, 4, OpenPGPSignature.keyRevocation, 1]
        #expect { try code([damaged]) } throws: { ($0 as? TrustFileError)?.problem == .malformedPacket }
    }

    @Test("user IDs and subkeys of all copies belong to the key, and parts that stand twice are one")
    func parts() throws {
        let packets = try OpenPGPSignatureTests.packets(of: TestKeys.adaKey)
        let subkey = try #require(packets.firstIndex { $0[0] == 0xB8 })
        // The key without its subkeys, and the key twice.
        let bare = packets[..<subkey].flatMap { $0 }
        let whole = packets.flatMap { $0 }
        let doubled = whole + packets[subkey...].flatMap { $0 }
        for files in [[bare, whole], [whole, bare], [doubled]] {
            #expect(try code(files, TestKeys.adaSignature) == "valid")
            var keyring = OpenPGPKeyring()
            for file in files { try keyring.add(file) }
            #expect(keyring.keys.map(\.subkeyFingerprints.count) == [2])
            #expect(keyring.keys.map(\.userIDs) == [["Ada Example <ada@example.com>"]])
        }
        #expect(try code([bare], TestKeys.adaSignature) == "unknown-key")
    }
}
