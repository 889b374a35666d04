import Foundation
import GitOpsManifest
import GitOpsRepository
import GitOpsTrust
import Testing

@testable import GitOpsHistory

@Suite("Rollback and edits without a work tree")
struct RollbackTests {
    private static func map(_ name: String, _ data: String, comment: String = "") -> String {
        "\(comment)apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)   # the name\ndata:\n  a: \(data)\n"
    }

    private static func id(_ name: String) -> ResourceID { ResourceID(group: "", kind: "ConfigMap", name: name) }

    private static func history(_ fixture: HistoryFixture, at commit: Int? = nil) throws -> ResourceHistory {
        try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[commit ?? fixture.ids.count - 1],
            options: HistoryOptions(storage: .none))
    }

    private static func text(_ file: PlannedFile?) -> String? {
        (file?.new).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a document goes back with its comments, and its neighbours stay byte for byte")
    func neighbours() throws {
        let header = "# owned by the shop\n"
        let fixture = try HistoryFixture([
            ["a.yaml": header + Self.map("web", "1  # one") + "---\n# db\n" + Self.map("db", "1")],
            [
                "a.yaml": header + Self.map("web", "2") + "---   \n# the db\n" + Self.map("db", "'2'") + "---\n"
                    + Self.map("x", "1")
            ],
        ])
        let history = try Self.history(fixture)
        let plan = try RollbackPlan(of: [Self.id("db")], to: fixture.ids[0], in: history)
        #expect(plan.steps.map(\.action) == [.restored] && plan.unchanged.isEmpty)
        #expect(
            Self.text(plan.commit.files.first)
                == header + Self.map("web", "2") + "---   \n# db\n" + Self.map("db", "1") + "---\n"
                + Self.map("x", "1"))
        let removed = try RollbackPlan(of: [Self.id("x")], to: fixture.ids[0], in: history)
        #expect(removed.steps.map(\.action) == [.removed])
        #expect(
            Self.text(removed.commit.files.first)
                == header + Self.map("web", "2") + "---   \n# the db\n" + Self.map("db", "'2'"))
    }

    @Test("a file whose only document goes back is that of the target, byte for byte")
    func wholeFile() throws {
        let old = "# license\n---\n" + Self.map("web", "1", comment: "# web\n") + "# end\n"
        let fixture = try HistoryFixture([
            ["a.yaml": old, "b.yaml": Self.map("db", "1")], ["moved/a.yaml": Self.map("web", "2")],
        ])
        let plan = try RollbackPlan(of: [Self.id("web"), Self.id("db")], to: fixture.ids[0], in: Self.history(fixture))
        #expect(plan.steps.map(\.action).sorted { $0.rawValue < $1.rawValue } == [.recreated, .restored])
        #expect(plan.commit.files.map(\.path) == ["b.yaml", "moved/a.yaml"])
        #expect(plan.commit.files.map(Self.text) == [Self.map("db", "1"), old])
    }

    @Test("a removed document comes back behind the one it stood behind")
    func order() throws {
        let documents = ["a", "b", "c", "d"].map { Self.map($0, "1") }
        let fixture = try HistoryFixture([
            ["x.yaml": documents.joined(separator: "---\n")],
            ["x.yaml": [documents[1], documents[3]].joined(separator: "---\n")],
        ])
        let history = try Self.history(fixture)
        let one = try RollbackPlan(of: [Self.id("c")], to: fixture.ids[0], in: history)
        #expect(Self.text(one.commit.files.first) == documents[1...].joined(separator: "---\n"))
        let both = try RollbackPlan(of: [Self.id("c"), Self.id("a")], to: fixture.ids[0], in: history)
        #expect(Self.text(both.commit.files.first) == documents.joined(separator: "---\n"))
    }

    @Test("items of lists, and JSON")
    func listsAndJSON() throws {
        func list(_ items: String...) -> String {
            "apiVersion: v1\nkind: List\nitems:\n"
                + items.map { "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: \($0)}\n" }.joined()
        }
        func json(_ data: String) -> String {
            #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "j"}, "data": {"a": "\#(data)"}}"#
        }
        let fixture = try HistoryFixture([
            ["l.yaml": list("a", "b"), "j.json": json("1")], ["l.yaml": list("b", "c"), "j.json": json("2")],
        ])
        let history = try Self.history(fixture)
        let plan = try RollbackPlan(of: [Self.id("a"), Self.id("c"), Self.id("j")], to: fixture.ids[0], in: history)
        #expect(plan.commit.files.map(\.path) == ["j.json", "l.yaml"])
        #expect(Self.text(plan.commit.files.first) == json("1"))
        let set = ManifestSet(SourceText(try #require(Self.text(plan.commit.files.last)), name: "l.yaml"))
        #expect(Set(set.manifests.map(\.id.name)) == ["a", "b"] && set.unreadable.isEmpty)
        _ = try plan.commit.writeTree()
    }

    @Test(
        "an item that was removed from a list comes back to its place in the list",
        arguments: [["a", "c"], ["c", "a", "d"], ["d"], [], ["x", "c"]], [true, false])
    func listItems(names: [String], isJSON: Bool) throws {
        func list(_ names: [String]) -> String {
            if isJSON {
                let items = names.map { #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#($0)"}}"# }
                return #"{"apiVersion":"v1","kind":"List","items":[\#(items.joined(separator: ","))]}"# + "\n"
            }
            let items = names.map { "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: \($0)}\n" }
            return "apiVersion: v1\nkind: List\nitems:\(items.isEmpty ? " []\n" : "\n" + items.joined())"
        }
        let path = isJSON ? "l.json" : "l.yaml"
        let all = ["a", "b", "c", "d"]
        let fixture = try HistoryFixture([[path: list(all)], [path: list(names)]])
        let removed = all.filter { !names.contains($0) }
        let plan = try RollbackPlan(of: removed.map(Self.id), to: fixture.ids[0], in: Self.history(fixture))
        #expect(Set(plan.steps.map(\.action)) == [.recreated])
        _ = try plan.commit.writeTree()
        let set = ManifestSet(SourceText(try #require(Self.text(plan.commit.files.first)), name: path))
        #expect(set.unreadable.isEmpty && set.manifests.allSatisfy { $0.origin.itemIndex != nil })
        let found = set.manifests.map(\.id.name)
        switch names {
        case ["c", "a", "d"]: #expect(found == ["c", "a", "b", "d"])
        case ["x", "c"]: #expect(found == ["x", "a", "b", "c", "d"])
        default: #expect(found == all)
        }
    }

    @Test("a second object in a JSON file is refused, and one in place of another is not")
    func secondObject() throws {
        func json(_ name: String) -> String {
            #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "\#(name)"}}"# + "\n"
        }
        let fixture = try HistoryFixture([["a.json": json("a")], ["a.json": json("b")]])
        let history = try Self.history(fixture)
        let error = #expect(throws: CommitPlanError.self) {
            try RollbackPlan(of: [Self.id("a")], to: fixture.ids[0], in: history)
        }
        guard case .cannotBeWritten("a.json", _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let both = try RollbackPlan(of: [Self.id("a"), Self.id("b")], to: fixture.ids[0], in: history)
        #expect(both.commit.files.map(Self.text) == [json("a")])
        _ = try both.commit.writeTree()
    }

    @Test("a file of comments keeps them when a document comes back to it")
    func commentsStay() throws {
        let web = Self.map("web", "1")
        for (then, now, wanted) in [
            (web, "# license\n\n---\n# more\n", "# license\n\n---\n# more\n" + web),
            ("# old\n---\n" + web, "# license", "# license\n" + web),
            ("# license\n---\n" + web, "# license\n", "# license\n---\n" + web),
            (web, "# license\r\n", "# license\r\n" + web.replacing("\n", with: "\r\n")),
            (web, "", web),
        ] {
            let fixture = try HistoryFixture([["a.yaml": then], ["a.yaml": now]])
            let plan = try RollbackPlan(of: [Self.id("web")], to: fixture.ids[0], in: Self.history(fixture))
            #expect(plan.commit.files.map(Self.text) == [wanted], "\(now)")
            _ = try plan.commit.writeTree()
        }
        // A header that came since is no part of the document behind it.
        let two = Self.map("web", "2")
        let fixture = try HistoryFixture([["a.yaml": "# old\n---\n" + web], ["a.yaml": "# license\n---\n" + two]])
        let plan = try RollbackPlan(of: [Self.id("web")], to: fixture.ids[0], in: Self.history(fixture))
        #expect(plan.commit.files.map(Self.text) == ["# license\n---\n" + web])
    }

    @Test("a file that the target has does not go with its last document")
    func fileStays() throws {
        let web = Self.map("web", "1")
        let db = Self.map("db", "1")
        for (then, now, wanted) in [
            (["a.yaml": "# only comment\n"], ["a.yaml": "# license\n" + web], "# only comment\n"),
            (["a.yaml": ""], ["a.yaml": web], ""),
            (["a.yaml": db], ["a.yaml": "# license\n---\n" + web, "b.yaml": db], "# license\n"),
            (["b.yaml": db], ["a.yaml": "# license\n" + web, "b.yaml": db], nil),
        ] as [([String: String], [String: String], String?)] {
            let fixture = try HistoryFixture([.init(files: then, parents: []), .init(files: now, parents: [0])])
            let plan = try RollbackPlan(of: [Self.id("web")], to: fixture.ids[0], in: Self.history(fixture))
            #expect(plan.steps.map(\.action) == [.removed] && plan.commit.files.map(\.path) == ["a.yaml"])
            #expect(plan.commit.files.map(Self.text) == [wanted])
            _ = try plan.commit.writeTree()
        }
    }

    @Test("a file whose name is not UTF-8 is never written under another name")
    func nameNotUTF8() throws {
        let fixture = try HistoryFixture([["a.yaml": Self.map("web", "1")]])
        func git(_ arguments: [String], _ input: [UInt8] = []) throws -> String {
            let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
            return try HistoryFixture.git(identity + arguments, in: fixture.path, input: Data(input))
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        func commit(_ files: [(name: [UInt8], text: String)], parent: String?) throws -> ObjectID {
            var listing: [UInt8] = []
            for file in files {
                let blob = try git(["hash-object", "-w", "--stdin"], Array(file.text.utf8))
                listing += Array("100644 blob \(blob)\t".utf8) + file.name + [0]
            }
            let tree = try git(["mktree", "-z"], listing)
            return try #require(
                ObjectID(try git(["commit-tree", "-m", "x"] + (parent.map { ["-p", $0] } ?? []) + [tree])))
        }
        let bad: [UInt8] = [0xFF] + Array(".yaml".utf8)
        let replaced = Array("\u{FFFD}.yaml".utf8)
        let keep = (name: Array("keep.yaml".utf8), text: Self.map("keep", "1"))
        let then = try commit([keep, (bad, Self.map("web", "1"))], parent: nil)
        for files in [
            [keep], [keep, (bad, Self.map("web", "2"))],
            [keep, (replaced, Self.map("other", "5")), (bad, Self.map("web", "2"))],
            [keep, (replaced, Self.map("web", "7")), (bad, Self.map("web", "2"))],
        ] {
            let now = try commit(files, parent: "\(then)")
            let history = try ResourceHistory(
                of: try fixture.repository(), at: now, options: HistoryOptions(storage: .none))
            #expect(throws: CommitPlanError.nameNotUTF8(path: "\u{FFFD}.yaml")) {
                try RollbackPlan(of: [Self.id("web")], to: then, in: history)
            }
        }
    }

    @Test("fields of a manifest are edited in its text, by themselves or below a list")
    func edits() throws {
        let fixture = try HistoryFixture([["a.yaml": Self.map("web", "1   # one") + "---\n" + Self.map("db", "2")]])
        let repository = try fixture.repository()
        let five = try Document(json: "\"5\"").root
        let path = FieldPath([.field("data"), .field("a")])
        let plan = try CommitPlan(
            [.fields(Origin(path: "a.yaml", documentIndex: 0), [.set(path, five)])], onto: fixture.ids[0],
            of: repository)
        #expect(
            Self.text(plan.files.first)
                == Self.map("web", "\"5\"   # one") + "---\n" + Self.map("db", "2"))
        _ = try plan.writeTree()
        #expect(throws: CommitPlanError.noSuchManifest(path: "a.yaml", document: 7)) {
            try CommitPlan(
                [.fields(Origin(path: "a.yaml", documentIndex: 7), [.set(path, five)])], onto: fixture.ids[0],
                of: repository)
        }
        #expect(throws: CommitPlanError.conflictingEdits(path: "a.yaml", document: 0)) {
            let origin = Origin(path: "a.yaml", documentIndex: 0)
            return try CommitPlan(
                [.fields(origin, [.set(path, five)]), .remove(origin)], onto: fixture.ids[0], of: repository)
        }
        let empty = try CommitPlan([], onto: fixture.ids[0], of: repository)
        #expect(throws: CommitPlanError.nothingToChange) { try empty.writeTree() }
    }

    @Test("what cannot be told is refused")
    func refused() throws {
        let fixture = try HistoryFixture([
            ["a.yaml": Self.map("web", "1"), "d/x": "x"], ["a.yaml": "kind: [\n", "d": "y"],
            ["a.yaml": Self.map("web", "2"), "d": "y"],
        ])
        let history = try Self.history(fixture)
        #expect(throws: CommitPlanError.unreadable(Self.id("web"), path: "a.yaml", commit: fixture.ids[1])) {
            try RollbackPlan(of: [Self.id("web")], to: fixture.ids[1], in: history)
        }
        #expect(
            throws: CommitPlanError.notFound(Self.id("none"), path: nil, commits: [fixture.ids[0], fixture.ids[2]])
        ) {
            try RollbackPlan(of: [Self.id("none")], to: fixture.ids[0], in: history)
        }
        let plan = try RollbackPlan(of: [Self.id("web")], to: fixture.ids[2], in: history)
        #expect(plan.steps.isEmpty && plan.unchanged == [Self.id("web")] && plan.commit.files.isEmpty)
        #expect(throws: CommitPlanError.notAFile(path: "d")) {
            let manifest = try #require(try history.resource(Self.id("web")).first)
            let base = try HistoryFixture([["d/x.yaml": "a: b"]])
            return try CommitPlan([.insert(manifest, path: "d")], onto: base.ids[0], of: try base.repository())
        }
    }

    @Test("the target may be of an unrelated history; one that is not whole is refused")
    func targets() throws {
        let fixture = try HistoryFixture([
            .init(files: ["x/w.yaml": Self.map("web", "1"), "x/n.yaml": Self.map("new", "1")], parents: []),
            .init(files: ["a.yaml": Self.map("web", "2")], parents: []),
        ])
        let history = try Self.history(fixture)
        let plan = try RollbackPlan(of: [Self.id("web"), Self.id("new")], to: fixture.ids[0], in: history)
        #expect(plan.commit.files.map(\.path) == ["a.yaml", "x/n.yaml"])
        _ = try plan.commit.writeTree()
        let blob = try fixture.git("rev-parse", "\(fixture.ids[0]):x/w.yaml")
        try FileManager.default.removeItem(
            atPath: "\(fixture.path)/objects/\(blob.prefix(2))/\(blob.dropFirst(2).prefix(38))")
        let error = #expect(throws: CommitPlanError.self) {
            try RollbackPlan(of: [Self.id("web")], to: fixture.ids[0], in: Self.history(fixture))
        }
        guard case .git(let cause)? = error, case .missingObject = cause.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("the commit is signed, the branch moves once, and a second one that is late is refused")
    func branch() throws {
        let fixture = try HistoryFixture([["a.yaml": Self.map("web", "1")], ["a.yaml": Self.map("web", "2")]])
        let plan = try RollbackPlan(of: [Self.id("web")], to: fixture.ids[0], in: Self.history(fixture)).commit
        let key = SSHPrivateKey()
        let commit = try plan.writeCommit(
            message: "Roll web back", author: GeneratedRollbackTests.author, signedWith: key)
        try plan.move("refs/heads/main", to: commit, reason: "rollback")
        #expect(try fixture.git("rev-parse", "main").hasPrefix("\(commit)"))
        #expect(try fixture.git("show", "main:a.yaml") == Self.map("web", "1"))
        let object = try SignedObject(Array(fixture.git("cat-file", "commit", "main").utf8), kind: .commit)
        let signers = try AllowedSigners("ada@example.com \(key.publicKey)\n")
        let verdict = SignatureVerifier(trusting: TrustedKeys(allowedSigners: signers)).verify(object)
        #expect(verdict.validSigner?.isIdentity("ada@example.com") == true)
        let error = #expect(throws: CommitPlanError.self) {
            try plan.move("refs/heads/main", to: commit, reason: "rollback")
        }
        guard case .git(let cause)? = error, case .referenceMoved = cause.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
        try plan.move("refs/heads/rollback", to: commit, isNew: true, reason: "rollback")
        try fixture.git("fsck", "--strict", "--no-dangling")
    }

    @Test("a push has a lease: one that is late is refused")
    func push() async throws {
        let fixture = try HistoryFixture([["a.yaml": Self.map("web", "1")], ["a.yaml": Self.map("web", "2")]])
        let remote = fixture.path + "/remote.git"
        try fixture.git("clone", "-q", "--bare", fixture.path, remote)
        let plan = try RollbackPlan(of: [Self.id("web")], to: fixture.ids[0], in: Self.history(fixture)).commit
        let commit = try plan.writeCommit(message: "Roll back", author: GeneratedRollbackTests.author)
        let url = try RemoteURL(remote)
        try await plan.push(commit, as: "refs/heads/main", to: url, through: LibGit2Transport())
        #expect(try HistoryFixture.git(["rev-parse", "main"], in: remote).hasPrefix("\(commit)"))
        let late = try plan.writeCommit(message: "Late", author: GeneratedRollbackTests.author)
        await #expect(throws: CommitPlanError.self) {
            try await plan.push(late, as: "refs/heads/main", to: url, through: LibGit2Transport())
        }
        #expect(try HistoryFixture.git(["rev-parse", "main"], in: remote).hasPrefix("\(commit)"))
    }
}
