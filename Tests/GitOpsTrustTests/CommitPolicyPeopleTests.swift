import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

@Suite("commit policies: people")
struct CommitPolicyPeopleTests {
    @Test("author and committer have to be the signer where the policy binds them")
    func identities() throws {
        let history = try SignedHistory()
        let policy = try history.policy("identity:\n  bind: [author, committer]\n  except: [forge]\n")
        let honest = try history.commit()
        let stolen = try history.commit(
            SignedHistory.Draft(parents: [honest], author: "bob", committer: "ada", key: history.ada))
        let posing = try history.commit(
            SignedHistory.Draft(parents: [honest], author: "ada", committer: "bob", key: history.ada))
        let forged = try history.commit(
            SignedHistory.Draft(parents: [honest], author: "bob", committer: "cyd", key: history.forge))
        #expect(try history.verify(policy, nil, honest).outcome == .accepted)
        #expect(try history.verify(policy, honest, stolen).reasons(stolen) == [.authorNotSigner])
        #expect(try history.verify(policy, honest, posing).reasons(posing) == [.committerNotSigner])
        #expect(try history.verify(policy, honest, forged).outcome == .accepted)
    }

    @Test(
        "sign-offs are trailers, and the author's where the policy says so",
        arguments: [
            ("change\n\nSigned-off-by: Ada <ada@example.com>\n", CommitReason.signed),
            ("change\n\nReviewed-by: Bob <b@example.com>\nsigned-OFF-by: Ada <ada@example.com>\n", .signed),
            ("change\n\nSigned-off-by: Bob <bob@example.com>\n", .signOffOfAnother),
            ("change\n\nSigned-off-by: Ada <xada@example.com>\n", .signOffOfAnother),
            ("change\n\n> Signed-off-by: Ada <ada@example.com>\n", .signOffMissing),
            ("change\n\nSigned-off-by: Ada <ada@example.com>\n\nmore text\n", .signOffMissing),
            ("Signed-off-by: Ada <ada@example.com>\n", .signOffMissing), ("change\n", .signOffMissing),
        ])
    func signOff(_ message: String, _ reason: CommitReason) throws {
        let history = try SignedHistory()
        let head = try history.commit(message: message)
        #expect(try history.verify(history.policy("signOff: author\n"), nil, head).reasons(head) == [reason])
        let anyone = try history.verify(history.policy("signOff: anyone\n"), nil, head)
        #expect(anyone.reasons(head) == [reason == .signOffMissing ? .signOffMissing : .signed])
    }

    @Test("the first-parent line can be kept for merges of the forge")
    func mainline() throws {
        let history = try SignedHistory()
        let policy = try history.policy("mainline:\n  merges: required\n  signers: [forge]\n")
        let root = try history.commit()
        let side = try history.commit(root, files: [("a", "1")])
        let merge = try history.merge(root, side, by: "forge")
        let own = try history.merge(root, side, by: "ada")
        let direct = try history.commit(merge, by: "forge", files: [("b", "1")])
        #expect(try history.verify(policy, root, merge).outcome == .accepted)
        #expect(try history.verify(policy, root, own).reasons(own) == [.mergeSignerNotAllowed])
        #expect(try history.verify(policy, root, direct).reasons(direct) == [.notAMerge])
        #expect(try history.verify(policy, root, side).reasons(side) == [.notAMerge, .mergeSignerNotAllowed])
    }

    @Test("people that git would not write do not pass for others")
    func hostileNames() throws {
        let history = try SignedHistory()
        let policy = try history.policy(SignedHistory.production + "identity: {bind: [author]}\n")
        let root = try history.commit(files: [("production/a", "1")])
        let tree = try history.repository.commit(root).tree
        let raw = { (author: String, extra: String) in
            let payload =
                "tree \(tree)\nparent \(root)\nauthor \(author) 1720000001 +0000\n"
                + "committer Ada <ada@example.com> 1720000001 +0000\n\(extra)"
            let signature = try history.ada.sign(Array((payload + "\nx\n").utf8))
            let header = "gpgsig " + signature.dropLast().replacingOccurrences(of: "\n", with: "\n ") + "\n"
            return try history.repository.pool.withHandle { handle throws(GitError) in
                try handle.write(Array((payload + header + "\nx\n").utf8), as: .commit)
            }
        }
        let plain = try raw("Ada <ada@example.com>", "")
        #expect(try history.verify(policy, root, plain).reasons(plain) == [.signed])
        let two = try raw("Bob <bob@example.com> <ada@example.com>", "")
        #expect(try history.verify(policy, root, two).reasons(two) == [.malformedObject])
        let accent = try raw("Bob <\u{301}bob@example.com>", "")
        #expect(try history.verify(policy, root, accent).reasons(accent) == [.authorNotSigner])
        let double = try raw("Ada <ada@example.com>", "author Bob <bob@example.com> 1720000001 +0000\n")
        #expect(try history.verify(policy, root, double).reasons(double) == [.malformedObject])
    }
}
