import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Tables")
struct TableTests {
    private let table = Table(
        title: "Who may",
        columns: [.init("subject"), .init("count", title: "n", alignment: .trailing), .init("verbs"), .init("all")],
        rows: [
            ["web", 3, .list(["get", "list"]), true], ["日本語", -12, .list([]), false], ["🇩🇪 e\u{301}"],
        ])

    @Test("text is aligned, wide characters count twice and marks not at all")
    func text() {
        #expect(
            TableRenderer().render(table) == """
                Who may
                subject    n  verbs      all
                web        3  get, list  yes
                日本語   -12
                🇩🇪 e\u{301}

                """)
    }

    @Test("long cells are cut, and colours used only when asked for")
    func options() {
        let long = Table(columns: [.init("a"), .init("b")], rows: [[.text(String(repeating: "日", count: 500)), "x"]])
        let lines = TableRenderer(maximumCellWidth: 10).render(long).split(separator: "\n")
        #expect(lines[1] == "日日日日…  x")
        #expect(!TableRenderer().render(table).contains("\u{1B}"))
        #expect(TableRenderer(isColored: true).render(table).hasPrefix("\u{1B}[1mWho may\u{1B}[0m\n"))
    }

    @Test("CSV has the keys, and negative numbers stay numbers")
    func csv() {
        #expect(
            TableRenderer(format: .csv).render(table)
                == "subject,count,verbs,all\r\nweb,3,\"get, list\",yes\r\n日本語,-12,,\r\n\"🇩🇪 e\u{301}\",,,\r\n")
    }

    @Test("Markdown has a row for each row")
    func markdown() {
        #expect(
            TableRenderer(format: .markdown).render(table) == """
                **Who may**

                | subject | n | verbs | all |
                | --- | ---: | --- | --- |
                | web | 3 | get, list | yes |
                | 日本語 | &#45;12 |  |  |
                | 🇩🇪 e\u{301} |  |  |  |

                """)
    }

    @Test("JSON has types")
    func json() {
        #expect(
            TableRenderer(format: .jsonlines).render(table) == """
                {"subject":"web","count":3,"verbs":["get","list"],"all":true}
                {"subject":"日本語","count":-12,"verbs":[],"all":false}
                {"subject":"🇩🇪 e\u{301}","count":null,"verbs":null,"all":null}

                """)
    }

    @Test("hostile names stay in their cells", arguments: ReportFixture.hostileNames)
    func hostile(name: String) throws {
        let table = Table(title: name, columns: [.init(name), .init("b")], rows: [[.text(name), .list([name])]])
        let text = TableRenderer(maximumCellWidth: 20_000).render(table)
        #expect(!holdsHiddenCharacter(text) && text.split(separator: "\n", omittingEmptySubsequences: false).count <= 4)
        let records = FindingCSVTests.records(TableRenderer(format: .csv).render(table))
        #expect(records.count == 2 && records.allSatisfy { $0.count == 2 })
        let rows = TableRenderer(format: .markdown).render(table).split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(rows.count == 3 && rows.allSatisfy { row in row.unicodeScalars.count { $0 == "|" } == 3 })
        let root = try Document(json: TableRenderer(format: .json).render(table)).root
        #expect(root.elements.first { _ in true }?[name]?.string.map { Array($0.utf8) } == Array(name.utf8))
    }
}
