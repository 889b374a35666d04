import Foundation
import GitOpsCEL
import GitOpsTestSupport
import Testing

@Suite("Limits of expressions")
struct ExpressionLimitTests {
    @Test("a text longer than the limit is refused before it is read")
    func length() {
        let options = ParserOptions(limits: ExpressionLimits(scalars: 3))
        #expect(issues("'é'", options: options) == [])
        #expect(
            issues("$abc", options: options) == ["1:1 expression code point size exceeds limit: size: 4, limit 3"])
        #expect(issues(String(repeating: " ", count: 99_999) + "a") == [])
        #expect(issues(String(repeating: " ", count: 100_000) + "a").count == 1)
    }

    @Test(
        "nesting is counted by the rules of the grammar",
        arguments: [
            ("[", "]", 1), ("(", ")", 1), ("f(", ")", 1), ("{1: ", "}", 1), ("M{a: ", "}", 1), ("a[", "]", 1),
            ("a.f(", ")", 1), ("true ? a : ", "", 1), ("!(", ")", 1),
            // To the right of an operator the rule of the operator is entered a second time.
            ("1 == (", ")", 2), ("1 + (", ")", 2), ("1 + 2 * (", ")", 3),
        ])
    func nesting(opening: String, closing: String, cost: Int) {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + "0" + String(repeating: closing, count: depth)
        }
        let limit = 30
        let options = ParserOptions(limits: ExpressionLimits(depth: limit))
        let deepest = (limit - 1) / cost
        #expect(issues(nested(deepest), options: options) == [])
        let refused = issues(nested(deepest + 1), options: options)
        #expect(refused.count == 1 && refused[0].hasSuffix("recursion limit exceeded: 30"), "\(refused)")
    }

    @Test(
        "chains are counted operator by operator",
        arguments: ["+ a", "* a", "== a", ".b", ".?b", "[0]", ".f()", "in a"])
    func chains(link: String) {
        let options = ParserOptions(limits: ExpressionLimits(depth: 30))
        #expect(issues("a " + String(repeating: " " + link, count: 30), options: options) == [])
        let refused = issues("a " + String(repeating: " " + link, count: 31), options: options)
        #expect(refused.count == 1 && refused[0].hasSuffix("max recursion depth exceeded"), "\(refused)")
    }

    @Test("chains of && and || are as long as they like")
    func logic() {
        for separator in [" && ", " || "] {
            #expect(issues((0..<5_000).map { "a\($0)" }.joined(separator: separator)) == [])
        }
    }

    @Test("a text that writes itself twice again and again reaches the limit of nodes")
    func nodes() {
        let options = ParserOptions(limits: ExpressionLimits(nodes: 10_000))
        let text = "a" + String(repeating: ".optMap(x, x)", count: 20)
        let refused = issues(text, options: options)
        #expect(refused.count == 1 && refused[0].contains("limit of 10000 nodes"), "\(refused)")
        #expect(issues("a" + String(repeating: ".optMap(x, x)", count: 5), options: options) == [])
    }

    @Test("no more issues are told than asked for, and one that says so")
    func issueCount() {
        let refused = issues("a & ^^", options: ParserOptions(limits: ExpressionLimits(issues: 2)))
        #expect(
            refused == [
                "1:3 Syntax error: token recognition error at: '& '",
                "1:5 Syntax error: token recognition error at: '^'", "1:6 Syntax error: More than 2 syntax errors",
            ])
    }

    @Test("the deepest expression fits a small stack, and so does its spelling")
    func stack() async throws {
        let limits = ExpressionLimits(depth: ExpressionLimits.maximumDepth)
        let parts = [("[", "]"), ("f(", ")"), ("!(", ")"), ("a.f(", ")"), ("{1: ", "}"), ("true ? a : ", "")]
        let texts = parts.map { opening, closing in
            String(repeating: opening, count: 999) + "0" + String(repeating: closing, count: 999)
        }
        let results = await withCheckedContinuation { (continuation: CheckedContinuation<[Bool], Never>) in
            let thread = Thread {
                continuation.resume(
                    returning: texts.map { text in
                        let parser = ExpressionParser(options: ParserOptions(limits: limits))
                        guard let tree = try? parser.parse(ExpressionSource(text)) else { return false }
                        let spelled = tree.description
                        return (try? parser.parse(ExpressionSource(spelled)))?.description == spelled
                    })
            }
            thread.stackSize = 256 << 10
            thread.start()
        }
        #expect(results == texts.map { _ in true })
    }
}

@Suite("Hostile expressions")
struct HostileExpressionTests {
    private static let words = [
        "a", "b", "has", "map", "all", "exists", "cel", "bind", "optMap", "in", "true", "null", "if", "1", "2u", "3.5",
        "0x1F",
        "'s'", "\"t\"", "'''u'''", "r'v'", "b'w'", "`x-y`", ".", ".", ",", ",", ":", "?", "(", ")", "(", ")", "[", "]",
        "{",
        "}", "+", "-", "-", "*", "/", "%", "!", "==", "!=", "<", ">=", "&&", "||", " ", "\n", "// c\n", "$", "'", "\\",
        "é",
    ]
    private static let alphabets = [
        "abr'\"\\x41u00e9U0N \n`.-", "0123456789xXaAeEuU+-. ", "()[]{}?:,.&|=!<>a1 ", "[{(a,:?", "'\"\\r\n",
        "has(a.b)m.all(x,y)\u{E9}\u{1F600}",
    ]

    private func check(_ text: String, _ seed: UInt64) {
        let parser = ExpressionParser()
        do throws(ExpressionError) {
            let tree = try parser.parse(ExpressionSource(text))
            #expect(ExpressionDump(tree: tree).hasSoundShape(), "seed \(seed): \(text)")
            let spelled = tree.description
            guard let again = try? parser.parse(ExpressionSource(spelled)) else {
                Issue.record("seed \(seed): \(text) is spelled \(spelled)")
                return
            }
            let (left, right) = (ExpressionDump(tree: tree), ExpressionDump(tree: again))
            #expect(left.text(tree.root) == right.text(again.root), "seed \(seed): \(text) is spelled \(spelled)")
        } catch {
            let length = text.utf8.count
            #expect(
                !error.issues.isEmpty
                    && error.issues.allSatisfy {
                        (0...length).contains($0.byteOffset) && $0.line >= 1 && $0.column >= 1 && !$0.message.isEmpty
                    }, "seed \(seed): \(text)")
        }
    }

    @Test(
        "words in any order never crash, and what can be read is written and read again",
        arguments: 1...5 as ClosedRange<UInt64>)
    func words(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10_000 {
            let count = Int.random(in: 0...12, using: &generator)
            check((0..<count).map { _ in generator.pick(Self.words) }.joined(), seed)
        }
    }

    @Test("bytes in any order never crash", arguments: Array(Self.alphabets.enumerated()).map(\.offset))
    func bytes(alphabet: Int) {
        let seed = UInt64(alphabet + 100)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<8_000 { check(generator.text(of: Self.alphabets[alphabet], upTo: 40), seed) }
    }

    @Test("every beginning of a long expression ends in an issue or a tree")
    func truncation() {
        let text = Array(
            "has(a.b) ? m.?c[?0].map(x, x > 1, b'\\x41' + r'\\d')[-2] : {?'k': \"\"\"l\"\"\", 1u: .M{n: [0x1F, 2.5e-3,]}}"
                .utf8)
        for end in text.indices { check(String(decoding: text[..<end], as: UTF8.self), 0) }
        for index in text.indices {
            var changed = text
            changed.remove(at: index)
            check(String(decoding: changed, as: UTF8.self), 0)
        }
    }

    @Test(
        "a long text is refused or read in time that grows with its length",
        arguments: [
            "(", "[", "{", "a.f(", "!", "-", "'", "\"\"\"", "a.", "a?", "$", "\\", "a,", "é", "[]+", "//", "`", "a b ",
        ])
    func long(part: String) {
        let limits = ExpressionLimits(scalars: 2_000_000)
        let text = String(repeating: part, count: 1_000_000 / part.utf8.count)
        for options in [ParserOptions(), ParserOptions(limits: limits)] {
            #expect((1...101).contains(issues(text, options: options).count) || part == "//")
        }
    }
}
