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

    // MARK: Parents that vouch

    private static let oneOfAda = "paths:\n  - {paths: [production/], signers: [ada]}\n"

    @Test("an old commit as a further parent vouches for nothing", arguments: ["firstParent", "head"])
    func oldParents(_ walk: String) throws {
        let history = try SignedHistory()
        let root = try history.commit(files: [("production/a.yaml", "1")])
        let aside = try history.commit(root, files: [("c", "1")])
        let main = try history.commit(root, by: "bob", files: [("b", "1")])
        let evil = try history.commit(main, by: "bob", files: [("production/a.yaml", "evil")])
        // Of another history, with the file as it is wanted.
        let strange = try history.commit(files: [("production/a.yaml", "evil")])
        let strict = try history.policy(SignedHistory.production + "walk: \(walk)\n")
        let lenient = try history.policy(Self.oneOfAda + "walk: \(walk)\n")
        for (parent, files) in [
            (root, []), (aside, [("c", "1")]), (strange, []),
        ] as [(ObjectID, [(String, String?)])] {
            let merge = try history.commit(
                SignedHistory.Draft(
                    parents: [main, evil, parent], files: files, author: "bob", key: history.bob, message: "Merge",
                    base: evil))
            #expect(try history.verify(strict, main, merge).reasons(merge) == [.tooFewSigners])
            #expect(try history.verify(lenient, main, merge).reasons(merge) == [.tooFewSigners])
        }
        let plain = try history.merge(main, evil, by: "bob")
        #expect(try history.verify(lenient, main, plain).reasons(plain) == [.tooFewSigners])
        let real = try history.commit(main, files: [("production/a.yaml", "2")])
        let merge = try history.merge(main, real, by: "bob")
        #expect(try history.verify(strict, main, merge).outcome == .accepted)
        #expect(try history.verify(lenient, main, merge).outcome == .accepted)
    }

    @Test("a parent vouches for its own files, not for those of another parent")
    func octopus() throws {
        let history = try SignedHistory()
        let policy = try history.policy(SignedHistory.production + "walk: firstParent\n")
        let root = try history.commit(files: [("production/a", "1"), ("production/b", "1")])
        let ada = try history.commit(root, files: [("production/a", "2")])
        let bob = try history.commit(root, by: "bob", files: [("production/b", "2")])
        let draft = { (key: SSHPrivateKey, files: [(String, String?)]) in
            try history.commit(
                SignedHistory.Draft(
                    parents: [root, ada, bob], files: files, key: key, message: "Merge", base: ada))
        }
        let byBob = try draft(history.bob, [("production/b", "2")])
        let result = try history.verify(policy, root, byBob)
        #expect(result.reasons(byBob) == [.tooFewSigners])
        #expect(result.commits.first?.findings.first?.text.hasPrefix("production/b needs 2") ?? false)
        let byCyd = try draft(history.cyd, [("production/b", "2")])
        #expect(try history.verify(policy, root, byCyd).outcome == .accepted)
        let edited = try draft(history.cyd, [("production/b", "3")])
        #expect(try history.verify(policy, root, edited).reasons(edited) == [.tooFewSigners])
    }

    // MARK: What stands in place of folders

    private static let link = TreeEdit.Change.write(Array("staging".utf8), mode: .symbolicLink)
    private static let file = TreeEdit.Change.write(Array("x".utf8))
    private static let submodule = TreeEdit.Change.place(
        ObjectID("0123456789012345678901234567890123456789") ?? .zero, mode: .submodule)

    @Test(
        "what stands in place of a protected folder, or of one above it, is protected",
        arguments: [
            ("production", link, true), ("production", submodule, true), ("production", file, true),
            ("x/production", link, false), ("clusters", link, true), ("clusters", submodule, true),
            ("clusters", file, true), ("clusters/live", link, true), ("apps/web", link, true), ("apps", link, true),
            ("apps/readme", file, false), ("apps/web/deep", link, false), ("other", link, false),
            ("clusters/other", link, false), ("readme", file, false),
        ])
    func placesOfFolders(_ path: String, _ change: TreeEdit.Change, _ isProtected: Bool) throws {
        let history = try SignedHistory()
        let policy = try history.policy(
            "paths:\n  - paths: [/production/, clusters/live/, apps/*/rbac.yaml]\n    signers: [ada, bob]\n    count: "
                + "2\n"
        )
        let root = try history.commit(files: [("staging/a.yaml", "1")])
        let placed = try history.commit(
            SignedHistory.Draft(
                parents: [root], edits: [TreeEdit(path: path, change: change)], key: history.ada))
        let expected: [CommitReason] = isProtected ? [.tooFewSigners] : [.signed]
        #expect(try history.verify(policy, root, placed).reasons(placed) == expected)
        let removed = try history.commit(placed, files: [(path, nil)])
        #expect(try history.verify(policy, placed, removed).reasons(removed) == expected)
        let merge = try history.merge(root, placed, by: "forge")
        let line = try history.policy(
            "paths:\n  - {paths: [/production/, clusters/live/, apps/*/rbac.yaml], signers: [bob]}\nwalk: firstParent\n"
        )
        #expect(try history.verify(line, root, merge).reasons(merge) == expected)
    }

    @Test(
        "a pattern without a slash is one behind **/, also for links that could lead to what it matches",
        arguments: ["production/", "**/production/"])
    func patternsOfAnyFolder(_ pattern: String) {
        let rule = PathRule(patterns: [GlobPattern(pattern)], signers: ["ada"])
        for path in ["production", "x/production", "production/a", "x/production/a"] {
            #expect(rule.matches(path) && rule.matches(path, isLink: true))
        }
        for path in ["other", "x/other"] { #expect(!rule.matches(path) && rule.matches(path, isLink: true)) }
    }

    // MARK: Where links lead

    /// A tree with a protected key, a folder without one, links and a submodule.
    private static let places: [TreeEdit] = [
        TreeEdit(path: "a/b/plain.yaml", change: file), TreeEdit(path: "a/keys/deep/x.key", change: file),
        TreeEdit(path: "a/to-keys", change: .write(Array("keys/deep".utf8), mode: .symbolicLink)),
        TreeEdit(path: "a/to-plain", change: .write(Array("b".utf8), mode: .symbolicLink)),
        TreeEdit(path: "a/out", change: .write(Array("/etc".utf8), mode: .symbolicLink)),
        TreeEdit(path: "a/round", change: .write(Array("round".utf8), mode: .symbolicLink)),
        TreeEdit(path: "vendor/lib", change: submodule), TreeEdit(path: "production/web.yaml", change: file),
    ]

    @Test(
        "a link is covered by a pattern of one name when that matches its own path, where it leads or what is behind",
        arguments: [
            ("docs", "a/b", false), ("docs", "a/b/plain.yaml", false), ("docs", "a/none", false),
            ("docs", "./a//b/", false),
            ("docs", "a/to-plain", false), ("x/docs", "../a/b", false), ("x/docs", "../a/to-keys/../../b/none", false),
            // Its own path.
            ("docs.key", "a/b", true), ("x/docs.key", "../a/b", true),
            // Where it leads, also through others, and where nothing stands yet.
            ("docs", "a/keys/deep/x.key", true), ("docs", "a/to-keys/x.key", true), ("docs", "a/new.key", true),
            ("docs", "new.key/a", true), ("docs", "production", true), ("docs", "production/none", true),
            // What is behind it.
            ("docs", "a", true), ("docs", "a/keys", true), ("docs", "a/to-keys", true), ("docs", ".", true),
            ("a/b/docs", "..", true), ("a/b/docs", "../to-keys", true),
            // Nobody knows what is behind it.
            ("docs", "/etc", true), ("docs", "../x", true), ("x/docs", "../../x", true), ("docs", "a/out", true),
            ("docs", "docs", true), ("docs", "a/round", true), ("docs", "a/round/x", true),
            ("docs", "vendor/lib", true),
            ("docs", "vendor/lib/x", true), ("docs", "vendor", true), ("docs", "a/none/../b", true),
            ("docs", String(repeating: "a/../", count: 900) + "a/b", true), ("docs", "", true),
        ])
    func linkTargets(_ path: String, _ target: String, _ isProtected: Bool) throws {
        let history = try SignedHistory()
        let rule = "paths:\n  - paths: ['*.key', '**/*.crt', production/]\n    signers: [ada, bob]\n    count: 2\n"
        let policy = try history.policy(rule)
        let root = try history.commit(
            SignedHistory.Draft(parents: [], edits: Self.places, key: history.ada))
        let link = TreeEdit(path: path, change: .write(Array(target.utf8), mode: .symbolicLink))
        let added = try history.commit(SignedHistory.Draft(parents: [root], edits: [link], key: history.ada))
        let expected: [CommitReason] = isProtected ? [.tooFewSigners] : [.signed]
        #expect(try history.verify(policy, root, added).reasons(added) == expected)
        let removed = try history.commit(added, files: [(path, nil)])
        #expect(try history.verify(policy, added, removed).reasons(removed) == expected)
        // A merge answers for it in the same way.
        let merge = try history.merge(root, added, by: "forge")
        let line = try history.policy(
            "paths:\n  - {paths: ['*.key', '**/*.crt', production/], signers: [bob]}\nwalk: firstParent\n")
        #expect(try history.verify(line, root, merge).reasons(merge) == expected)
    }

    @Test("a chain of more links than a path may have is not known, one of fewer is followed")
    func chains() throws {
        let history = try SignedHistory()
        let policy = try history.policy("paths:\n  - {paths: ['*.key'], signers: [bob]}\n")
        let edits = (0..<60).map { number in
            TreeEdit(
                path: "l\(number)",
                change: .write(Array((number == 0 ? "a/b" : "l\(number - 1)").utf8), mode: .symbolicLink))
        }
        let root = try history.commit(
            SignedHistory.Draft(parents: [], edits: Self.places + edits, key: history.ada))
        for (target, isProtected) in [("l5", false), ("l38", false), ("l45", true), ("l59", true)] {
            let link = TreeEdit(path: "docs", change: .write(Array(target.utf8), mode: .symbolicLink))
            let added = try history.commit(SignedHistory.Draft(parents: [root], edits: [link], key: history.ada))
            #expect(
                try history.verify(policy, root, added).reasons(added) == [isProtected ? .tooFewSigners : .signed],
                "\(target)")
        }
    }

    @Test("behind many links to a large folder not everything is looked at: what is left is covered")
    func manyLinks() throws {
        let history = try SignedHistory()
        let policy = try history.policy("paths:\n  - {paths: ['*.key'], signers: [bob]}\n")
        let files = (0..<150).map { TreeEdit(path: "a/f\($0)", change: Self.file) }
        let root = try history.commit(SignedHistory.Draft(parents: [], edits: files, key: history.ada))
        // 15,000 and 30,000 files in all.
        for (count, isProtected) in [(100, false), (200, true)] {
            let links = (0..<count).map { number in
                TreeEdit(path: "docs/l\(number)", change: .write(Array("../a".utf8), mode: .symbolicLink))
            }
            let added = try history.commit(SignedHistory.Draft(parents: [root], edits: links, key: history.ada))
            #expect(
                try history.verify(policy, root, added).reasons(added) == [isProtected ? .tooFewSigners : .signed],
                "\(count)")
        }
    }

    @Test("a link in a folder of a pattern of several names stays covered, wherever it leads")
    func linksInFoldersOfPatterns() throws {
        let history = try SignedHistory()
        let policy = try history.policy(
            "paths:\n  - {paths: ['apps/**/rbac.yaml', '**/live/*.yaml', /clusters/live/], signers: [bob]}\n")
        let root = try history.commit(
            SignedHistory.Draft(parents: [], edits: Self.places, key: history.ada))
        for path in ["apps/web", "apps/x/y", "docs", "x/live"] {
            let link = TreeEdit(
                path: path, change: .write(Array("nothing".utf8), mode: .symbolicLink))
            let added = try history.commit(SignedHistory.Draft(parents: [root], edits: [link], key: history.ada))
            #expect(try history.verify(policy, root, added).reasons(added) == [.tooFewSigners], "\(path)")
        }
    }

    // MARK: Names that are no text

    @Test("names that are no UTF-8 are matched byte by byte")
    func bytes() throws {
        let history = try SignedHistory()
        let policy = try history.policy("paths:\n  - {paths: ['secret?.key', 't[!x]n'], signers: [bob]}\n")
        let root = try history.commit()
        let blob = try history.write(Array("x".utf8), as: .blob)
        for (name, isProtected) in [
            (Array("secret".utf8) + [0xE9] + Array(".key".utf8), true), (Array("secret\u{E9}.key".utf8), false),
            ([0x74, 0xFF, 0x6E], true), ([0x74, 0xFF, 0xFE, 0x6E], false), (Array("txn".utf8), false),
        ] as [([UInt8], Bool)] {
            let tree = try history.tree([("100644", name, blob)])
            let head = try history.commit(SignedHistory.Draft(parents: [root], key: history.ada, tree: tree))
            #expect(try history.verify(policy, root, head).reasons(head) == [isProtected ? .tooFewSigners : .signed])
        }
    }

    @Test("no name hides another in a merge, however both are shown", arguments: [true, false])
    func hiddenLinks(_ isLinkFirst: Bool) throws {
        let history = try SignedHistory()
        let policy = try history.policy("paths:\n  - {paths: ['apps/*/rbac.yaml'], signers: [bob]}\n")
        let root = try history.commit()
        let side = try history.commit(root, files: [("side", "1")])
        let blob = try history.write(Array("x".utf8), as: .blob)
        let apps = try history.tree([
            (isLinkFirst ? "120000" : "100644", [0x78, 0xFE], blob),
            (isLinkFirst ? "100644" : "120000", [0x78, 0xFF], blob),
        ])
        let tree = try history.tree([("40000", Array("apps".utf8), apps), ("100644", Array("side".utf8), blob)])
        let merge = try history.commit(
            SignedHistory.Draft(parents: [root, side], key: history.ada, tree: tree))
        #expect(try history.verify(policy, root, merge).reasons(merge) == [.tooFewSigners])
    }

    // MARK: Cost

    @Test("matching costs as much as folders and files are, once each, and has a limit")
    func matchingSteps() throws {
        let rules = ["**/rbac.yaml", "**/*s*/**/*s*/*.key", "*secret*secret*x", "/a*/**/b/**/c", "deep/**/x"]
            .map { PathRule(patterns: [GlobPattern($0)], signers: ["ada"]) }
        let steps = { (depth: Int, files: Int) in
            var matcher = PathMatcher(rules, maximumSteps: .max)
            let folder = (0..<depth).map { "as\($0 % 10)/" }.joined()
            for file in 0..<files { _ = matcher.rules(for: Array("\(folder)f\(10_000 + file)".utf8), as: .file) }
            return matcher.steps
        }
        let base = steps(50, 1)
        #expect(base > 0)
        #expect(steps(100, 1) <= base * 2 + 100 && steps(200, 1) <= base * 4 + 100)
        // More files in a deep folder do not read the folder again.
        #expect(steps(50, 101) - base <= 100 * rules.count * 6 * 8)
        #expect(steps(200, 101) - steps(200, 1) <= 100 * rules.count * 6 * 8)
        let history = try SignedHistory()
        var policy = try history.policy(SignedHistory.production)
        let root = try history.commit()
        let head = try history.commit(root, files: [("a/b/c/d", "1")])
        policy.maximumPathSteps = 5
        let result = try history.verify(policy, root, head)
        #expect(result.reasons(head) == [.limitExceeded])
        #expect(result.outcome == .unknown && !result.isComplete)
        policy.maximumPathSteps = 200
        #expect(try history.verify(policy, root, head).outcome == .accepted)
    }

    @Test("merges of commits that the main line has already need no search, others have a limit")
    func ancestorVisits() throws {
        let history = try SignedHistory()
        let side = try history.commit(files: [("s", "1")])
        let root = try history.commit(side, files: [("a", "0")])
        var commits = [root]
        for number in 1...20 {
            commits.append(
                try history.merge(commits[number - 1], side, by: "ada", files: [("a", "\(number)")], base: root))
        }
        let head = try #require(commits.last)
        var policy = try history.policy(SignedHistory.production)
        policy.maximumAncestorVisits = 0
        for base in [nil, root, side, commits[7]] {
            #expect(try history.verify(policy, base, head).outcome == .accepted)
        }
        let branch = try history.commit(root, files: [("b", "1")])
        let update = try history.merge(branch, head, by: "ada", files: [("b", "1")])
        let merge = try history.merge(head, update, by: "ada")
        policy.maximumAncestorVisits = 10
        let result = try history.verify(policy, head, merge)
        #expect(result.reasons(update) == [.limitExceeded])
        #expect(result.reasons(merge) == [.signed])
        #expect(result.outcome == .unknown && !result.isComplete)
        policy.maximumAncestorVisits = 100
        #expect(try history.verify(policy, head, merge).outcome == .accepted)
    }

    @Test("merges of branches that all part at the root visit each commit that they bring once")
    func manyForks() throws {
        let history = try SignedHistory()
        let root = try history.commit(files: [("a", "0")])
        let count = 40
        var head = root
        for number in 1...count {
            let side = try history.commit(root, message: "\(number)")
            head = try history.merge(head, try history.commit(side), by: "ada", base: head)
        }
        var policy = try history.policy(SignedHistory.production)
        for base in [nil, root] {
            policy.maximumAncestorVisits = 2 * count
            #expect(try history.verify(policy, base, head).outcome == .accepted)
            policy.maximumAncestorVisits = 2 * count - 1
            #expect(try history.verify(policy, base, head).outcome == .unknown)
        }
    }
}
