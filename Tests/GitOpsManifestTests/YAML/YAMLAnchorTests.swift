import GitOpsManifest
import Testing

@Suite("YAML anchors, aliases and merge keys")
struct YAMLAnchorTests {
    @Test(
        "aliases and merges give",
        arguments: [
            ("a: &x 1\nb: *x", #"{"a":1,"b":1}"#),
            ("a: &x 1\nb: &x 2\nc: *x", #"{"a":1,"b":2,"c":2}"#),
            ("a: &x {k: 1}\nb: *x", #"{"a":{"k":1},"b":{"k":1}}"#),
            ("&a k: *a", #"{"k":"k"}"#),
            ("a: &x k\n*x : 1", #"{"a":"k","k":1}"#),
            ("a: &x 1\nb: {*x : 2}", #"{"a":1,"b":{"1":2}}"#),
            ("a: &x \"\\x6b\"\nb: {*x : 1}\nc: {*x : 2}", #"{"a":"k","b":{"k":1},"c":{"k":2}}"#),
            ("- &x k\n- {*x : 1}\n- &x l\n- {*x : 2}", #"["k",{"k":1},"l",{"l":2}]"#),
            ("- &x [ &x 1 ]\n- *x", "[[1],1]"),
            ("- &x [ &x 1, *x ]", "[[1,1]]"),
            ("- &x [ &x [2] ]\n- *x", "[[[2]],[2]]"),
            ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}", #"{"a":{"p":1,"q":2},"b":{"p":1,"q":3}}"#),
            ("a: &x {q: 2}\nb: {q: 3, <<: *x}", #"{"a":{"q":2},"b":{"q":2}}"#),
            (
                "a: &x {q: 1}\nb: &y {q: 2, r: 3}\nc: {<<: [*x, *y]}",
                #"{"a":{"q":1},"b":{"q":2,"r":3},"c":{"q":1,"r":3}}"#
            ),
            ("a: &x {q: 1}\nb: &y {<<: *x, r: 2}\nc: {<<: *y}", #"{"a":{"q":1},"b":{"q":1,"r":2},"c":{"q":1,"r":2}}"#),
            ("a: {<<: {q: 1}}", #"{"a":{"q":1}}"#),
            ("a: {<<: &x {q: {r: 1}}}\nb: *x", #"{"a":{"q":{"r":1}},"b":{"q":{"r":1}}}"#),
            ("a: {\"<<\": 1}", #"{"a":{"<<":1}}"#),
            ("a: {!!merge <<: {q: 1}}", #"{"a":{"q":1}}"#),
        ])
    func values(text: String, expected: String) {
        #expect(canonical(yaml: text) == expected)
    }

    @Test(
        "a wrong use is refused",
        arguments: [
            ("a: *x", "unknownAnchor(\"x\")"), ("a: &x [*x]", "selfContainingAnchor(\"x\")"),
            ("&x a: {b: *y}", "unknownAnchor(\"y\")"), ("a: &x {b: {c: *x}}", "selfContainingAnchor(\"x\")"),
            ("a: {<<: 1}", "mergeNeedsObjects"), ("a: &x [1]\nb: {<<: *x}", "mergeNeedsObjects"),
            ("a: {<<: [1]}", "mergeNeedsObjects"), ("a: &x [1]\nb: {*x : 1}", "unsupportedKey(\"an array\")"),
        ])
    func refused(text: String, problem: String) {
        #expect(canonical(yaml: text) == "error: \(problem)")
    }

    @Test("an anchor ends with its document")
    func anchorScope() {
        #expect(outcomes("a: &x 1\n---\nb: *x\n") == ["{\"a\":1}", "3:4 unknownAnchor(\"x\")"])
    }

    @Test("a value that came through a merge or an alias knows its place in the tree")
    func pathsOfMergedValues() throws {
        let text = "base: &b {x: {v: [1, 2]}}\nm:\n  <<: *b\n  own: 1\nn: *b\nl:\n  <<: [*b, {z: {w: 3}}]\n"
        let root = try Document(yaml: text).root
        for node in root.everyNode { #expect(root.value(at: node.pointer)?.index == node.index) }
        #expect(root["m"]?["x"]?["v"]?[1]?.path.description == "m.x.v[1]")
        #expect(root["l"]?["z"]?["w"]?.path.description == "l.z.w")
    }

    @Test("the key of an aliased value is found where it stands, and its container spans it")
    func positionsOfAliases() throws {
        let root = try Document(yaml: "x: &x {a: 1}\nm:\n  a: 2\n  b: *x\nn: 3\n").root
        let aliased = try #require(root["m"]?["b"])
        #expect(aliased.keyPosition == SourcePosition(line: 4, column: 3, byteOffset: 25))
        #expect(aliased.position?.line == 1 && aliased.isAliased)
        let range = try #require(root["m"]?.sourceRange)
        #expect(root.document.source[range] == "a: 2\n  b: *x")
    }

    @Test(
        "a number keeps its spelling whatever stands before it",
        arguments: ["0x10", "&n 0x10", "!!int 0x10", "&n !!int '0x10'"])
    func numberSpelling(text: String) throws {
        #expect(try Document(yaml: "a: \(text)").root["a"]?.numberSpelling == "0x10")
    }
}
