import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Field paths")
struct FieldPathTests {
    static func scalar(using generator: inout SeededGenerator) -> FieldPath.Scalar {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: .null
        case 1: .boolean(.random(using: &generator))
        case 2: .integer([0, -1, 80, .max, .min].randomElement(using: &generator) ?? 0)
        case 3: .number(["0.5", "1e+21", "-1e-7", "18446744073709551615"].randomElement(using: &generator) ?? "0.5")
        default: .string(GeneratedValue.strings.randomElement(using: &generator) ?? "")
        }
    }

    static func path(using generator: inout SeededGenerator) -> FieldPath {
        FieldPath(
            (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                let name = (GeneratedValue.names + GeneratedValue.strings).randomElement(using: &generator) ?? ""
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: return .field(name)
                case 1: return .index([0, 7, .max].randomElement(using: &generator) ?? 0)
                case 2:
                    return .keyed(
                        (0...Int.random(in: 0...2, using: &generator)).map { _ in
                            FieldPath.Key(name, scalar(using: &generator))
                        })
                default: return .value(scalar(using: &generator))
                }
            })
    }

    @Test("what is printed is read back", arguments: 0..<2_000 as Range<UInt64>)
    func printed(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let path = Self.path(using: &generator)
        let again = try FieldPath(parsing: path.description)
        #expect(again == path && again.description == path.description, "seed \(seed): \(path)")
    }

    @Test(
        "spellings",
        arguments: [
            ("", []), ("spec", [.field("spec")]), ("a.b", [.field("a"), .field("b")]),
            ("[\"a.b\"].c", [.field("a.b"), .field("c")]),
            ("a[0]", [.field("a"), .index(0)]), ("[=\"x\"]", [.value(.string("x"))]), ("[=80]", [.value(.integer(80))]),
            ("c[name=web].image", [.field("c"), .keyed([.init("name", .string("web"))]), .field("image")]),
            ("[p=80,q=\"80\"]", [.keyed([.init("p", .integer(80)), .init("q", .string("80"))])]),
            ("[=null]", [.value(.null)]),
        ] as [(String, [FieldPath.Step])])
    func spelling(text: String, steps: [FieldPath.Step]) throws {
        #expect(try FieldPath(parsing: text).steps == steps)
    }

    @Test(
        "a malformed spelling is an error with its place",
        arguments: [
            (".a", 0), ("a.", 2), ("a..b", 2), ("a[", 2), ("a[]", 2), ("a[-1]", 2), ("a[+1]", 2), ("a[1", 3), ("a]", 1),
            ("a[0]b", 4), ("a[\"x]", 6),
            ("a[x=]", 4), ("a[=]", 3), ("a[x=1,]", 6), ("a[x=1,y]", 7), ("é[", 2), ("a[99999999999999999999]", 2),
            ("a[\"\\q\"]", 2), ("a[\"b\\", 6),
            ("a[x", 3), ("=", 0), ("a[x=1", 5),
        ])
    func malformed(text: String, offset: Int) {
        #expect {
            try FieldPath(parsing: text)
        } throws: { error in
            guard case PathError.syntax(let path, let place, let expected)? = error as? PathError else { return false }
            return path == text && !expected.isEmpty && place <= text.unicodeScalars.count && abs(place - offset) <= 1
        }
    }

    @Test("the path and the pointer of every value lead to it", arguments: 0..<200 as Range<UInt64>)
    func resolution(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let root = try Document(json: GeneratedValue.random(depth: 4, using: &generator).json(using: &generator)).root
        for node in root.everyNode {
            for path in [node.path, node.path(keys: .byPosition), try FieldPath(parsing: node.path.description)] {
                #expect(root.value(at: path)?.index == node.index, "seed \(seed): \(path)")
            }
            #expect(root.value(at: try JSONPointer(parsing: node.pointer.description))?.index == node.index)
        }
    }

    @Test("keyed, value and index steps")
    func steps() throws {
        let root = try Document(
            yaml: "c: [{name: a, p: 1}, {name: b, p: 1.0}, {name: b, p: x}]\nf: [x, 1, '1', null]\n"
        ).root
        func json(_ path: String) throws -> String? {
            root.value(at: try FieldPath(parsing: path)).map { JSONWriter.canonical.string($0) }
        }
        #expect(try json("c[name=b].p") == "1")
        #expect(try json("c[name=b,p=x].p") == "\"x\"")
        #expect(try json("c[p=1].name") == "\"a\"")
        #expect(
            try json("c[name=z]") == nil && json("c[3]") == nil && json("c.name") == nil && json("f[name=a]") == nil)
        #expect(try json("f[=1]") == "1" && json("f[=\"1\"]") == "\"1\"" && json("f[=null]") == "null")
        #expect(root["c"]?[1]?.path.description == "c[1]")
        #expect(root["c"]?[1]?.path(keys: ListKeys { _, _ in ["name", "p"] }).description == "c[name=b,p=1]")
    }

    @Test("texts are compared by their bytes, not by canonical equivalence")
    func canonicalEquivalence() throws {
        let root = try Document(json: "[{\"name\":\"e\u{301}\"},{\"name\":\"\u{E9}\"}]").root
        #expect(root[1].flatMap { root.value(at: $0.path) }?.index == root[1]?.index)
    }
}

@Suite("JSON pointers by RFC 6901")
struct JSONPointerTests {
    static let document = #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#

    @Test(
        "the examples of section 5",
        arguments: [
            ("", document), ("/foo", "[\"bar\",\"baz\"]"), ("/foo/0", "\"bar\""), ("/", "0"), ("/a~1b", "1"),
            ("/c%d", "2"), ("/e^f", "3"),
            ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"), ("/foo/2", nil),
            ("/foo/-", nil), ("/foo/00", nil),
            ("/foo/+1", nil), ("/bar", nil), ("/foo/0/x", nil), ("/foo/99999999999999999999", nil),
        ])
    func examples(text: String, expected: String?) throws {
        let root = try Document(json: Self.document).root
        let pointer = try JSONPointer(parsing: text)
        #expect(root.value(at: pointer).map { JSONWriter().string($0) } == expected)
        #expect(pointer.description == text)
    }

    @Test("a malformed pointer is an error with its place", arguments: [("a", 0), ("/~", 1), ("/~2", 1), ("/é/~x", 3)])
    func malformed(text: String, offset: Int) {
        #expect {
            try JSONPointer(parsing: text)
        } throws: { error in
            if case PathError.syntax(text, offset, _)? = error as? PathError { true } else { false }
        }
    }

    @Test("any tokens are read back", arguments: ["~", "/", "~1", "~\u{301}", "/\u{301}", "", "é", "a/b~c"])
    func tokens(token: String) throws {
        let pointer = JSONPointer(["x", token, "y"])
        let again = try JSONPointer(parsing: pointer.description)
        #expect(again.tokens.map { Array($0.utf8) } == pointer.tokens.map { Array($0.utf8) })
    }
}
