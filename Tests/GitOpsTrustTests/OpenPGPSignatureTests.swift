import Testing

@testable import GitOpsTrust

@Suite("OpenPGP signatures")
struct OpenPGPSignatureTests {
    private func verify(
        _ signature: String, _ keys: String, at time: Int64? = nil, payload: [UInt8] = TestKeys.payload
    ) throws -> SignatureVerification {
        let trust = TrustedKeys(openPGPKeys: try OpenPGPKeyring(Array(keys.utf8)))
        return SignatureVerifier(trusting: trust).verify(
            EmbeddedSignature(Array(signature.utf8)), of: payload, signedAt: 0, at: time)
    }

    @Test("a keyring knows primary keys, subkeys and user IDs")
    func keyring() throws {
        let keyring = try OpenPGPKeyring(Array((TestKeys.adaKey + "\nsome text\n" + TestKeys.beaKeyRevoked).utf8))
        #expect(
            keyring.keys.map(\.fingerprint) == [
                "68D6A082EC3EAB3E1A74A3E93F9E7307753FE037", "576FB267A93D84BA6FC8F32FDFCD496A49F21047",
            ])
        #expect(keyring.keys.map(\.userIDs) == [["Ada Example <ada@example.com>"], ["Bea Example <bea@example.com>"]])
        #expect(keyring.keys.map(\.subkeyFingerprints.count) == [2, 0])
        #expect(keyring.keys.map(\.isRevoked) == [false, true])
    }

    @Test("a signature of a subkey is that of its primary key")
    func subkey() throws {
        let signer = try #require(try verify(TestKeys.adaSignature, TestKeys.adaKey).validSigner)
        #expect(signer.primaryKey.text == "68D6A082EC3EAB3E1A74A3E93F9E7307753FE037")
        #expect(signer.key != signer.primaryKey)
        #expect(signer.isIdentity("ada@example.com") && signer.isIdentity("Ada Example <ada@example.com>"))
        #expect(!signer.isIdentity("Ada Example"))
    }

    @Test(
        "a signature is valid for its content alone",
        arguments: [
            (TestKeys.adaSignature, TestKeys.adaKey), (TestKeys.beaSignature, TestKeys.beaKey),
            (TestKeys.beaSignatureText, TestKeys.beaKey), (TestKeys.cydSignature, TestKeys.cydKey),
        ])
    func content(_ signature: String, _ key: String) throws {
        #expect(try verify(signature, key).code == "valid")
        #expect(try verify(signature, key, payload: TestKeys.payload + [65]) == .invalid(.badSignature))
        #expect(try verify(signature, TestKeys.danKey).code == "unknown-key")
    }

    @Test("text signatures do not depend on line ends, others do")
    func text() throws {
        let payload = Array(String(decoding: TestKeys.payload, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
        #expect(try verify(TestKeys.beaSignatureText, TestKeys.beaKey, payload: payload).code == "valid")
        #expect(try verify(TestKeys.beaSignature, TestKeys.beaKey, payload: payload) == .invalid(.badSignature))
    }

    @Test("keys and signatures count in their time")
    func times() throws {
        #expect(try verify(TestKeys.cydSignature, TestKeys.cydKey, at: 1_735_689_599).code == "valid")
        #expect(try verify(TestKeys.cydSignature, TestKeys.cydKey, at: 1_735_776_000).code == "expired/key")
        #expect(try verify(TestKeys.adaSignature, TestKeys.adaKey, at: 1_735_776_000).code == "expired/key")
        #expect(try verify(TestKeys.cydSignature, TestKeys.cydKey, at: 1_720_000_000).code == "invalid/not-yet-valid")
        #expect(try verify(TestKeys.cydSignatureForTwoDays, TestKeys.cydKey).code == "valid")
        #expect(
            try verify(TestKeys.cydSignatureForTwoDays, TestKeys.cydKey, at: 1_720_300_000).code == "expired/signature")
    }

    @Test("revoked keys, forgeable digests and unknown curves are told")
    func refusals() throws {
        #expect(try verify(TestKeys.beaSignature, TestKeys.beaKeyRevoked).code == "revoked")
        #expect(try verify(TestKeys.beaSignatureSHA1, TestKeys.beaKey) == .invalid(.weakDigest))
        #expect(try verify(TestKeys.danSignature, TestKeys.danKey) == .unsupported(.keyAlgorithm))
    }

    @Test("a subkey that was bound without its consent does not sign for the key")
    func backSignature() throws {
        let packets = try Self.packets(of: TestKeys.adaKey)
        let keyring = try OpenPGPKeyring(packets.flatMap { $0 })
        let trust = TrustedKeys(openPGPKeys: keyring)
        let signature = EmbeddedSignature(Array(TestKeys.adaSignature.utf8))
        #expect(
            SignatureVerifier(trusting: trust).verify(signature, of: TestKeys.payload, signedAt: 0).validSigner != nil)
        // The back-signature stands in the unhashed part, so it can be cut out.
        let stripped = packets.map { Self.withoutUnhashedSubpackets($0) }
        let cut = TrustedKeys(openPGPKeys: try OpenPGPKeyring(stripped.flatMap { $0 }))
        #expect(
            SignatureVerifier(trusting: cut).verify(signature, of: TestKeys.payload, signedAt: 0)
                == .invalid(.missingBackSignature))
        // Without its binding the subkey belongs to nobody.
        let subkey = try #require(packets.firstIndex { $0[0] == 0xB8 })
        let unbound = packets.enumerated().filter { $0.offset != subkey + 1 }.flatMap(\.element)
        #expect(
            SignatureVerifier(trusting: TrustedKeys(openPGPKeys: try OpenPGPKeyring(unbound))).verify(
                signature, of: TestKeys.payload, signedAt: 0) == .invalid(.noValidSelfSignature))
    }

    static func packets(of key: String) throws -> [[UInt8]] {
        let bytes = try #require(OpenPGPArmor.decode(Array(key.utf8), label: OpenPGPArmor.publicKey))
        var reader = ByteReader(bytes)
        var packets: [[UInt8]] = []
        while !reader.isAtEnd {
            let before = reader.rest.startIndex
            _ = try reader.openPGPPacket()
            packets.append(Array(bytes[before..<reader.rest.startIndex]))
        }
        return packets
    }

    private static func withoutUnhashedSubpackets(_ packet: [UInt8]) -> [UInt8] {
        var reader = ByteReader(packet)
        guard let read = try? reader.openPGPPacket(), read.tag == OpenPGPPacket.signature else { return packet }
        var body = ByteReader(read.body)
        guard let head = try? body.bytes(4), let hashed = try? body.bytes(Int(body.uint16())),
            (try? body.bytes(Int(body.uint16()))) != nil
        else { return packet }
        var stripped = Array(head)
        stripped.appendUInt16(hashed.count)
        stripped += hashed
        stripped.appendUInt16(0)
        stripped += body.rest
        return [0xC2, 0xFF] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stripped.count >> $0) } + stripped
    }

    @Test("damaged keyrings and private keys are refused with their place")
    func malformedKeyrings() {
        for (text, problem) in [
            ("no key", TrustFileError.Problem.empty), ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n", .malformedArmor),
            (TestKeys.adaKey.replacing("mDME", with: "mDMF"), .malformedArmor),
            (
                TestKeys.adaKey.replacing("PUBLIC", with: "PRIVATE"), .privateKey
            ),
        ] {
            #expect { try OpenPGPKeyring(Array(text.utf8)) } throws: { ($0 as? TrustFileError)?.problem == problem }
        }
    }

    @Test(
        "packet lengths are read in all forms but those for streams",
        arguments: [
            ([0xC2, 0x01, 7], [7] as [UInt8]?), ([0xC2, 0xFF, 0, 0, 0, 1, 7], [7]), ([0x88, 1, 7], [7]),
            ([0x89, 0, 1, 7], [7]), ([0x8A, 0, 0, 0, 1, 7], [7]), ([0x8B, 7], nil), ([0xC2, 0xE0, 7], nil),
            ([0x42, 1, 7], nil),
            ([0xC2, 2, 7], nil),
        ] as [([UInt8], [UInt8]?)])
    func packetLengths(_ bytes: [UInt8], _ body: [UInt8]?) {
        var reader = ByteReader(bytes)
        let packet = try? reader.openPGPPacket()
        #expect(packet.map { Array($0.body) } == body)
    }
}
