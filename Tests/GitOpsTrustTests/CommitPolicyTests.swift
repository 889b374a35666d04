import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

@Suite("commit policies")
struct CommitPolicyTests {
    @Test("every commit of the range needs the signature of a trusted key")
    func signatures() throws {
        let history = try SignedHistory()
        let root = try history.unsigned()
        let good = try history.commit(root)
        let bare = try history.unsigned(good)
        let strange = try history.commit(bare, by: "eve")
        let head = try history.commit(strange, by: "bob")
        let result = try history.verify(history.policy(), root, head)
        #expect(result.commits.map(\.id) == [head, strange, bare, good])
        #expect(result.reasons(head) == [.signed])
        #expect(result.reasons(strange) == [.unknownKey])
        #expect(result.reasons(bare) == [.unsigned])
        #expect(result.reasons(good) == [.signed])
        #expect(result.outcome == .rejected)
        #expect(try history.verify(history.policy(), root, good).outcome == .accepted)
        #expect(try history.verify(history.policy(), good, good).commits.isEmpty)
        #expect(try history.verify(history.policy("signatures: none\n"), root, head).outcome == .accepted)
        #expect(try history.verify(history.policy("baseline: '\(strange)'\n"), nil, head).commits.map(\.id) == [head])
    }

    @Test("a signature of one commit does not vouch for another")
    func movedSignature() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let repository = history.repository
        var draft = CommitDraft(
            tree: try repository.commit(root).tree, parents: [root],
            author: CommitInfo.Signature(name: "ada", email: "ada@example.com", at: SignedHistory.time + 9),
            message: "harmless")
        draft.signature = try history.ada.sign(draft.signedPayload)
        draft.message = "harmful"
        let head = try repository.write(draft)
        let result = try history.verify(history.policy(), nil, head)
        #expect(result.reasons(head) == [.invalidSignature])
        #expect(result.reasons(root) == [.signed])
    }

    @Test("the first-parent walk leaves merged commits out, the head alone stands for itself")
    func walks() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let side = try history.unsigned(root, files: [("a", "1")])
        let merge = try history.merge(root, side, by: "bob")
        let head = try history.commit(merge)
        #expect(try history.verify(history.policy(), root, head).reasons(side) == [.unsigned])
        let line = try history.verify(history.policy("walk: firstParent\n"), root, head)
        #expect(line.commits.map(\.id) == [head, merge])
        #expect(line.outcome == .accepted)
        #expect(try history.verify(history.policy("walk: head\n"), nil, head).commits.map(\.id) == [head])
        #expect(try history.verify(history.policy("walk: head\n"), nil, side).reasons(side) == [.unsigned])
        #expect(try history.verify(history.policy("walk: none\n"), nil, side).commits.isEmpty)
        let merged = try history.verify(history.policy("signatures: merged\n"), root, head)
        #expect(merged.reasons(side) == [.countersigned])
        #expect(merged.outcome == .accepted)
    }

    @Test("a merge by an untrusted key vouches for nothing, nor does one off the first-parent line")
    func untrustedMerges() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let side = try history.unsigned(root, files: [("a", "1")])
        let merge = try history.merge(root, side, by: "eve")
        let policy = try history.policy("signatures: merged\n")
        let result = try history.verify(policy, root, merge)
        #expect(result.reasons(side) == [.unsigned])
        #expect(result.reasons(merge) == [.unknownKey])
        // Bob pulls the main line into his branch, and the branch becomes the main line.
        let main = try history.unsigned(root, files: [("b", "1")])
        let branch = try history.commit(root, by: "bob", files: [("c", "1")])
        let foxtrot = try history.merge(branch, main, by: "bob", files: [("c", "1")])
        let turned = try history.verify(policy, main, foxtrot)
        #expect(turned.historyReasons == [.mainlineLeft])
        #expect(turned.outcome == .rejected)
    }

    // MARK: Paths

    private let production = """
        paths:
          - paths: [production/, "*.key"]
            signers: [ada, bob, cyd]
            count: 2

        """

    @Test("changes of protected files need several signers: the author's and that of the merge")
    func severalSigners() throws {
        let history = try SignedHistory()
        let policy = try history.policy(production)
        let root = try history.commit(files: [("readme", "1")])
        let free = try history.commit(root, files: [("staging/a.yaml", "1")])
        let direct = try history.commit(free, files: [("production/a.yaml", "1")])
        let side = try history.commit(free, files: [("production/a.yaml", "2"), ("staging/a.yaml", "2")])
        let own = try history.merge(free, side, by: "ada")
        let other = try history.merge(free, side, by: "bob")
        let forge = try history.merge(free, side, by: "forge")
        #expect(try history.verify(policy, root, free).outcome == .accepted)
        #expect(try history.verify(policy, root, direct).reasons(direct) == [.tooFewSigners])
        #expect(try history.verify(policy, root, own).reasons(side) == [.tooFewSigners])
        #expect(try history.verify(policy, root, other).outcome == .accepted)
        #expect(try history.verify(policy, root, forge).reasons(side) == [.tooFewSigners])
        let deep = try history.commit(free, files: [("x/y/z.key", "1")])
        #expect(try history.verify(policy, root, deep).reasons(deep) == [.tooFewSigners])
        let removal = try history.commit(other, files: [("production/a.yaml", nil)])
        #expect(try history.verify(policy, other, removal).reasons(removal) == [.tooFewSigners])
        #expect(
            try history.verify(history.policy(production + "countersignatures: []\n"), root, other).reasons(side)
                == [.tooFewSigners])
    }

    @Test("a merge answers for what it changes itself, also when it takes back what one side changed")
    func evilMerges() throws {
        let history = try SignedHistory()
        let policy = try history.policy(production)
        let root = try history.commit(files: [("production/a.yaml", "old"), ("b", "1")])
        let side = try history.commit(root, files: [("b", "2")])
        let fixed = try history.merge(
            root, try history.commit(root, files: [("production/a.yaml", "fixed")]), by: "bob")
        let clean = try history.merge(fixed, side, by: "forge", files: [("b", "2")], base: fixed)
        #expect(try history.verify(policy, root, clean).outcome == .accepted)
        // The tree of the branch as it is: the fix is gone, though every file is as one of the sides has it.
        let reverting = try history.merge(fixed, side, by: "forge", base: side)
        #expect(try history.verify(policy, root, reverting).reasons(reverting) == [.tooFewSigners])
        let adding = try history.merge(
            fixed, side, by: "forge", files: [("b", "2"), ("production/c.yaml", "evil")], base: fixed)
        #expect(try history.verify(policy, root, adding).reasons(adding) == [.tooFewSigners])
        let line = try history.policy(production + "walk: firstParent\n")
        #expect(try history.verify(line, root, fixed).outcome == .accepted)
        #expect(try history.verify(line, root, reverting).reasons(reverting) == [.tooFewSigners])
    }

    @Test("one person with two keys counts once, and so does one key under two names")
    func distinctSigners() throws {
        let (one, two) = (SSHPrivateKey(), SSHPrivateKey())
        let signer = { (key: SSHPrivateKey, names: [String]) in
            Signer(
                key: key.publicKey.identifier, primaryKey: key.publicKey.identifier, identities: names, issuer: nil,
                time: 0)
        }
        let people = [
            PolicySigner(name: "ada", identities: ["ada@example.com"], keys: [two.publicKey.fingerprint]),
            PolicySigner(name: "bob", identities: ["bob@example.com"]),
        ]
        let ada = signer(one, ["ada@example.com"])
        #expect(DistinctSigners([ada, ada], among: people).count == 1)
        #expect(DistinctSigners([ada, signer(two, [])], among: people).count == 1)
        #expect(DistinctSigners([signer(one, ["*@example.com"])], among: people).count == 1)
        #expect(DistinctSigners([signer(one, ["*@example.com"]), signer(two, [])], among: people).count == 2)
        #expect(DistinctSigners([signer(two, []), signer(one, ["*@example.com"])], among: people).count == 2)
    }

    @Test("names in OpenPGP keys make nobody a signer")
    func openPGPNames() {
        let key = KeyIdentifier(format: .openPGP, text: String(repeating: "A", count: 40))
        let signer = Signer(
            key: key, primaryKey: key, identities: ["Ada <ada@example.com>"], issuer: nil, time: 0)
        #expect(!PolicySigner(name: "ada", identities: ["ada@example.com"]).isSigner(signer))
        #expect(PolicySigner(name: "ada", keys: [key.text]).isSigner(signer))
    }

    // MARK: People

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

    // MARK: History

    @Test("a head that has lost the older end of the range is a rewritten history, unless that is allowed")
    func rewrites() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let old = try history.commit(root, files: [("a", "1")])
        let new = try history.commit(root, files: [("a", "2")])
        let result = try history.verify(history.policy(), old, new)
        #expect(result.historyReasons == [.historyRewritten])
        #expect(result.outcome == .rejected)
        #expect(result.commits.map(\.id) == [new])
        #expect(try history.verify(history.policy("rewrites: allowed\n"), old, new).outcome == .accepted)
        let unrelated = try history.commit(files: [("z", "1")])
        let baseline = try history.policy("baseline: '\(old)'\n")
        #expect(try history.verify(baseline, nil, unrelated).historyReasons == [.historyRewritten])
        #expect(try history.verify(baseline, root, try history.commit(old)).outcome == .accepted)
        // An old head is the newest commit of no new history.
        #expect(try history.verify(history.policy(), old, root).historyReasons == [.historyRewritten])
    }

    @Test("dates of commits change nothing of what is looked at")
    func dates() throws {
        let history = try SignedHistory()
        let root = try history.unsigned()
        let bad = try history.commit(SignedHistory.Draft(parents: [root], time: 1))
        let side = try history.commit(SignedHistory.Draft(parents: [bad], key: history.ada, time: 4_000_000_000))
        let main = try history.commit(SignedHistory.Draft(parents: [root], key: history.ada, time: 2_000_000_000))
        let merge = try history.merge(main, side, by: "ada")
        let result = try history.verify(history.policy(), main, merge)
        #expect(Set(result.commits.map(\.id)) == [merge, side, bad])
        #expect(result.reasons(bad) == [.unsigned])
    }

    @Test("a seal vouches for everything before it, if its signature is valid")
    func seals() throws {
        let history = try SignedHistory()
        let seals = "seals:\n  trailer: Argocd-gpg-seal\n  signers: [ada]\n"
        let policy = try history.policy(seals)
        let root = try history.unsigned()
        let old = try history.unsigned(root)
        let seal = try history.commit(old, message: "seal\n\nargocd-gpg-seal: reviewed\n")
        let head = try history.commit(seal, by: "bob")
        let result = try history.verify(policy, nil, head)
        #expect(result.commits.map(\.id) == [head, seal])
        #expect(result.outcome == .accepted)
        // A branch that began before the seal is not vouched for, what it began from is.
        let side = try history.unsigned(old, files: [("a", "1")])
        let merge = try history.merge(head, side, by: "bob")
        let merged = try history.verify(policy, nil, merge)
        #expect(merged.reasons(side) == [.unsigned])
        #expect(!merged.commits.contains { $0.id == old })
        #expect(merged.sealedCount == 2)
        for (name, message) in [
            ("eve", "seal\n\nArgocd-gpg-seal: mine\n"), ("bob", "seal\n\nArgocd-gpg-seal: not allowed to\n"),
            ("ada", "seal\n\nArgocd-gpg-seal: quoted\n\nin the middle\n"),
        ] {
            let fake = try history.commit(old, by: name, message: message)
            #expect(try history.verify(policy, nil, fake).reasons(root) == [.unsigned])
        }
        let unsealed = try history.unsigned(old, message: "seal\n\nArgocd-gpg-seal: unsigned\n")
        #expect(try history.verify(policy, nil, unsealed).reasons(root) == [.unsigned])
    }

    @Test("an exemption is for one commit and tells why")
    func exemptions() throws {
        let history = try SignedHistory()
        let root = try history.unsigned()
        let head = try history.unsigned(root)
        let policy = try history.policy("exempt:\n  - {commit: '\(root)', reason: before we signed}\n")
        let result = try history.verify(policy, nil, head)
        #expect(result.commits.last?.findings.map(\.description) == ["exempt: before we signed"])
        #expect(result.reasons(head) == [.unsigned])
    }

    // MARK: Missing objects

    @Test("what is not there is unknown and never passes")
    func missing() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let gone = try history.commit(root, files: [("production/a", "1")])
        let head = try history.commit(gone, files: [("production/b", "1")])
        try history.remove(gone)
        let result = try history.verify(history.policy(), root, head)
        #expect(result.reasons(gone) == [.missingObject])
        #expect(result.historyReasons == [.missingObject])
        #expect(result.outcome == .unknown)
        #expect(!result.isComplete)
        let paths = try history.verify(history.policy("walk: head\n" + production), nil, head)
        #expect(paths.reasons(head) == [.missingObject])
    }

    @Test("a shallow clone ends in the unknown, unless the range or a seal ends before")
    func shallow() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let old = try history.commit(root)
        let edge = try history.commit(old)
        let head = try history.commit(edge, message: "seal\n\nSeal: yes\n")
        try history.remove(root)
        try history.remove(old)
        try Data("\(edge)\n".utf8).write(to: URL(fileURLWithPath: history.folder.path + "/shallow"))
        let all = try history.verify(history.policy(), nil, head)
        #expect(all.reasons(old) == [.missingObject])
        #expect(all.outcome == .unknown)
        #expect(try history.verify(history.policy(), edge, head).outcome == .accepted)
        #expect(try history.verify(history.policy("baseline: '\(old)'\n"), nil, head).outcome == .accepted)
        #expect(try history.verify(history.policy("baseline: '\(root)'\n"), nil, head).outcome == .unknown)
        #expect(try history.verify(history.policy("seals: {trailer: Seal}\n"), nil, head).outcome == .accepted)
    }

    @Test("a commit whose bytes have another name is not read")
    func forgedObject() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let head = try history.commit(root)
        let name = { (id: ObjectID) in "\(history.folder.path)/objects/\("\(id)".prefix(2))/\("\(id)".dropFirst(2))" }
        try history.remove(head)
        try FileManager.default.createDirectory(
            atPath: (name(head) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: name(root), toPath: name(head))
        #expect(throws: GitError.self) { try history.verify(history.policy(), nil, head) }
    }

    // MARK: Tags

    @Test("tags stand for commits, or beside them, and under their own name only")
    func tags() throws {
        let history = try SignedHistory()
        let head = try history.unsigned()
        try history.tag(head, name: "v1", key: history.ada)
        try history.tag(head, name: "v1", key: history.ada, reference: "v2")
        try history.tag(head, name: "v3", key: nil)
        let outcomes = { (policy: String) in
            try ["v1", "v2", "v3"].map { name in
                let result = try history.verify(
                    history.policy(policy), nil, head, evidence: history.evidence(tag: name))
                return result.outcome == .accepted ? "yes" : (result.tags.first?.findings.last?.reason.rawValue ?? "no")
            }
        }
        // Flux: Tag, TagAndHEAD.
        #expect(try outcomes("walk: none\ntag: required\n") == ["yes", "tag-name-mismatch", "unsigned"])
        #expect(try outcomes("walk: head\ntag: required\n") == ["signed", "tag-name-mismatch", "unsigned"])
        // Argo CD: head.
        #expect(try outcomes("walk: head\ntag: instead\n") == ["yes", "tag-name-mismatch", "unsigned"])
        #expect(try outcomes("walk: head\n") == ["no", "no", "no"])
        let bare = try history.verify(history.policy("walk: none\ntag: required\n"), nil, head)
        #expect(bare.historyReasons == [.tagMissing])
        let signed = try history.commit(files: [("production/a", "1")])
        try history.tag(signed, name: "v4", key: history.bob)
        let countersigned = try history.policy(production + "countersignatures: [tag]\n")
        #expect(try history.verify(countersigned, nil, signed).reasons(signed) == [.tooFewSigners])
        let evidence = try history.evidence(tag: "v4")
        #expect(try history.verify(countersigned, nil, signed, evidence: evidence).outcome == .accepted)
    }

    @Test("a tag of another commit proves nothing")
    func strangeTags() throws {
        let history = try SignedHistory()
        let old = try history.commit()
        let head = try history.unsigned(old)
        try history.tag(old, name: "v1", key: history.ada)
        for policy in ["walk: head\ntag: instead\n", "walk: none\ntag: required\n"] {
            let evidence = try history.evidence(tag: "v1")
            let result = try history.verify(history.policy(policy), nil, head, evidence: evidence)
            #expect(result.historyReasons == [.tagMissing])
            #expect(result.outcome == .rejected)
        }
    }

    @Test("a tag is found by its id, or under its own name", arguments: ["v1", "tags/v1", "refs/tags/v1", "v1^{tag}"])
    func tagNames(_ revision: String) throws {
        let history = try SignedHistory()
        let head = try history.commit()
        let tag = try history.tag(head, name: "v1", key: history.ada)
        #expect(try CommitEvidence(naming: revision, in: history.repository).tagName == "v1")
        let byID = try CommitEvidence(naming: "\(tag)", in: history.repository)
        #expect(byID.tagName == nil && byID.tags.map(\.id) == [tag])
        #expect(try CommitEvidence(naming: "v1^{commit}", in: history.repository).tags.isEmpty)
        #expect(try CommitEvidence(naming: "\(head)", in: history.repository).tags.isEmpty)
    }

    @Test("a cancelled task ends without a result")
    func cancellation() async throws {
        let history = try SignedHistory()
        let head = try history.commit()
        let (policy, repository) = (try history.policy(), history.repository)
        #expect(try await policy.verify(from: nil, to: head, in: repository).outcome == .accepted)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await policy.verify(from: nil, to: head, in: repository)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("people that git would not write do not pass for others")
    func hostileNames() throws {
        let history = try SignedHistory()
        let policy = try history.policy(production + "identity: {bind: [author]}\n")
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

    @Test("certificates are signers by their subject, at the time that the log tells")
    func certificates() throws {
        let history = try SignedHistory()
        let fixture = try CertificateFixture()
        let tree = try history.repository.commit(try history.commit(files: [("production/a", "1")])).tree
        var draft = CommitDraft(
            tree: tree, parents: [],
            author: CommitInfo.Signature(name: "Ada", email: "ada@example.com", at: CertificateFixture.time + 5),
            message: "release")
        draft.signature = String(decoding: try fixture.sign(draft.signedPayload).text, as: UTF8.self)
        let head = try history.repository.write(draft)
        var policy = CommitPolicy(trust: try fixture.authorities())
        policy.signers = [
            PolicySigner(name: "ada", identities: ["ada@example.com"]),
            PolicySigner(name: "bob", identities: ["bob@example.com"]),
        ]
        policy.boundIdentities = [.author, .committer]
        policy.paths = [PathRule(patterns: [GlobPattern("production/")], signers: ["ada"])]
        #expect(try history.verify(policy, nil, head).reasons(head) == [.signed])
        policy.paths[0].signers = ["bob"]
        #expect(try history.verify(policy, nil, head).reasons(head) == [.tooFewSigners])
        policy.trust = try CertificateFixture().authorities()
        #expect(try history.verify(policy, nil, head).reasons(head).first == .unknownKey)
    }

    @Test("the result does not depend on the number of threads")
    func threads() throws {
        let history = try SignedHistory()
        var generator = SeededGenerator(seed: 6)
        var commits = [try history.commit()]
        for number in 0..<120 {
            let first = commits[Int.random(in: max(0, commits.count - 5)..<commits.count, using: &generator)]
            let name = generator.pick(["ada", "bob", "eve"])
            let files: [(String, String?)] = [("production/\(number % 7)", "\(number)")]
            let second = generator.pick(commits)
            commits.append(
                number % 4 == 0 && second != first
                    ? try history.merge(first, second, by: name, files: files)
                    : try history.commit(first, by: name, files: files))
        }
        let policy = try history.policy(production + "rewrites: allowed\n")
        let head = try #require(commits.last)
        let one = try history.verify(policy, commits[3], head, threads: 1)
        #expect(one.commits.count > 20)
        #expect(try history.verify(policy, commits[3], head, threads: 8) == one)
    }
}
