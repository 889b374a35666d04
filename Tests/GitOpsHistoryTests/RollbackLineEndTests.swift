import GitOpsManifest
import GitOpsRepository
import GitOpsTestSupport
import Testing

@testable import GitOpsHistory

@Suite("Line ends of a file that resources are taken back in")
struct RollbackLineEndTests {
    private static func map(_ name: String, _ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  a: \(data)\n  text: |\n    one\n    "
            + "two\n"
    }

    private static func id(_ name: String) -> ResourceID { ResourceID(group: "", kind: "ConfigMap", name: name) }

    private static func crlf(_ text: String) -> String {
        String(decoding: text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, as: UTF8.self)
    }

    /// The only file of a rollback to the first version, whose tree was proven.
    private static func rolledBack(_ ids: [ResourceID], _ versions: [[String: String]]) throws -> String {
        let fixture = try HistoryFixture(versions)
        let history = try ResourceHistory(
            of: try fixture.repository(), at: fixture.ids[versions.count - 1], options: HistoryOptions(storage: .none))
        let plan = try RollbackPlan(of: ids, to: fixture.ids[0], in: history)
        _ = try plan.commit.writeTree()
        let bytes = try #require(plan.commit.files.first?.new)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func expectBytes(_ found: String, _ wanted: String, _ location: SourceLocation = #_sourceLocation) {
        #expect(Array(found.utf8) == Array(wanted.utf8), "\(found.debugDescription)", sourceLocation: location)
    }

    @Test("are those that the file has now, whatever those of the revision were", arguments: [false, true])
    func present(isPair: Bool) throws {
        func now(_ text: String) -> String { isPair ? Self.crlf(text) : text }
        func then(_ text: String) -> String { isPair ? text : Self.crlf(text) }
        let two = { (web: String, db: String) in "# shop\n" + Self.map("web", web) + "---\n" + Self.map("db", db) }
        for id in ["web", "db"] {
            let found = try Self.rolledBack(
                [Self.id(id)], [["a.yaml": then(two("1", "1"))], ["a.yaml": now(two("2", "2"))]])
            expectBytes(found, now(id == "web" ? two("1", "2") : two("2", "1")))
        }
        let gone = try Self.rolledBack(
            [Self.id("db")], [["a.yaml": then(two("1", "1"))], ["a.yaml": now("# shop\n" + Self.map("web", "2"))]])
        expectBytes(gone, now(two("2", "1")))
        let only = try Self.rolledBack(
            [Self.id("web")], [["a.yaml": then(Self.map("web", "1"))], ["b/a.yaml": now(Self.map("web", "2"))]])
        expectBytes(only, now(Self.map("web", "1")))
    }

    @Test("of a file that comes back are those of the revision")
    func recreated() throws {
        let old = Self.crlf(Self.map("web", "1") + "---\n" + Self.map("db", "1"))
        let found = try Self.rolledBack(
            [Self.id("web"), Self.id("db")], [["a.yaml": old, "b.yaml": "a: b\n"], ["b.yaml": "a: b\n"]])
        expectBytes(found, old)
    }

    @Test("that are mixed stay as they are in lines that do not change")
    func mixed() throws {
        // Every third line ends in CRLF.
        func mixed(_ text: String) -> String {
            text.split(separator: "\n").enumerated()
                .map { String($0.element) + ($0.offset % 3 == 2 ? "\r\n" : "\n") }.joined()
        }
        let now = { (web: String, db: String) in mixed(Self.map("web", web)) + "---\r\n" + mixed(Self.map("db", db)) }
        for spelling in [{ $0 }, Self.crlf] as [(String) -> String] {
            let then = spelling(Self.map("web", "1") + "---\n" + Self.map("db", "1"))
            for id in ["web", "db"] {
                let found = try Self.rolledBack([Self.id(id)], [["a.yaml": then], ["a.yaml": now("2", "2")]])
                let wanted = id == "web" ? now("1", "2") : now("2", "1")
                // The line that changed takes the end of the line before it.
                let line = Array(wanted.utf8).split(separator: 0x0A).map { $0.filter { $0 != 0x0D } }
                #expect(Array(found.utf8).split(separator: 0x0A).map { $0.filter { $0 != 0x0D } } == line)
                let different = zip(found.utf8.split(separator: 0x0A), wanted.utf8.split(separator: 0x0A)).filter {
                    !$0.elementsEqual($1)
                }
                #expect(
                    different.allSatisfy { String(Substring($0.0)).hasPrefix("  a: 1") }, "\(found.debugDescription)")
            }
        }
    }

    @Test("of items of a list, and of JSON")
    func listsAndJSON() throws {
        func list(_ data: String) -> String {
            "apiVersion: v1\nkind: List\nitems:\n"
                + ["a", "b"].map {
                    "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: \($0)\n  data:\n    x: '\(data)'\n"
                }.joined()
        }
        let found = try Self.rolledBack(
            [Self.id("b")], [["l.yaml": list("1")], ["l.yaml": Self.crlf(list("2"))]])
        #expect(!found.utf8.elementsEqual(Self.crlf(list("2")).utf8))
        #expect(
            Self.crlf(String(decoding: found.utf8.filter { $0 != 0x0D }, as: UTF8.self)).utf8.elementsEqual(found.utf8))
        func json(_ data: String) -> String {
            "{\n  \"apiVersion\": \"v1\", \"kind\": \"ConfigMap\",\n  \"metadata\": {\"name\": \"j\"},\n"
                + "  \"data\": {\"a\": \"\(data)\"}\n}\n"
        }
        let back = try Self.rolledBack(
            [Self.id("j")], [["j.json": json("1")], ["j.json": Self.crlf(json("2"))]])
        expectBytes(back, Self.crlf(json("1")))
    }

    @Test(
        "laws: what is not a line end stays, and an equal text stays byte for byte",
        arguments: (0..<200).map(UInt64.init))
    func laws(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func text() -> [UInt8] {
            (0..<Int.random(in: 0..<12, using: &random)).flatMap { _ -> [UInt8] in
                let content = Array(["a", "b", "", "c\r", "d"].randomElement(using: &random)!.utf8)
                return content + (Bool.random(using: &random) ? [0x0A] : [0x0D, 0x0A])
            } + (Bool.random(using: &random) ? [] : Array("end".utf8))
        }
        let ends = LineEnds(newline: [nil, [0x0A], [0x0D, 0x0A]].randomElement(using: &random)!)
        let (new, old) = (text(), text())
        let result = ends.apply(to: new[...], replacing: old[...])
        let plain = { (bytes: [UInt8]) in bytes.filter { $0 != 0x0D } }
        #expect(plain(result) == plain(new), "seed \(seed)")
        #expect(ends.apply(to: old[...], replacing: old[...]) == old, "seed \(seed)")
        #expect(ends.apply(to: result[...], replacing: result[...]) == result, "seed \(seed)")
    }
}
