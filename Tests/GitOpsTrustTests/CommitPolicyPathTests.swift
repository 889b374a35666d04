import Foundation
import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRepository
@testable import GitOpsTrust

@Suite("commit policies: rules of paths")
struct CommitPolicyPathTests {
    @Test("changes of protected files need several signers: the author's and that of the merge")
    func severalSigners() throws {
        let history = try SignedHistory()
        let policy = try history.policy(SignedHistory.production)
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
            try history.verify(history.policy(SignedHistory.production + "countersignatures: []\n"), root, other)
                .reasons(side)
                == [.tooFewSigners])
    }

    @Test("a merge answers for what it changes itself, also when it takes back what one side changed")
    func evilMerges() throws {
        let history = try SignedHistory()
        let policy = try history.policy(SignedHistory.production)
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
        let line = try history.policy(SignedHistory.production + "walk: firstParent\n")
        #expect(try history.verify(line, root, fixed).outcome == .accepted)
        #expect(try history.verify(line, root, reverting).reasons(reverting) == [.tooFewSigners])
    }
}
