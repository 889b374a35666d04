import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Two-way diff")
struct TwoWayDiffTests {
    private func changes(_ base: String, _ desired: String) throws -> [String] {
        let base = try Document(yaml: base)
        let desired = try Document(yaml: desired)
        return TwoWayDiff().compare(base: base.root, desired: desired.root).map { change in
            let values = [change.base, change.desired].map { $0.map { JSONWriter().string($0) } ?? "-" }
            return "\(change.operation.rawValue) \(change.path) \(values[0]) \(values[1])"
        }
    }

    @Test(
        "spelling, order of keys, comments and style are no changes",
        arguments: [
            ("a: 1\nb: x\n", "b: 'x' # comment\na: 0x1\n"), ("a: [1, 2]\n", "a:\n- 1\n- 2.0\n"),
            ("a: yes\n", "a: true\n"),
            ("a: ~\n", "a: null\n"), ("a: \"x\\ny\\n\"\n", "a: |\n  x\n  y\n"), ("a: 1e3", "{\"a\": 1000}"),
        ])
    func spelling(base: String, desired: String) throws {
        #expect(try changes(base, desired) == [])
    }

    @Test(
        "what looks alike and is not the same is a change",
        arguments: [
            ("a: 1", "a: '1'"), ("a: ''", "a: null"), ("a: []", "a: {}"), ("a: null", "{}"), ("a: 0", "a: false"),
        ])
    func differences(base: String, desired: String) throws {
        #expect(try changes(base, desired).count == 1)
    }

    @Test("items of a list are matched by name, wherever they stand")
    func keyed() throws {
        let base = "- {name: a, x: 1}\n- {name: b, x: 1}\n- {name: c, x: 1}\n"
        #expect(
            try changes(base, "- {name: new, x: 0}\n- {name: a, x: 1}\n- {name: c, x: 2}\n") == [
                "remove [name=b] {\"name\":\"b\",\"x\":1} -", "replace [name=c].x 1 2",
                "add [name=new] - {\"name\":\"new\",\"x\":0}",
            ])
        #expect(
            try changes(base, "- {name: c, x: 1}\n- {name: a, x: 1}\n- {name: b, x: 1}\n").first?.hasPrefix("reorder")
                == true)
    }

    @Test("items without distinct names go by position, with as few changes as needed")
    func positional() throws {
        #expect(try changes("[a, b, c, d]", "[a, c, d, e]") == ["remove [1] \"b\" -", "add [3] - \"e\""])
        #expect(try changes("[{name: a}, {name: a}]", "[{name: a}, {name: b}]") == ["replace [1].name \"a\" \"b\""])
    }

    @Test(
        "a malformed patch is refused with the operation and the pointer",
        arguments: [
            "{}", "[1]", "[{}]", #"[{"op":"x","path":""}]"#, #"[{"op":"add","path":"a","value":1}]"#,
            #"[{"op":"add","path":"/a"}]"#, #"[{"op":"remove","path":"/missing"}]"#, #"[{"op":"remove","path":""}]"#,
            #"[{"op":"add","path":"/list/9","value":1}]"#, #"[{"op":"add","path":"/list/01","value":1}]"#,
            #"[{"op":"replace","path":"/list/-","value":1}]"#, #"[{"op":"move","from":"/o","path":"/o/x"}]"#,
            #"[{"op":"test","path":"/n","value":2}]"#, #"[{"op":"add","path":"/n/x","value":1}]"#,
            #"[{"op":"copy","from":"/~2","path":"/x"}]"#,
            #"[{"op":"add","path":"/list/99999999999999999999","value":1}]"#,
        ])
    func malformedPatch(text: String) throws {
        let target = try Document(json: #"{"n": 1, "list": [1, 2], "o": {"x": {}}}"#)
        let document = try Document(json: text)
        let error = #expect(throws: PatchError.self) { try JSONPatch(document.root).apply(to: target.root) }
        #expect(error?.description.isEmpty == false)
    }
}
