import GitOpsCEL
import GitOpsManifest
import Testing

@Suite("Positions of expressions in manifests")
struct ExpressionPositionTests {
    /// The place in the manifest of the first `$` of its member `e`.
    private func place(_ manifest: String, json: Bool = false) throws -> String {
        let document = json ? try Document(json: manifest) : try Document(yaml: manifest)
        let node = try #require(document.root["e"])
        let text = try #require(node.string)
        let source = ExpressionSource(text, node: node)
        let offset = try #require(text.utf8.firstIndex(of: UInt8(ascii: "$")))
        let position = try #require(
            source.position(atByte: text.utf8.distance(from: text.utf8.startIndex, to: offset)))
        // The byte itself must be there.
        #expect(Array(manifest.utf8)[position.byteOffset] == UInt8(ascii: "$"))
        return position.description
    }

    @Test(
        "a byte is found in scalars of every style",
        arguments: [
            ("e: a + $\n", "1:8"), ("e: $\n", "1:4"), ("e: é + $\n", "1:8"), ("e: \"a + $\"\n", "1:9"),
            ("e: '''it'' + $'\n", "1:14"),
            ("e: \"\\\"\\u00e9\\n\\x41\\U0001F600 $\"\n", "1:30"), ("e: |\n  a +\n  b + $\n", "3:7"),
            ("x: 1\ne: |-\n\n    a +\n      b\n\n    + $\n", "7:7"), ("e: >\n  a +\n  b +\n\n  c + $\n", "5:7"),
            ("e: >-\n  a\n    more\n   $ end\n", "4:4"), ("e: a +\n  b +\n\n  $\n", "4:3"),
            ("e: 'a +\n  b $'\n", "2:5"),
            ("e: \"a \\\n  b $\"\n", "2:5"), ("e: |2 # comment\n    a\n  $\n", "3:3"), ("e: &x |\n  a $\n", "2:5"),
            ("e: !!str 'a $'\n", "1:13"), ("{e: 'a $', f: 1}\n", "1:8"),
        ])
    func styles(manifest: String, place expected: String) throws {
        #expect(try place(manifest) == expected)
    }

    @Test("strings of JSON with escapes")
    func json() throws {
        #expect(try place("{\"e\": \"\\\"\\/\\t\\u00e9\\ud83d\\ude00$\"}", json: true) == "1:32")
    }

    @Test("the issue of an expression in a manifest names its file and line")
    func issue() throws {
        let document = try Document(yaml: "rule: |\n  self.a +\n    self.b ? 1\n", name: "crd.yaml")
        let node = try #require(document.root["rule"])
        let error = #expect(throws: ExpressionError.self) {
            try ExpressionParser().parse(ExpressionSource(node.string ?? "", node: node))
        }
        let issue = try #require(error?.issues.first)
        #expect(issue.line == 3 && issue.column == 1)
        #expect(issue.sourceName == "crd.yaml")
        let other = ExpressionSource("self.a + $", node: node)
        #expect(other.position(atByte: 9) == node.position, "a text that is not the scalar's has the scalar's place")
    }

    @Test("a text built in memory has no place")
    func none() { #expect(ExpressionSource("a").position(atByte: 0) == nil) }
}
