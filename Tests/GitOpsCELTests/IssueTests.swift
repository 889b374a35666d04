import GitOpsCEL
import GitOpsManifest
import Testing

@Suite("Issues of expressions")
struct IssueTests {
    static let value =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

    @Test(
        "a missing value is told with what could stand there",
        arguments: [
            ("", "1:1 Syntax error: mismatched input '<EOF>' expecting \(value)"),
            ("1 + ", "1:5 Syntax error: mismatched input '<EOF>' expecting \(value)"),
            ("1 + +", "1:5 Syntax error: mismatched input '+' expecting \(value)"),
            ("*a", "1:1 Syntax error: extraneous input '*' expecting \(value)"),
            ("in", "1:1 Syntax error: mismatched input 'in' expecting \(value)"),
            ("f(a,)", "1:5 Syntax error: mismatched input ')' expecting \(value)"),
            ("()", "1:2 Syntax error: mismatched input ')' expecting \(value)"),
            ("`b-c`", "1:1 Syntax error: mismatched input '`b-c`' expecting \(value)"),
            ("a ? : b", "1:5 Syntax error: extraneous input ':' expecting \(value)"),
            ("!", "1:2 Syntax error: extraneous input '<EOF>' expecting \(value)"),
            ("--", "1:3 Syntax error: no viable alternative at input '-'"),
            ("-!a", "1:2 Syntax error: no viable alternative at input '-!'"),
            ("!-a", "1:2 Syntax error: no viable alternative at input '-'"),
            (
                "a[]",
                "1:3 Syntax error: mismatched input ']' expecting {'[', '{', '(', '.', '-', '!', '?', "
                    + "'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
            ),
            (
                "{",
                "1:2 Syntax error: mismatched input '<EOF>' expecting {'[', '{', '}', '(', '.', ',', '-', '!', '?', "
                    + "'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
            ),
        ])
    func missingValues(text: String, issue: String) { #expect(issues(text) == [issue]) }

    @Test(
        "what is open and not closed, or closed and not open",
        arguments: [
            ("string([1,)", "1:11 Syntax error: missing ']' at ')'"),
            ("a.b(c", "1:6 Syntax error: missing ')' at '<EOF>'"),
            ("(a", "1:3 Syntax error: missing ')' at '<EOF>'"),
            ("a[1", "1:4 Syntax error: missing ']' at '<EOF>'"),
            ("[1", "1:3 Syntax error: mismatched input '<EOF>' expecting {']', ','}"),
            ("[1 2]", "1:4 Syntax error: extraneous input '2' expecting {']', ','}"),
            ("(1]", "1:3 Syntax error: mismatched input ']' expecting ')'"),
            ("(1 2)", "1:4 Syntax error: extraneous input '2' expecting ')'"),
            ("{a}", "1:3 Syntax error: mismatched input '}' expecting ':'"),
            ("{a b}", "1:4 Syntax error: missing ':' at 'b'"),
            ("{1: 2 3}", "1:7 Syntax error: extraneous input '3' expecting {'}', ','}"),
            ("a ? b", "1:6 Syntax error: mismatched input '<EOF>' expecting ':'"),
            ("a ? b c", "1:7 Syntax error: missing ':' at 'c'"),
            ("a ? b ? c : d : e", "1:7 Syntax error: mismatched input '?' expecting ':'"),
            ("M{a: 1", "1:7 Syntax error: mismatched input '<EOF>' expecting {'}', ','}"),
            ("M{a 1}", "1:5 Syntax error: missing ':' at '1'"),
            (
                "M{'a': 1}",
                "1:3 Syntax error: mismatched input ''a'' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"
            ),
            ("M{.", "1:3 Syntax error: mismatched input '.' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"),
            (
                "func{{a}}",
                "1:6 Syntax error: extraneous input '{' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}"
            ),
        ])
    func brackets(text: String, issue: String) { #expect(issues(text) == [issue]) }

    @Test(
        "what comes after a whole expression, and dots without names",
        arguments: [
            ("a b", "1:3 Syntax error: extraneous input 'b' expecting <EOF>"),
            ("a b c", "1:3 Syntax error: mismatched input 'b' expecting <EOF>"),
            ("1 + 2\n3 +", "2:1 Syntax error: mismatched input '3' expecting <EOF>"),
            ("T(){}", "1:4 Syntax error: mismatched input '{' expecting <EOF>"),
            ("(a){}", "1:4 Syntax error: mismatched input '{' expecting <EOF>"),
            ("a.?b{}", "1:5 Syntax error: mismatched input '{' expecting <EOF>"),
            ("T{}()", "1:4 Syntax error: mismatched input '(' expecting <EOF>"),
            ("a.`b.c`()", "1:8 Syntax error: mismatched input '(' expecting <EOF>"),
            ("a.?b(c)", "1:5 Syntax error: mismatched input '(' expecting <EOF>"),
            ("'' 'a'", "1:4 Syntax error: extraneous input ''a'' expecting <EOF>"),
            ("a)", "1:2 Syntax error: extraneous input ')' expecting <EOF>"),
            ("a.", "1:3 Syntax error: no viable alternative at input '.'"),
            ("{'a': 1}.'a'", "1:10 Syntax error: no viable alternative at input '.'a''"),
            (".", "1:2 Syntax error: no viable alternative at input '.'"),
            ("self.true == 1", "1:6 Syntax error: mismatched input 'true' expecting IDENTIFIER"),
            ("a.?", "1:4 Syntax error: mismatched input '<EOF>' expecting {IDENTIFIER, ESC_IDENTIFIER}"),
            ("rb'a'", "1:3 Syntax error: extraneous input ''a'' expecting <EOF>"),
            ("0X1", "1:2 Syntax error: extraneous input 'X1' expecting <EOF>"),
        ])
    func rest(text: String, issue: String) { #expect(issues(text) == [issue]) }

    @Test(
        "characters that begin nothing are passed over, each with its issue",
        arguments: [
            (
                "1 + $",
                [
                    "1:5 Syntax error: token recognition error at: '$'",
                    "1:6 Syntax error: mismatched input '<EOF>' expecting \(value)",
                ]
            ),
            (
                "a | b",
                [
                    "1:3 Syntax error: token recognition error at: '| '",
                    "1:5 Syntax error: extraneous input 'b' expecting <EOF>",
                ]
            ),
            (
                "a = 'b'",
                [
                    "1:3 Syntax error: token recognition error at: '= '",
                    "1:5 Syntax error: extraneous input ''b'' expecting <EOF>",
                ]
            ),
            (
                "a && é",
                [
                    "1:6 Syntax error: token recognition error at: 'é'",
                    "1:7 Syntax error: mismatched input '<EOF>' expecting \(value)",
                ]
            ),
            (
                "'\\xFh'",
                [
                    "1:1 Syntax error: token recognition error at: ''\\xFh'",
                    "1:6 Syntax error: token recognition error at: '''",
                    "1:7 Syntax error: mismatched input '<EOF>' expecting \(value)",
                ]
            ),
            ("a + 'b\n'c'", ["1:5 Syntax error: token recognition error at: ''b\\u{a}'"]),
            (
                "a.`$b`",
                [
                    "1:3 Syntax error: token recognition error at: '`$'",
                    "1:6 Syntax error: token recognition error at: '`'",
                ]
            ),
            (
                "``",
                [
                    "1:1 Syntax error: token recognition error at: '``'",
                    "1:3 Syntax error: mismatched input '<EOF>' expecting \(value)",
                ]
            ),
        ])
    func characters(text: String, expected: [String]) { #expect(issues(text) == expected) }

    @Test(
        "literals without a value",
        arguments: [
            ("9223372036854775808", "1:1 invalid int literal"), ("-9223372036854775809", "1:1 invalid int literal"),
            ("1 - -(9223372036854775808)", "1:7 invalid int literal"),
            ("--9223372036854775808", "1:3 invalid int literal"),
            ("0xFFFFFFFFFFFFFFFFF", "1:1 invalid int literal"), ("18446744073709551616u", "1:1 invalid uint literal"),
            ("0xFFFFFFFFFFFFFFFFFu", "1:1 invalid uint literal"), ("1.99e90000009", "1:1 invalid double literal"),
            ("'\\udead' == ''", "1:1 invalid unicode code point"),
            ("'a' + '\\U00110000'", "1:7 invalid unicode code point"),
            ("b'\\u0041'", "1:1 unable to unescape string"), ("b'\\U00000041'", "1:1 unable to unescape string"),
        ])
    func literals(text: String, issue: String) { #expect(issues(text) == [issue]) }

    @Test(
        "words kept for later are no names",
        arguments: [
            "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
            "namespace", "return", "var", "void", "while",
        ])
    func reserved(word: String) {
        #expect(issues(word) == ["1:1 reserved identifier: \(word)"])
        #expect(issues("a + .\(word)") == ["1:5 reserved identifier: \(word)"])
        #expect(issues("\(word)(1)") == ["1:1 reserved identifier: \(word)"])
        #expect(issues("a.\(word).\(word)() + a.?\(word) + \(word){} + a.\(word){}") == [])
    }

    @Test("all issues that can be seen are told, in the order of the text")
    func several() {
        #expect(
            issues("[1].map(var, var * var)") == [
                "1:9 reserved identifier: var", "1:9 argument is not an identifier", "1:14 reserved identifier: var",
                "1:20 reserved identifier: var",
            ])
    }

    @Test("optional syntax and backquotes can be off")
    func unsupported() {
        let options = ParserOptions(hasOptionalSyntax: false, hasEscapedIdentifiers: false)
        #expect(
            issues("a.?b && a[?b]", options: options) == [
                "1:2 unsupported syntax '.?'", "1:10 unsupported syntax '[?'",
            ])
        #expect(
            issues("[?a, ?b]", options: options) == ["1:2 unsupported syntax '?'", "1:6 unsupported syntax '?'"])
        #expect(
            issues("Msg{?field: value} && {?'key': value}", options: options) == [
                "1:5 unsupported syntax '?'", "1:24 unsupported syntax '?'",
            ])
        #expect(issues("a.`b-c`", options: options) == ["1:3 unsupported syntax: '`'"])
        #expect(issues("Message{`in`: true}", options: options) == ["1:9 unsupported syntax: '`'"])
    }

    @Test("columns count Unicode scalars, lines end at line feeds, offsets count bytes")
    func columns() throws {
        let error = #expect(throws: ExpressionError.self) {
            try ExpressionParser().parse(ExpressionSource("'é😀' +\n  '\u{65E5}' + +"))
        }
        let issue = try #require(error?.issues.first)
        #expect(issue.line == 2 && issue.column == 9)
        #expect(issue.byteOffset == 21)
        #expect(issue.position == nil)
        #expect(issue.suggestion != nil)
    }

    @Test("an issue reads as place, problem and what to do")
    func wording() {
        let error = #expect(throws: ExpressionError.self) { try ExpressionParser().parse(ExpressionSource("f((a)")) }
        #expect(
            error?.description
                == "1:6: Syntax error: missing ')' at '<EOF>' (close the bracket that was opened at 1:2)")
    }

    @Test("control characters and endless texts do not get into messages")
    func harmless() {
        #expect(issues("a \u{1B}[31m")[0] == "1:3 Syntax error: token recognition error at: '\\u{1b}'")
        #expect(issues("'" + String(repeating: "a", count: 10_000)).allSatisfy { $0.count < 400 })
    }
}
