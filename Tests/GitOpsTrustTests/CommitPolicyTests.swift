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
        #expect(
            try history.verify(history.policy("signatures: none\nrewrites: refused\n"), root, head).outcome == .accepted
        )
        #expect(try history.verify(history.policy("baseline: '\(strange)'\n"), nil, head).commits.map(\.id) == [head])
    }

    @Test("the head alone is looked at whatever the range excludes")
    func emptyRanges() throws {
        let history = try SignedHistory()
        let root = try history.commit()
        let head = try history.unsigned(root)
        let next = try history.commit(head)
        let alone = try history.policy("walk: head\n")
        #expect(try history.verify(alone, head, head).reasons(head) == [.unsigned])
        #expect(try history.verify(alone, head, head).outcome == .rejected)
        #expect(try history.verify(alone, next, next).outcome == .accepted)
        let baseline = try history.policy("walk: head\nbaseline: '\(head)'\n")
        #expect(try history.verify(baseline, nil, head).reasons(head) == [.unsigned])
        let mainline = try history.policy("walk: head\nmainline: {merges: required}\n")
        #expect(try history.verify(mainline, next, next).reasons(next) == [.notAMerge])
        // A roll-back to before the baseline.
        let late = try history.policy("walk: head\nrewrites: allowed\nbaseline: '\(next)'\n")
        #expect(try history.verify(late, nil, head).reasons(head) == [.unsigned])
        let seals = try history.policy("walk: head\nseals: {trailer: Seal}\nbaseline: '\(head)'\n")
        #expect(try history.verify(seals, nil, head).reasons(head) == [.unsigned])
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
        let policy = try history.policy(SignedHistory.production + "rewrites: allowed\n")
        let head = try #require(commits.last)
        let one = try history.verify(policy, commits[3], head, threads: 1)
        #expect(one.commits.count > 20)
        #expect(try history.verify(policy, commits[3], head, threads: 8) == one)
    }
}
