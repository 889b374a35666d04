import GitOpsManifest
import Testing

@Suite("Every value knows where it stands")
struct PositionTests {
    static let fixture = """
        # comment é
        plain: some text
        number: 0x1F   # trailing
        multi: first
          second é
          third
        single: 'it''s é'
        double: "tab\\t \\u00e9
          folded"
        literal: |
          line é
            deeper

        folded: >-
          one
          two
        anchored: &anchor !!str 12
        tagged: !custom {a: 1}
        empty:
        flow: {x: [1, "é, b", {v: }], "q k" : 'v', z}
        pairs: [a: b, c : d ]
        list:
        - name: é
          value: [ ]
        -   - nested
            - {}
        - ? complex key
          : complex value
        alias: *anchor
        日本: 🎉 b
        items:
        - kind: A
          deep: {a: {b: {c: 1}}}
        - kind: B
        """

    @Test("range, line, column and key of every node", arguments: ["\n", "\r\n"], ["", "\u{FEFF}"])
    func everyNode(lineBreak: String, mark: String) throws {
        let document = Self.fixture.split(separator: "\n", omittingEmptySubsequences: false).joined(
            separator: lineBreak)
        let text = mark + document + "\(lineBreak)---\(lineBreak)" + document + lineBreak
        let results = DocumentReader().read(SourceText(text), grammar: .yaml)
        #expect(results.count == 2)
        for result in results {
            let root = try result.get().root
            for node in root.everyNode {
                let range = try #require(node.sourceRange)
                #expect(node.position == naivePosition(range.lowerBound, in: text))
                let keyPosition = try #require(node.keyPosition)
                #expect(keyPosition == naivePosition(keyPosition.byteOffset, in: text))
                #expect(range.upperBound <= text.utf8.count)
                let spelling = root.document.source[range]
                #expect(spelling.first?.isWhitespace != true && spelling.last?.isWhitespace != true)
                expectEqualWhenReadAgain(node, spelling, lineBreak)
                if let key = node.key {
                    let rest = root.document.source[keyPosition.byteOffset..<text.utf8.count]
                    #expect(rest.drop { "\"'".contains($0) }.hasPrefix(key), "the key \(key)")
                }
            }
        }
    }

    /// A value read alone, with the indentation its first line had, is the same value.
    private func expectEqualWhenReadAgain(_ node: Node, _ spelling: String, _ lineBreak: String) {
        if node.kind == .array, spelling.hasPrefix("["), spelling.contains(" : d") { return }
        let column = node.position?.column ?? 1
        let isBlock = spelling.hasPrefix("|") || spelling.hasPrefix(">")
        // Block collections need their margin; block texts need a parent to be indented under.
        let margin = String(repeating: " ", count: isBlock ? 0 : column - 1)
        let text =
            isBlock
            ? "k: \(spelling)\(lineBreak)"
            : "\(margin)\(spelling)\(lineBreak)"
        let again = try? DocumentReader().readFirst(SourceText(text)).root
        let value = isBlock ? again?["k"] : again
        #expect(value == node, "\(text) is not \(JSONWriter.canonical.string(node))")
    }

    @Test("a pair without braces in a flow list ends with its value")
    func flowPair() throws {
        let root = try Document(yaml: "a: [b: c   , d: e # x\n  ]").root
        let ranges = root["a"]?.elements.compactMap(\.sourceRange).map { root.document.source[$0] }
        #expect(ranges == ["b: c", "d: e"])
    }

    @Test("lines are counted by line feeds, as Git and editors do", arguments: ["\r", "\u{85}", "\u{2028}"])
    func otherLineBreaks(lineBreak: String) throws {
        let text = "a: 1\(lineBreak)b: 2\nc: 3\(lineBreak)d: [\n"
        let whole = "x: é\n---\n" + text + "---\ne: 5\n"
        for result in DocumentReader().read(SourceText(whole), grammar: .yaml) {
            switch result {
            case .success(let document):
                for node in document.root.everyNode {
                    #expect(node.position == naivePosition(node.position?.byteOffset ?? -1, in: whole))
                }
            case .failure(let error):
                #expect(error.position == naivePosition(error.position?.byteOffset ?? -1, in: whole))
            }
        }
    }

    @Test("the lines after an unreadable document are right", arguments: ["\n", "\r\n"])
    func linesAfterError(lineBreak: String) throws {
        let text = ["a: 1", "---", "b: [é", "---", "", "c: 3", "---", "\"", "---", "d: \"it\\'s\"", "e: 1", ""].joined(
            separator: lineBreak)
        let results = DocumentReader().read(SourceText(text), grammar: .yaml)
        #expect(results.count == 5)
        #expect(try results[2].get().root["c"]?.position?.line == 6)
        #expect(
            try results[4].get().root["e"]?.position
                == SourcePosition(line: 11, column: 4, byteOffset: text.utf8.count - 1 - lineBreak.utf8.count))
    }

    @Test("JSON values, also after escapes and in later lines")
    func json() throws {
        let text = "{\"é\\n\" : [1, \"x\\u0041\",\n  {\"k\": null}],\n\"b\":-1.5e3}\n {\"c\":2}"
        for result in DocumentReader().read(SourceText(text), grammar: .json) {
            let root = try result.get().root
            for node in root.everyNode {
                let range = try #require(node.sourceRange)
                #expect(try Document(json: root.document.source[range]).root == node)
                #expect(node.position == naivePosition(range.lowerBound, in: text))
                let key = try #require(node.keyPosition)
                #expect(key == naivePosition(key.byteOffset, in: text))
            }
        }
    }
}
