import Foundation
import GitOpsManifest
import Testing

@testable import GitOpsHistory
@testable import GitOpsRepository

/// A config map with data, as a text.
private func configMap(_ name: String, _ data: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n  namespace: shop\ndata: {\(data)}\n"
}

private let web = ResourceID(group: "", kind: "ConfigMap", namespace: "shop", name: "web")

extension HistoryFixture {
    fileprivate func history(_ mode: HistoryOptions.Mode = .full, at commit: Int? = nil) throws -> ResourceHistory {
        try ResourceHistory(
            of: try repository(), at: ids[commit ?? ids.count - 1], options: HistoryOptions(mode: mode, storage: .none))
    }

    /// `number change path` of entries.
    fileprivate func texts(_ entries: HistoryEntries) -> [String] {
        entries.entries.map { "\(ids.firstIndex(of: $0.commit) ?? -1) \($0.change) \($0.place.path)" }
    }
}

@Suite("Questions about history")
struct QuestionTests {
    @Test("a resource is followed through a split, a move and a new spelling")
    func following() throws {
        let fixture = try HistoryFixture([
            ["all.yaml": configMap("db", "a: x") + "---\n" + configMap("web", "a: x")],
            ["all.yaml": configMap("db", "a: y") + "---\n" + configMap("web", "a: x")],
            ["db.yaml": configMap("db", "a: y"), "web.yaml": configMap("web", "a: x")],
            ["db.yaml": configMap("db", "a: y"), "web.yaml": "# note\n" + configMap("web", "\"a\": \"x\"")],
            ["db.yaml": configMap("db", "a: y"), "apps/web.yaml": configMap("web", "a: z")],
            ["db.yaml": configMap("db", "a: y")],
            ["db.yaml": configMap("db", "a: y"), "web.yaml": configMap("web", "a: x")],
        ])
        let history = try fixture.history()
        let entries = history.entries(of: web)
        #expect(
            fixture.texts(entries) == [
                "6 added web.yaml", "5 removed apps/web.yaml", "4 moved apps/web.yaml", "3 reformatted web.yaml",
                "2 moved web.yaml", "0 added all.yaml",
            ])
        #expect(entries.entries[3].changesValue == false && entries.entries[2].changesValue)
        #expect(entries.entries[4].previous?.documentIndex == 1 && entries.entries[4].place.documentIndex == 0)
        #expect(entries.entries[0].place.contentHash == entries.entries[5].place.contentHash)
        #expect(try fixture.texts(history.line(of: web, inFile: "web.yaml")) == ["6 added web.yaml"])
        #expect(
            try fixture.texts(history.line(of: web, inFile: "apps/web.yaml", at: fixture.ids[4])).last
                == "0 added all.yaml")
        #expect(try history.paths(of: web, at: fixture.ids[5]).isEmpty)
        #expect(throws: HistoryError.notFound(web, path: nil, commit: fixture.ids[5])) {
            try history.blame(of: web, at: fixture.ids[5])
        }
        #expect(
            fixture.texts(history.log(ofPath: "apps")) == ["5 removed apps/web.yaml", "4 moved apps/web.yaml"])
        #expect(
            fixture.texts(history.log(ofPath: "apps", followingMoves: true)) == [
                "5 removed apps/web.yaml", "4 moved apps/web.yaml", "3 reformatted web.yaml", "2 moved web.yaml",
                "0 added all.yaml",
            ])
        #expect(
            fixture.texts(history.log(ofPath: "db.yaml", followingMoves: true))
                == ["2 moved db.yaml", "1 modified all.yaml", "0 added all.yaml"])
    }

    @Test("a base and its overlay are lines of their own")
    func overlays() throws {
        let fixture = try HistoryFixture([
            ["base/web.yaml": configMap("web", "a: x")],
            ["base/web.yaml": configMap("web", "a: x"), "prod/web.yaml": configMap("web", "a: x")],
            ["base/web.yaml": configMap("web", "a: x"), "prod/web.yaml": configMap("web", "a: p")],
            ["base/web.yaml": configMap("web", "a: b"), "live/web.yaml": configMap("web", "a: p")],
        ])
        let history = try fixture.history()
        #expect(
            try fixture.texts(history.line(of: web, inFile: "live/web.yaml"))
                == ["3 moved live/web.yaml", "2 modified prod/web.yaml", "1 added prod/web.yaml"])
        #expect(
            try fixture.texts(history.line(of: web, inFile: "base/web.yaml"))
                == ["3 modified base/web.yaml", "0 added base/web.yaml"])
        #expect(try history.paths(of: web) == ["base/web.yaml", "live/web.yaml"])
        #expect(try history.resource(web).map { $0.root["data"]?["a"]?.string } == ["b", "p"])
        let blame = try #require(try history.blame(of: web, inFile: "live/web.yaml").first)
        #expect(blame[FieldPath([.field("data"), .field("a")])]?.commit.id == fixture.ids[2])
        #expect(blame[FieldPath([.field("kind")])]?.commit.id == fixture.ids[1])
    }

    @Test("a value that was put back is from the commit that put it back")
    func reverted() throws {
        let fixture = try HistoryFixture([
            ["a.yaml": configMap("web", "a: x, b: x")], ["a.yaml": configMap("web", "a: z, b: x")],
            ["moved/b.yaml": configMap("web", "a: x, b: x")],
        ])
        let history = try fixture.history()
        let blame = try #require(try history.blame(of: web).first)
        #expect(blame[FieldPath([.field("data"), .field("a")])]?.commit.id == fixture.ids[2])
        #expect(blame[FieldPath([.field("data"), .field("b")])]?.commit.id == fixture.ids[0])
        #expect(blame[FieldPath()]?.commit.id == fixture.ids[2])
        #expect(blame.leaves.count == 6 && blame.fields.count == 9)
        #expect(blame[FieldPath([.field("data"), .field("a")])]?.commit.author.name == "Ada2")
        let changes = history.changes(of: FieldPath([.field("data"), .field("a")]), in: web)
        #expect(changes.map { fixture.ids.firstIndex(of: $0.entry.commit) } == [2, 1, 0])
        #expect(
            changes.map { $0.new?.string } == ["x", "z", "x"] && changes.map { $0.old?.string } == ["z", "x", nil])
    }

    @Test("who introduced and removed a right")
    func rights() throws {
        func role(_ verbs: String) -> String {
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules:\n"
                + "- {resources: [pods], verbs: [get]}\n- {resources: [secrets], verbs: [\(verbs)]}\n"
        }
        let fixture = try HistoryFixture([
            ["r.yaml": role("get")], ["r.yaml": role("get, list")], ["r.yaml": role("list, get, watch")],
            ["x/r.yaml": role("watch, get")], [:],
        ])
        let history = try fixture.history()
        let id = ResourceID(group: "rbac.authorization.k8s.io", kind: "Role", name: "r")
        func grants(_ verb: String) -> [String] {
            history.changes(of: id) { manifest in
                manifest.root["rules"]?.elements.contains { rule in
                    rule["verbs"]?.elements.contains { $0.string == verb } ?? false
                } ?? false
            }.map { "\(fixture.ids.firstIndex(of: $0.entry.commit) ?? -1) \($0.new == nil ? "removed" : "introduced")" }
        }
        #expect(grants("list") == ["3 removed", "1 introduced"])
        #expect(grants("get") == ["4 removed", "0 introduced"])
        #expect(grants("delete").isEmpty)
        let blame = try #require(try history.blame(of: id, at: fixture.ids[3]).first)
        // The order of a set is no change of its items.
        let verbs = FieldPath([.field("rules"), .index(1), .field("verbs"), .index(1)])
        #expect(blame[verbs]?.commit.id == fixture.ids[0])
    }

    @Test("a file that cannot be read is told, and never taken for a removal")
    func unreadable() throws {
        let fixture = try HistoryFixture([
            ["a.yaml": configMap("web", "a: x")], ["a.yaml": "kind: [\n"], ["a.yaml": configMap("web", "a: x")],
        ])
        let history = try fixture.history()
        #expect(
            fixture.texts(history.entries(of: web)) == [
                "2 readableAgain a.yaml", "1 becameUnreadable a.yaml", "0 added a.yaml",
            ])
        #expect(try history.unreadablePaths(at: fixture.ids[1]) == ["a.yaml"])
        #expect(try history.unreadablePaths().isEmpty)
        #expect(
            fixture.texts(history.entriesOfOthers(inFile: "a.yaml")) == ["2 removed a.yaml", "1 added a.yaml"])
    }

    @Test("links, submodules and Git LFS pointers are recorded as unreadable")
    func notFollowed() throws {
        let pointer =
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "0", count: 64))\nsize 9\n"
        let fixture = try HistoryFixture([["a.yaml": configMap("web", "a: x"), "big.yaml": pointer]])
        let blob = try fixture.git("rev-parse", "main:a.yaml").trimmingCharacters(in: .whitespacesAndNewlines)
        let tree =
            "100644 blob \(blob)\ta.yaml\n120000 blob \(blob)\tlink.yaml\n160000 commit \(fixture.ids[0])\tmodule\n"
        let made = try HistoryFixture.git(["mktree", "--missing"], in: fixture.path, input: Data(tree.utf8))
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let commit = try HistoryFixture.git(
            ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit-tree", made, "-p", "main", "-m", "links"],
            in: fixture.path
        ).trimmingCharacters(in: .whitespacesAndNewlines)
        let head = try #require(ObjectID(commit))
        let history = try ResourceHistory(
            of: try fixture.repository(), at: head, options: HistoryOptions(storage: .none))
        #expect(try history.unreadablePaths(at: fixture.ids[0]) == ["big.yaml"])
        #expect(try history.unreadablePaths() == ["link.yaml", "module"])
    }

    @Test("what Git LFS keeps here is read, and what it does not is told until it is")
    func largeFiles() throws {
        func pointer(_ content: String) -> String {
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(digits(content))\nsize \(content.utf8.count)\n"
        }
        func digits(_ content: String) -> String {
            SHA256Digest.hexadecimal(of: Array(content.utf8))
        }
        let versions = ["a: x", "a: y, b: z"].map { configMap("web", $0) }
        let fixture = try HistoryFixture(
            [["a.yaml": pointer(versions[0])], ["a.yaml": pointer(versions[1])], ["a.yaml": versions[1]]])
        func keep(_ content: String, as name: String) throws {
            let folder = "\(fixture.path)/lfs/objects/\(name.prefix(2))/\(name.dropFirst(2).prefix(2))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(content.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        func history() throws -> ResourceHistory {
            try ResourceHistory(of: try fixture.repository(), at: fixture.ids[2])
        }
        // Nothing is here.
        let none = try history()
        #expect(fixture.texts(none.entries(of: web)) == ["2 readableAgain a.yaml"])
        #expect(none.gaps.map(\.reason) == [.missingFiles, .missingFiles])
        #expect(none.storage.notSaved == .lacksFiles)
        let unread = try #require(try none.unreadFile(of: fixture.ids[1]))
        #expect(unread.path == "a.yaml" && unread.error.problem == .largeFileNotHere)
        #expect(unread.error.description.contains("kept in Git LFS"))
        // Something else than what the pointer names.
        try keep(versions[0], as: digits(versions[1]))
        #expect(try history().gaps.count == 2)
        try keep(versions[1], as: digits(versions[1]))
        let one = try history()
        #expect(fixture.texts(one.entries(of: web)) == ["1 readableAgain a.yaml"])
        #expect(try one.blame(of: web).first?.isPartial == true)
        // All is here.
        try keep(versions[0], as: digits(versions[0]))
        let all = try history()
        #expect(all.gaps.isEmpty && all.storage.notSaved == nil)
        #expect(fixture.texts(all.entries(of: web)).suffix(2) == ["1 modified a.yaml", "0 added a.yaml"])
        let blame = try #require(try all.blame(of: web, at: fixture.ids[1]).first)
        #expect(!blame.isPartial)
        let commits = blame.leaves.filter { $0.path.steps.first == .field("data") }.map(\.commit.id)
        #expect(commits == [fixture.ids[1], fixture.ids[1]])
        #expect(try all.resource(web, at: fixture.ids[0]).count == 1)
        let trail = try AuditTrail(of: all)
        let fields = trail.records.flatMap(\.fields).map { "\($0.change) \($0.path)" }
        #expect(fields == ["changed data.a", "added data.b"])
        // The pointer is never written over.
        let plan = #expect(throws: CommitPlanError.self) {
            var earlier = try history()
            try earlier.advance(to: fixture.ids[1])
            _ = try RollbackPlan(of: [web], to: fixture.ids[0], in: earlier)
        }
        #expect(plan == .cannotBeWritten(path: "a.yaml", "its content is kept in Git LFS"))
    }

    @Test("a merge has an entry only where it differs from all parents")
    func merges() throws {
        typealias Commit = HistoryFixture.Commit
        let commits = [
            Commit(files: ["a.yaml": configMap("web", "a: x, b: x")], parents: []),
            Commit(files: ["a.yaml": configMap("web", "a: y, b: x")], parents: [0]),
            Commit(files: ["z/a.yaml": configMap("web", "a: x, b: y")], parents: [0]),
            Commit(files: ["a.yaml": configMap("web", "a: y, b: x")], parents: [1, 2]),
            Commit(files: ["z/a.yaml": configMap("web", "a: y, b: y")], parents: [1, 2]),
        ]
        let clean = try HistoryFixture(Array(commits[..<4]))
        #expect(
            try clean.texts(clean.history().entries(of: web)) == [
                "2 moved z/a.yaml", "1 modified a.yaml", "0 added a.yaml",
            ])
        let own = try HistoryFixture(commits)
        let history = try own.history()
        #expect(
            own.texts(history.entries(of: web)) == [
                "4 moved z/a.yaml", "2 moved z/a.yaml", "1 modified a.yaml", "0 added a.yaml",
            ])
        let blame = try #require(try history.blame(of: web).first)
        #expect(blame[FieldPath([.field("data"), .field("a")])]?.commit.id == own.ids[1])
        #expect(blame[FieldPath([.field("data"), .field("b")])]?.commit.id == own.ids[2])
        #expect(blame[FieldPath([.field("data")])]?.commit.id == own.ids[4])
        #expect(
            try own.texts(own.history(.firstParent).entries(of: web)) == [
                "4 moved z/a.yaml", "1 modified a.yaml", "0 added a.yaml",
            ])
    }

    @Test("git log --follow names the same commits where a file is a resource")
    func follow() throws {
        let base = configMap("web", "a: x, b: y, c: z") + (0..<20).map { "# line \($0)\n" }.joined()
        var versions = [["a.yaml": base]]
        for number in 1..<30 {
            var files = versions[versions.count - 1]
            let (path, text) = files.first ?? ("", "")
            switch number % 5 {
            case 0: files = ["apps/w\(number).yaml": text]
            case 1: files["a/other\(number).yaml"] = configMap("other", "n: \(number)")
            case 2: files[path] = text + "# note \(number)\n"
            case 3: files[path] = text.replacingOccurrences(of: "{a: ", with: "{a: v")
            default: break
            }
            files = files.filter { !$0.key.hasPrefix("a/") || number % 5 == 1 }
            versions.append(files)
        }
        let fixture = try HistoryFixture(versions)
        let history = try fixture.history()
        let path = try #require(try history.paths(of: web).first)
        let found = history.entries(of: web).entries.map { "\($0.commit)" }
        let expected = try fixture.git("log", "--follow", "--format=%H", "main", "--", path)
        #expect(found == expected.split(separator: "\n").map(String.init))
        #expect(found.count >= 10)
    }

    @Test("a shallow clone has a history that says where it ends, until it is deepened")
    func shallow() throws {
        let fixture = try HistoryFixture((0..<10).map { ["a.yaml": configMap("web", "a: \($0 / 4), b: x")] })
        let clone = fixture.path + "/clone"
        try HistoryFixture.git(
            ["clone", "-q", "--bare", "--depth", "3", "file://\(fixture.path)", clone], in: fixture.path)
        let options = HistoryOptions(storage: .folder(clone + "/own"))
        let history = try ResourceHistory(of: try Repository(opening: clone), at: fixture.ids[9], options: options)
        let entries = history.entries(of: web)
        #expect(fixture.texts(entries) == ["8 modified a.yaml", "7 added a.yaml"])
        #expect(entries.gaps == [HistoryGap(commit: fixture.ids[7], reason: .shallowBoundary)])
        #expect(entries.entries[1].isAtBoundary && !entries.entries[0].isAtBoundary)
        let blame = try #require(try history.blame(of: web).first)
        #expect(blame.isPartial && blame.gaps == entries.gaps)
        #expect(blame[FieldPath([.field("data"), .field("a")])]?.mayBeOlder == false)
        #expect(blame[FieldPath([.field("data"), .field("b")])]?.mayBeOlder == true)
        try HistoryFixture.git(["fetch", "-q", "--unshallow"], in: clone)
        let deep = try ResourceHistory(of: try Repository(opening: clone), at: fixture.ids[9], options: options)
        #expect(deep.storage.discarded == .otherBoundary)
        #expect(fixture.texts(deep.entries(of: web)) == ["8 modified a.yaml", "4 modified a.yaml", "0 added a.yaml"])
        #expect(!deep.entries(of: web).isPartial)
    }

    @Test("a clone without old files has a history that says so, and is not saved")
    func partial() throws {
        let fixture = try HistoryFixture((0..<6).map { ["a.yaml": configMap("web", "a: \($0), b: x")] })
        try fixture.git("config", "uploadpack.allowFilter", "true")
        let clone = fixture.path + "/clone"
        try HistoryFixture.git(
            ["clone", "-q", "--filter=blob:none", "-b", "main", "file://\(fixture.path)", clone], in: fixture.path)
        let options = HistoryOptions(storage: .folder(clone + "/own"))
        let history = try ResourceHistory(of: try Repository(opening: clone), at: fixture.ids[5], options: options)
        #expect(history.storage.notSaved == .lacksFiles)
        let entries = history.entries(of: web)
        #expect(entries.isPartial && entries.gaps.contains { $0.reason == .missingFiles })
        #expect(fixture.texts(entries) == ["5 readableAgain a.yaml"])
        #expect(try history.unreadablePaths(at: fixture.ids[2]) == ["a.yaml"])
        #expect(history.changes(of: FieldPath([.field("data"), .field("a")]), in: web).count == 1)
        let blame = try #require(try history.blame(of: web).first)
        #expect(blame.isPartial)
    }

    @Test("why a file could not be read is told: left out of a partial clone, missing or damaged")
    func unreadFiles() throws {
        let fixture = try HistoryFixture([["a.yaml": configMap("web", "a: x")], ["a.yaml": configMap("web", "a: y")]])
        try fixture.git("config", "uploadpack.allowFilter", "true")
        let clone = fixture.path + "/clone"
        try HistoryFixture.git(
            ["clone", "-q", "--bare", "--filter=blob:none", "-b", "main", "file://\(fixture.path)", clone],
            in: fixture.path)
        let options = HistoryOptions(storage: .none)
        func unread(_ path: String) throws -> (path: String, error: GitError)? {
            let history = try ResourceHistory(of: try Repository(opening: path), at: fixture.ids[1], options: options)
            return try history.unreadFile(of: fixture.ids[1])
        }
        #expect(try unread(fixture.path) == nil)
        let blob = try fixture.git("rev-parse", "\(fixture.ids[1]):a.yaml").prefix(40)
        let id = try #require(ObjectID(String(blob)))
        let left = try #require(try unread(clone))
        #expect(left.path == "a.yaml" && left.error.problem == .missingInPartialClone(id))
        let file = URL(fileURLWithPath: "\(fixture.path)/objects/\(blob.prefix(2))/\(blob.dropFirst(2))")
        try FileManager.default.removeItem(at: file)
        #expect(try unread(fixture.path)?.error.problem == .missingObject(id))
        try Data("no object".utf8).write(to: file)
        let damaged = try #require(try unread(fixture.path))
        #expect(damaged.path == "a.yaml" && damaged.error.problem == .corrupt)
        #expect(damaged.error.detail.contains("\(id)"))
    }

    @Test("a missing tree or commit is an error that names it, and the history stays as it was")
    func broken() throws {
        let fixture = try HistoryFixture((0..<4).map { ["d/a.yaml": configMap("web", "a: \($0)")] })
        let tree = try fixture.git("rev-parse", "main~1:d").trimmingCharacters(in: .whitespacesAndNewlines)
        let pack = try FileManager.default.contentsOfDirectory(atPath: fixture.path + "/objects/pack")
        for name in pack where name.hasSuffix(".pack") {
            let moved = fixture.path + "/" + name
            try FileManager.default.moveItem(atPath: fixture.path + "/objects/pack/" + name, toPath: moved)
            try HistoryFixture.git(
                ["unpack-objects", "-q"], in: fixture.path, input: try Data(contentsOf: URL(fileURLWithPath: moved)))
        }
        for name in pack where name.hasSuffix(".idx") {
            try FileManager.default.removeItem(atPath: fixture.path + "/objects/pack/" + name)
        }
        try FileManager.default.removeItem(
            atPath: "\(fixture.path)/objects/\(tree.prefix(2))/\(tree.dropFirst(2))")
        var history = try fixture.history(at: 1)
        let error = #expect(throws: HistoryError.self) { try history.advance(to: fixture.ids[3]) }
        #expect(error == .git(GitError(.missingObject(try #require(ObjectID(tree))), repository: fixture.path)))
        #expect(history.head == fixture.ids[1])
        #expect(fixture.texts(history.entries(of: web)) == ["1 modified d/a.yaml", "0 added d/a.yaml"])
    }
}
