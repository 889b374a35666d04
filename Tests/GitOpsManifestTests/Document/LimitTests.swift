import GitOpsManifest
import Testing

@Suite("Limits hold against hostile input")
struct LimitTests {
    private func limit(_ text: String, _ limits: ReadingLimits, _ grammar: DocumentReader.Grammar = .yaml)
        -> DocumentError.Limit?
    {
        for case .failure(let error) in DocumentReader(options: ReadingOptions(limits: limits)).read(
            SourceText(text), grammar: grammar)
        {
            if let limit = error.limit { return limit }
        }
        return nil
    }

    @Test("each limit is a typed error, and what just fits is read", arguments: [DocumentReader.Grammar.yaml, .json])
    func each(grammar: DocumentReader.Grammar) {
        #expect(limit("[1]", ReadingLimits(bytes: 2), grammar) == .bytes)
        #expect(limit("[1]", ReadingLimits(bytes: 3), grammar) == nil)
        #expect(limit("[[[1]]]", ReadingLimits(depth: 2), grammar) == .depth)
        #expect(limit("[[[1]]]", ReadingLimits(depth: 3), grammar) == nil)
        #expect(limit("{\"abc\": 1}", ReadingLimits(keyBytes: 2), grammar) == .keyBytes)
        #expect(limit("{\"abc\": 1}", ReadingLimits(keyBytes: 3), grammar) == nil)
        #expect(limit("{\"a\\u0062c\": 1}", ReadingLimits(keyBytes: 2), grammar) == .keyBytes)
        #expect(limit("[1, 2, 3]", ReadingLimits(values: 2), grammar) == .values)
        let many = grammar == .yaml ? "---\n1\n---\n2\n---\n3\n" : "1 2 3"
        #expect(limit(many, ReadingLimits(documents: 2), grammar) == .documents)
        #expect(limit(many, ReadingLimits(documents: 3), grammar) == nil)
        let bad = String(repeating: grammar == .yaml ? "---\n]\n" : "{x\n", count: 9)
        #expect(
            DocumentReader(options: ReadingOptions(limits: ReadingLimits(documents: 2))).read(
                SourceText(bad), grammar: grammar
            ).count == 3)
    }

    @Test("depth counts what aliases bring")
    func aliasDepth() {
        let chain = "a0: &a0 [x]\n" + (1..<100).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
        #expect(limit(chain, ReadingLimits(depth: 50)) == .depth)
        #expect(limit(chain, ReadingLimits(depth: 101)) == nil)
    }

    @Test("values made by aliases and merges are counted")
    func aliasedValues() {
        var laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1..<12 {
            laughs +=
                "a\(level): &a\(level) [" + repeatElement("*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        let quadratic =
            "a: &a [" + repeatElement("x", count: 5_000).joined(separator: ",") + "]\nb: ["
            + repeatElement("*a", count: 5_000).joined(separator: ",") + "]\n"
        var merges = "m0: &m0 {" + (0..<100).map { "k\($0): 1" }.joined(separator: ",") + "}\n"
        for level in 1..<30 { merges += "m\(level): &m\(level) {x\(level): *m\(level - 1), <<: *m\(level - 1)}\n" }
        for text in [laughs, quadratic, merges] { #expect(limit(text, ReadingLimits()) == .aliasedValues) }
    }

    @Test("directives that libyaml compares with each other are counted")
    func tagDirectives() {
        let text = (0..<5_000).map { "%TAG !e\($0)! tag:example.com,2000:\n" }.joined() + "---\na: 1\n"
        #expect(limit(text, ReadingLimits()) == .tagDirectives)
        #expect(limit(text, ReadingLimits(tagDirectives: 5_000)) == nil)
        #expect(limit("a: '%TAG'\nb: %TAG\n", ReadingLimits(tagDirectives: 0)) != .tagDirectives)
    }

    @Test("UTF-16 that is cut off or has half a character is refused at its place")
    func brokenUTF16() {
        for bytes: [UInt8] in [
            [0xFF, 0xFE, 0x61, 0, 0x3A, 0, 0x20, 0, 0x31, 0, 0x0A], [0xFF, 0xFE, 0x61, 0, 0x3A, 0, 0x20, 0, 0, 0xD8],
            [0xFE, 0xFF, 0, 0x61, 0, 0x3A, 0, 0x20, 0xDC, 0x01, 0, 0x0A],
        ] {
            let results = DocumentReader().read(SourceText(bytes))
            #expect(results.contains { if case .failure = $0 { true } else { false } })
        }
    }

    private static func repeated(_ text: String, _ bytes: Int = 10_000_000) -> String {
        String(repeating: text, count: min(bytes, 200_000) / text.utf8.count)
    }

    /// Large enough that work in proportion to the square of the size would be felt.
    static let hostile: [(String, @Sendable () -> String)] = [
        ("open flow lists", { repeated("[") }), ("open flow maps", { repeated("{") }),
        ("list markers", { repeated("- ") }),
        ("question marks", { repeated("? ") }), ("anchors of nothing", { repeated("&a ") }),
        ("nested pairs", { repeated("{\"a\":") }),
        ("a long key", { repeated("a", 1_000_000) + ": 1\n" }),
        ("a long quoted key", { "\"" + repeated("a", 2_000_000) + "\": 1\n" }),
        ("a long plain text", { repeated("word ") }), ("a long plain text in lines", { "a:\n" + repeated("  word\n") }),
        ("anchors", { (0..<20_000).map { "- &a\($0) x\n" }.joined() }), ("tags", { repeated("- !a b\n") }),
        ("document markers", { repeated("---\n") }), ("documents", { repeated("--- 1\n", 1_000_000) }),
        ("unterminated quotes", { repeated("--- \"abc\n", 900_000) }),
        ("unterminated quotes, not ASCII", { repeated("--- \"é\n", 900_000) }),
        ("bad documents", { repeated("---\n}\n", 600_000) }),
        ("deep indentation", { (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined() }),
        ("escaped quotes in one text", { "\"" + repeated("\\'") + "\"" }),
        ("escaped quotes in many texts", { "[" + repeated("\"\\'\",") + "]" }),
        ("escaped quotes in many documents", { repeated("--- \"\\'\"\n", 900_000) }),
        ("colons", { "[" + repeated("a:,") + "]" }),
        (
            "escaped quotes and many texts",
            { "[\"" + repeated("\\'", 2_000_000) + "\"," + repeated("\"x\",", 2_000_000) + "]" }
        ),
        ("bad JSON lines", { repeated("{x\n") }), ("repeated members", { repeated("{\"a\":1,\"a\":2}\n") }),
        (
            "a large object before small ones",
            { "{" + (0..<20_000).map { "\"k\($0)\":1," }.joined() + "\"z\":1}\n" + repeated("{\"q\":1}\n", 400_000) }
        ),
        (
            "aliases of a long key",
            { "- &a \"\(repeated("a", 500_000))\"\n- {*a : 1}\n" + repeated("- {*a : 1}\n", 1_500_000) }
        ),
        ("bytes that are not text", { repeated("---\na: \u{1}\n", 500_000) }), ("digits", { repeated("7") }),
        ("a line that is not ASCII", { "[" + repeated("é, ") + "]" }),
        ("one flow line of pairs", { "[" + repeated("é: b,", 4_000_000) + "]" }),
    ]

    @Test("hostile texts are read or refused", .timeLimit(.minutes(15)), arguments: hostile.indices)
    func hostileText(index: Int) {
        let source = SourceText(Self.hostile[index].1(), name: Self.hostile[index].0)
        let results = DocumentReader().read(source)
        for case .failure(let error) in results.prefix(100) {
            #expect((error.position?.byteOffset ?? 0) <= source.byteCount)
            #expect(!error.description.isEmpty)
        }
    }

    @Test("large objects in opposite order are compared, and their paths found, in time", .timeLimit(.minutes(15)))
    func largeObjects() throws {
        let names = (0..<10_000).map { "\"k\($0)\":{\"v\":\($0)}" }
        let forward = try Document(json: "{" + names.joined(separator: ",") + "}")
        let backward = try Document(json: "{" + names.reversed().joined(separator: ",") + "}")
        #expect(forward == backward)
        for member in forward.root.members { #expect(member.value["v"]?.path.steps.count == 2) }
    }
}
