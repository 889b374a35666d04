import Foundation
import GitOpsManifest
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

/// What somebody may try who can push and has no trusted key.
@Suite("Attacks on signatures")
struct SignatureAttackTests {
    private let history: SignedHistory
    private let root: ObjectID
    /// A commit on the root that ada signed, as its bytes.
    private let good: String

    init() throws {
        history = try SignedHistory()
        root = try history.commit()
        let id = try history.commit(root, files: [("a", "1")])
        good = String(decoding: try Self.content(id, history), as: UTF8.self)
    }

    private static func content(_ id: ObjectID, _ history: SignedHistory) throws -> [UInt8] {
        try history.repository.withTreeReader { reader throws(GitError) in try reader.commitContent(id) }
    }

    private func write(_ text: String) throws -> ObjectID {
        try history.repository.pool.withHandle { handle throws(GitError) in
            try handle.write(Array(text.utf8), as: .commit)
        }
    }

    /// What a policy that wants a signature under each commit says of these bytes.
    private func reasons(_ text: String) throws -> [CommitReason] {
        let head = try write(text)
        let result = try history.verify(history.policy(), root, head)
        #expect((result.outcome == .accepted) == (result.reasons(head) == [.signed]))
        return result.reasons(head)
    }

    /// The signature of the good commit as header lines.
    private var signatureHeader: String { Self.signatureHeader(of: good) }

    private static func signatureHeader(of commit: String) -> String {
        var lines: [Substring] = []
        for line in commit.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("gpgsig ") || !lines.isEmpty && line.hasPrefix(" ") {
                lines.append(line)
            } else if !lines.isEmpty {
                break
            }
        }
        return lines.map { "\($0)\n" }.joined()
    }

    private var stripped: String { good.replacing(signatureHeader, with: "") }

    @Test("a commit whose signature was taken away or goes by another name is unsigned")
    func strippedSignatures() throws {
        #expect(try reasons(good) == [.signed])
        #expect(try reasons(stripped) == [.unsigned])
        for name in ["GPGSIG", "gpgsig2", "gpgsig-sha1", "gpgsig-sha256"] {
            #expect(try reasons(good.replacing("\ngpgsig ", with: "\n\(name) ")) == [.unsigned])
        }
    }

    @Test("a signature vouches for no other commit")
    func movedSignatures() throws {
        for (old, new) in [
            ("author ada <ada@example.com>", "author bob <bob@example.com>"), ("\n\nchange", "\n\nother"),
            ("\n\n", "\nencoding ISO-8859-1\n\n"), ("\nauthor", "\nparent \(root)\nauthor"), ("change", "change\n"),
        ] {
            let changed = good.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != good)
            #expect(try reasons(changed) == [.invalidSignature], "\(new)")
        }
        // Where the signature stands among the last headers is no part of what is signed, as in Git.
        let encoded = try signed(stripped.replacing("\n\n", with: "\nencoding ISO-8859-1\n\n", maxReplacements: 1))
        #expect(try reasons(encoded) == [.signed])
    }

    /// The commit with ada's signature, in front of its message.
    private func signed(_ text: String, by key: SSHPrivateKey? = nil) throws -> String {
        let signature = try (key ?? history.ada).sign(Array(text.utf8))
        let lines = signature.split(separator: "\n").joined(separator: "\n ")
        return text.replacing("\n\n", with: "\ngpgsig \(lines)\n\n", maxReplacements: 1)
    }

    @Test("two signatures, or one beside that for the other object format, never make a bad one good")
    func severalSignatures() throws {
        let eve = Self.signatureHeader(of: try signed(stripped, by: history.eve))
        for pair in [signatureHeader + eve, eve + signatureHeader, signatureHeader + signatureHeader] {
            #expect(try reasons(good.replacing(signatureHeader, with: pair)) == [.malformedObject])
        }
        let other = { (header: String) in header.replacing("gpgsig ", with: "gpgsig-sha256 ") }
        // The header for the other format is nobody's word about this object.
        #expect(try reasons(good.replacing(signatureHeader, with: eve + other(signatureHeader))) == [.unknownKey])
        #expect(try reasons(good.replacing(signatureHeader, with: signatureHeader + other(eve))) == [.signed])
    }

    @Test("what follows the end of a signature, or another family's armor around it, makes it invalid")
    func armors() throws {
        let header = signatureHeader
        let end = " -----END SSH SIGNATURE-----\n"
        #expect(header.hasSuffix(end))
        for (old, new) in [
            (end, end + " text\n"), (end, end + " -----BEGIN PGP SIGNATURE-----\n"),
            (end, end + header.replacing("gpgsig ", with: " ")), (end, " text\n" + end), (end, ""),
            ("-----BEGIN SSH", "text\n -----BEGIN SSH"),
            ("-----BEGIN SSH SIGNATURE-----", "-----BEGIN SSH SIGNATURE----- "),
        ] {
            let text = good.replacing(header, with: header.replacing(old, with: new, maxReplacements: 1))
            let found = try reasons(text)
            #expect(found == [.invalidSignature] || found == [.unsupportedSignature], "\(new): \(found)")
        }
        for label in ["PGP SIGNATURE", "PGP MESSAGE", "SIGNED MESSAGE"] {
            let found = try reasons(good.replacing("SSH SIGNATURE", with: label))
            #expect(found == [.invalidSignature] || found == [.unsupportedSignature], "\(label): \(found)")
        }
    }

    @Test("signatures in a message or in the tag of a merge are no signature of the commit, and do no harm to one")
    func quotedSignatures() throws {
        let armor = try history.ada.sign(Array(stripped.utf8))
        #expect(try reasons(stripped + "\n" + armor) == [.unsigned])
        #expect(try reasons(stripped + "\ngpgsig " + armor) == [.unsigned])
        let quoting = stripped + "\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
        #expect(try reasons(try signed(quoting)) == [.signed])
        #expect(try reasons(try signed(quoting, by: history.eve)) == [.unknownKey])
        let tag = "object \(root)\ntype commit\ntag v1\ntagger ada <ada@example.com> 1720000000 +0000\n\nrelease\n"
        let signedTag = tag + (try history.ada.sign(Array(tag.utf8)))
        let lines = signedTag.split(separator: "\n", omittingEmptySubsequences: false).dropLast().joined(
            separator: "\n ")
        let merging = stripped.replacing("\n\n", with: "\nmergetag \(lines)\n\n", maxReplacements: 1)
        #expect(try reasons(merging) == [.unsigned])
        #expect(try reasons(try signed(merging, by: history.eve)) == [.unknownKey])
        #expect(try reasons(try signed(merging)) == [.signed])
    }

    @Test("a key counts at the time of the commit: not before it began, not after it ended, whatever the time is now")
    func times() throws {
        let head = try write(good)
        let outcome = { (limits: String) in
            var policy = try history.policy()
            policy.trust.allowedSigners = try AllowedSigners("ada@example.com \(limits) \(history.ada.publicKey)\n")
            return try history.verify(policy, root, head).reasons(head)
        }
        // The commit is of July 2024.
        #expect(try outcome("valid-before=\"20240801Z\"") == [.signed])
        #expect(try outcome("valid-before=\"20240601Z\"") == [.expiredSignature])
        #expect(try outcome("valid-after=\"20240601Z\"") == [.signed])
        #expect(try outcome("valid-after=\"20240801Z\"") == [.invalidSignature])
    }

    @Test("neither replacements nor grafts change what is looked at, and a made-up end of the history is not believed")
    func replacedHistory() throws {
        let bad = try history.unsigned(root, files: [("a", "2")])
        let head = try history.commit(bad, files: [("b", "1")])
        let innocent = try history.commit(root, files: [("b", "1")])
        func reasons() throws -> [CommitReason] {
            let result = try history.verify(history.policy(), root, head)
            #expect(result.outcome == .rejected && result.commits.map(\.id) == [head, bad])
            return result.reasons(bad)
        }
        #expect(try reasons() == [.unsigned])
        let folder = history.folder.path
        try FileManager.default.createDirectory(
            atPath: folder + "/refs/replace", withIntermediateDirectories: true)
        for (replaced, by) in [(head, innocent), (bad, root)] {
            let place = URL(fileURLWithPath: folder + "/refs/replace/\(replaced)")
            try Data("\(by)\n".utf8).write(to: place)
            #expect(try reasons() == [.unsigned])
            try FileManager.default.removeItem(at: place)
        }
        try FileManager.default.createDirectory(atPath: folder + "/info", withIntermediateDirectories: true)
        let grafts = URL(fileURLWithPath: folder + "/info/grafts")
        try Data("\(head) \(root)\n".utf8).write(to: grafts)
        #expect(try reasons() == [.unsigned])
        try FileManager.default.removeItem(at: grafts)
        try Data("\(head)\n".utf8).write(to: URL(fileURLWithPath: folder + "/shallow"))
        let cut = try history.verify(history.policy(), root, head)
        #expect(cut.outcome != .accepted && cut.reasons(bad) == [.missingObject])
    }

    @Test("each tag of a tag needs a signature, and only the outermost has to be called as it was found")
    func tagsOfTags() throws {
        let head = try history.commit()
        func outcome(inner: SSHPrivateKey?, outer: SSHPrivateKey?, found name: String = "outer") throws
            -> [[CommitReason]]
        {
            let inside = try history.tag(head, name: "inner", key: inner)
            let payload = Array(
                "object \(inside)\ntype tag\ntag outer\ntagger ada <ada@example.com> 1720000000 +0000\n\nrelease\n".utf8
            )
            let signature = try outer.map { Array(try $0.sign(payload).utf8) } ?? []
            let id = try history.repository.pool.withHandle { handle throws(GitError) in
                try handle.write(payload + signature, as: .tag)
            }
            try Data("\(id)\n".utf8).write(to: URL(fileURLWithPath: "\(history.folder.path)/refs/tags/\(name)"))
            let result = try history.verify(
                history.policy("walk: none\ntag: required\n"), nil, head, evidence: history.evidence(tag: name))
            let reasons = result.tags.map { $0.findings.map(\.reason) }
            #expect((result.outcome == .accepted) == (reasons == [[.signed], [.signed]]))
            return reasons
        }
        #expect(try outcome(inner: history.ada, outer: history.bob) == [[.signed], [.signed]])
        #expect(try outcome(inner: nil, outer: history.ada) == [[.signed], [.unsigned]])
        #expect(try outcome(inner: history.ada, outer: nil) == [[.unsigned], [.signed]])
        #expect(try outcome(inner: history.ada, outer: history.eve) == [[.unknownKey], [.signed]])
        #expect(
            try outcome(inner: history.ada, outer: history.ada, found: "v9") == [
                [.signed, .tagNameMismatch], [.signed],
            ])
    }

    @Test("text behind the signature of a tag, or a second tag in front of it, is not signed by the first")
    func tagText() throws {
        let head = try history.commit()
        let payload = "object \(head)\ntype commit\ntag v1\ntagger ada <ada@example.com> 1720000000 +0000\n\nrelease\n"
        let signature = try history.ada.sign(Array(payload.utf8))
        let verifier = SignatureVerifier(trusting: try history.policy().trust)
        let code = { (text: String) in
            verifier.verify(try SignedObject(Array(text.utf8), kind: .tag)).code
        }
        #expect(try code(payload + signature) == "valid")
        #expect(try code(payload + signature + "more\n") == "invalid/malformed-armor")
        #expect(try code(payload + signature + signature) == "invalid/bad-signature")
        #expect(try code(payload + "more\n" + signature) == "invalid/bad-signature")
        #expect(try code(payload.replacing("tag v1", with: "tag v2") + signature) == "invalid/bad-signature")
        #expect(throws: SignedObjectError.self) {
            try code(payload.replacing("tag v1\n", with: "tag v1\ntag v2\n") + signature)
        }
    }
}
