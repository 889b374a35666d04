import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

@Suite("commit policies: histories")
struct CommitPolicyHistoryTests {
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
        let paths = try history.verify(history.policy("walk: head\n" + SignedHistory.production), nil, head)
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
}
