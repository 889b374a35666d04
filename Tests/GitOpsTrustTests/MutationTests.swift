import Foundation
import GitOpsTestSupport
import Testing

@testable import GitOpsTrust

/// Signed commits of every family, changed at random: none may pass.
@Suite("Mutations")
struct MutationTests {
    static let seed: UInt64 = 20_240_703

    /// A commit with its signature in place, and what trusts it.
    struct Sample {
        let commit: [UInt8]
        let trust: TrustedKeys
    }

    private static func samples() throws -> [Sample] {
        let fixture = try CertificateFixture()
        let key = SecurityKey()
        let signers = AllowedSigners(
            try AllowedSigners(
                """
                ada@example.com \(TestKeys.sshEd25519)
                ada@example.com \(TestKeys.sshECDSA)
                ada@example.com \(TestKeys.sshRSA)
                ada@example.com cert-authority \(TestKeys.sshAuthority)
                ada@example.com \(key.publicKey)
                """
            ).entries)
        var trust = try fixture.authorities()
        trust.allowedSigners = signers
        trust.openPGPKeys = try OpenPGPKeyring(Array((TestKeys.adaKey + TestKeys.beaKey + TestKeys.cydKey).utf8))
        let signatures = [
            TestKeys.sshEd25519Signature, TestKeys.sshECDSASignature, TestKeys.sshRSASignature,
            TestKeys.sshCertificateSignature, try key.sign(TestKeys.payload, flags: 5), TestKeys.adaSignature,
            TestKeys.beaSignature, TestKeys.cydSignature,
            String(decoding: try fixture.sign(TestKeys.payload).text, as: UTF8.self),
        ]
        return signatures.map { Sample(commit: commit($0), trust: trust) }
    }

    /// The signature as the header of the commit.
    private static func commit(_ signature: String) -> [UInt8] {
        let lines = signature.split(separator: "\n", omittingEmptySubsequences: false).dropLast().joined(
            separator: "\n ")
        let text = String(decoding: TestKeys.payload, as: UTF8.self)
        let end = text.range(of: "\n\n")?.lowerBound ?? text.endIndex
        return Array((text[..<end] + "\ngpgsig " + lines + text[end...]).utf8)
    }

    private func verdict(_ commit: [UInt8], _ trust: TrustedKeys) -> SignatureVerification? {
        guard let object = try? SignedObject(commit, kind: .commit) else { return nil }
        return SignatureVerifier(trusting: trust).verify(object)
    }

    @Test("the samples themselves are valid")
    func samplesAreValid() throws {
        for sample in try Self.samples() { #expect(verdict(sample.commit, sample.trust)?.code == "valid") }
    }

    @Test("of 10,000 changed commits and signatures none is accepted")
    func mutations() throws {
        var generator = SeededGenerator(seed: Self.seed)
        let samples = try Self.samples()
        var accepted: [String] = []
        var tried = 0
        while tried < 10_000 {
            let sample = generator.pick(samples)
            var commit = sample.commit
            let change = Change(changing: &commit, using: &generator)
            guard commit != sample.commit else { continue }
            tried += 1
            guard let verdict = verdict(commit, sample.trust), case .valid = verdict else { continue }
            // Line ends and blanks of the armor are no part of the signature, where its family reads past them.
            guard let before = try? SignedObject(sample.commit, kind: .commit),
                let after = try? SignedObject(commit, kind: .commit),
                before.signedPayload == after.signedPayload, Self.decoded(before) == Self.decoded(after),
                Self.beginsAsItsFamily(after)
            else {
                accepted.append("\(change)")
                continue
            }
        }
        #expect(accepted.isEmpty, "seed \(Self.seed): \(accepted.prefix(5))")
    }

    /// ssh-keygen takes the first line with `\n` alone.
    private static func beginsAsItsFamily(_ object: SignedObject) -> Bool {
        guard let signature = object.signature, signature.format == .ssh else { return object.signature != nil }
        return signature.text.starts(with: Array("-----BEGIN \(SSHSignature.label)-----\n".utf8))
    }

    /// The bytes inside of the armor.
    private static func decoded(_ object: SignedObject) -> [UInt8]? {
        guard let text = object.signature?.text else { return nil }
        return OpenPGPArmor.decode(text, label: OpenPGPArmor.signature)
            ?? Armor(text, label: SSHSignature.label).flatMap { Base64.decode($0.body, skippingLineEnds: true) }
            ?? Armor(text, label: CMSMessage.label).flatMap { Base64.decode($0.body, skippingLineEnds: true) }
    }

    /// A change at random.
    enum Change {
        case flippedBit(Int), replacedByte(Int), cut(Int), removed(Range<Int>), repeatedLine(Int), swappedLines(Int)
        case flippedInside(Int), carriageReturn(Int)

        init(changing bytes: inout [UInt8], using generator: inout SeededGenerator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<11, using: &generator) {
            case 10:
                let ends = bytes.indices.filter { bytes[$0] == 10 }
                let end = generator.pick(ends)
                bytes.insert(13, at: end)
                self = .carriageReturn(end)
            case 0, 1:
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                self = .flippedBit(place)
            case 2:
                bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                self = .replacedByte(place)
            case 3:
                bytes.removeLast(bytes.count - place)
                self = .cut(place)
            case 4:
                let end = min(bytes.count, place + Int.random(in: 1..<40, using: &generator))
                bytes.removeSubrange(place..<end)
                self = .removed(place..<end)
            case 5, 6:
                var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
                let line = Int.random(in: 0..<lines.count, using: &generator)
                if Bool.random(using: &generator) {
                    lines.insert(lines[line], at: Int.random(in: 0..<lines.count, using: &generator))
                    self = .repeatedLine(line)
                } else {
                    lines.swapAt(line, Int.random(in: 0..<lines.count, using: &generator))
                    self = .swappedLines(line)
                }
                bytes = Array(lines.joined(separator: [10]))
            default:
                self = .flippedInside(MutationTests.flipInside(&bytes, using: &generator))
            }
        }
    }

    /// Flips bits of the signature's bytes and puts them into a sound armor.
    fileprivate static func flipInside(_ commit: inout [UInt8], using generator: inout SeededGenerator) -> Int {
        guard let object = try? SignedObject(commit, kind: .commit), var bytes = decoded(object),
            let text = object.signature?.text
        else { return 0 }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        let isOpenPGP = object.signature?.format == .openPGP
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let armored =
            "\(lines.first ?? "")\n\(isOpenPGP ? "\n" : "")\(Base64.lines(bytes, width: 64))"
            + (isOpenPGP ? "=\(Base64.text(OpenPGPArmor.crc24(bytes)))\n" : "") + "\(lines.last ?? "")\n"
        commit = self.commit(armored)
        return place
    }
}
