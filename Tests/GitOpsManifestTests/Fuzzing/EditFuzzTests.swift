import GitOpsTestSupport
import Testing

@testable import GitOpsManifest

@Suite("Whatever the text, an edit holds its law or is refused")
struct EditFuzzTests {
    static let yamlTexts =
        [
            EditTests.deployment, "- - a # c\n  - b\n-\n  # d\n  x: 1\n- {p: [1, 2], q: }\n",
            "a:\n- 1\n\n- 2 # two\nb:\n",
            "x: 1 # é\r\ny:\r\n  - p\r\n  # q\r\n  - r\r\nz: |\r\n  t\r\n", "a: {\n  b: 1, # c\n  d: [x,\n  y]\n  }\n",
            "? a\n: b\n? c\n: - d\n", "a: &x\n  p: 1\n  q: 2\nb: *x\nc:\n  <<: *x\n  r: 3\n", "a: 1\nb: 2\na: 3\n",
            "k: |\n  t\n\nl: >-\n  u\n  v\n---\n# only\n--- {a: 1}\n...\n--- # e\n- 1\n", "\"a\": 'x'\n'b' : \"y\"\n",
        ] + ReaderFuzzTests.yamlTexts
    static let jsonTexts =
        ["{\n  \"a\": [\n    1,\n    {\"b\": null}\n  ],\n  \"c\": \"\\u00e9\"\n}\n", "[]", "{}\n[1,2]\n"]
        + ReaderFuzzTests.jsonTexts
    static let values = [
        "1", "null", "true", "\"text\"", "\"yes\"", "\"a\\nb\\n\"", "[]", "{}", "[1,[2]]", "{\"a\":{}}",
    ]
    .compactMap { try? Document(json: $0).root }

    @Test("set, insert and remove at any path")
    func edits() { FuzzRun.run(defaultCount: 3_000, problem: Self.problem) }

    static func problem(using random: inout SeededGenerator) -> String? {
        let isHostile = Bool.random(using: &random)
        let grammar = random.pick([DocumentReader.Grammar.yaml, .yaml, .yaml, .json])
        var bytes = text(grammar, using: &random)
        if isHostile {
            for _ in 0..<Int.random(in: 1...5, using: &random) { TextMutation.mutate(&bytes, using: &random) }
        }
        let documents = DocumentReader().read(SourceText(bytes, name: "fuzz"), grammar: grammar)
            .compactMap { try? $0.get() }
        guard var document = documents.randomElement(using: &random) else { return nil }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let edit = edit(of: document, using: &random)
            let (result, problem) = EditLaw.check(edit, of: document)
            if let problem { return "\(problem)\n\(edit)\n\(document.source[0..<document.source.byteCount])" }
            guard let result else { return nil }
            document = result.document
        }
        return nil
    }

    private static func text(_ grammar: DocumentReader.Grammar, using random: inout SeededGenerator) -> [UInt8] {
        let isJSON = grammar == .json
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            let value = GeneratedValue.random(depth: 3, using: &random)
            return Array((isJSON ? value.json(using: &random) : value.yaml(using: &random)).utf8)
        case 1:
            guard let generated = try? GeneratedDocument.make(seed: random.next(), depth: 3).root else { return [] }
            let writer = YAMLWriter(
                indentation: Int.random(in: 1...4, using: &random), indentsSequences: .random(using: &random))
            return isJSON ? JSONWriter().bytes(generated) : Array(writer.string(generated).utf8)
        default: return Array(random.pick(isJSON ? jsonTexts : yamlTexts).utf8)
        }
    }

    private static func edit(of document: Document, using random: inout SeededGenerator) -> Edit {
        let nodes = document.root.everyNode
        let node = random.pick(nodes)
        var path = node.path(keys: Bool.random(using: &random) ? .byName : .byPosition)
        let generated = try? GeneratedDocument.make(seed: random.next(), depth: 2).root
        let value = random.pick([random.pick(values), random.pick(nodes), generated ?? document.root])
        switch Int.random(in: 0..<12, using: &random) {
        case 0...3: return .set(path, value)
        case 4, 5: return .set(path.appending(.field(random.pick(GeneratedDocument.strings))), value)
        case 6: return .insert(path, at: nil, value)
        case 7: return .insert(path, at: Int.random(in: -1...4, using: &random), value)
        case 8...10: return .remove(path)
        default:
            for _ in 0..<Int.random(in: 1...3, using: &random) { path.steps.append(randomStep(using: &random)) }
            return random.pick([.set(path, value), .insert(path, at: 0, value), .remove(path)])
        }
    }

    private static func randomStep(using random: inout SeededGenerator) -> FieldPath.Step {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: .index(Int.random(in: -2...3, using: &random))
        case 1: .index(random.pick([.max, .min]))
        case 2: .keyed(Bool.random(using: &random) ? [] : [FieldPath.Key("name", .string("web"))])
        case 3: .value(random.pick([.integer(1), .null, .string("a"), .number("1.5")]))
        default: .field(random.pick(GeneratedValue.names))
        }
    }

    @Test("a path of very many steps is refused")
    func longPath() throws {
        let document = try Document(yaml: "a: 1\n")
        let path = FieldPath([FieldPath.Step](repeating: .field("b"), count: 1_000_000))
        let edit = Edit.set(path, document.root)
        // Outside of the expectations, which would print the path.
        let isRefused = [
            Result { () throws(EditError) in _ = try document.editingSource([edit]) },
            Result { () throws(EditError) in _ = try document.applying([edit]) },
        ].map { if case .failure(let error) = $0 { error.problem == .tooDeep } else { false } }
        #expect(isRefused == [true, true])
    }

    @Test("a neighbour that expands without end stays refused, and the edit is made")
    func hostileNeighbour() throws {
        var bomb = "l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1..<12 {
            bomb +=
                "l\(level): &l\(level) [" + Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        let results = DocumentReader().read(SourceText("a: 1\n---\n" + bomb))
        let document = try #require(try results.first?.get())
        let edited = try document.editingSource([.set(FieldPath(parsing: "a"), Self.values[1])])
        #expect(edited.source[0..<edited.source.byteCount] == "a: null\n---\n" + bomb)
    }
}
