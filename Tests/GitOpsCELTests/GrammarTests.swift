import GitOpsCEL
import Testing

@Suite("Grammar")
struct GrammarTests {
    @Test(
        "literals have their values",
        arguments: [
            ("7", "7"), ("007", "7"), ("0x1f", "31"), ("0xFFu", "255u"), ("12U", "12u"), ("-12", "-12"),
            ("- 12", "-12"),
            ("-0x10", "-16"), ("-9223372036854775808", "-9223372036854775808"),
            ("9223372036854775807", "9223372036854775807"),
            ("18446744073709551615u", "18446744073709551615u"), ("1.5", "1.5d"), (".25", "0.25d"), ("2e3", "2000.0d"),
            ("-2.5E-1", "-0.25d"), ("true", "true"), ("false", "false"), ("null", "null"), ("1e-999", "0.0d"),
            ("'a'", "'a'"), ("\"a\"", "'a'"), ("'''a'b\nc'''", "'a'b\nc'"), ("\"\"\"\"\"\"", "''"), ("''", "''"),
            ("r'\\n'", "'\\n'"), ("R\"\"\"a\\\"\"\"", "'a\\'"), ("'\\x41\\u00e9\\U0001F600'", "'Aé😀'"),
            ("'\\101\\X42'", "'AB'"),
            ("'\\a\\b\\f\\n\\r\\t\\v\\\\\\?\\`\\'\\\"'", "'\u{7}\u{8}\u{C}\n\r\t\u{B}\\?`'\"'"),
            ("'\\377'", "'ÿ'"), ("b'\\377\\xfe'", "b[255, 254]"), ("b'é'", "b[195, 169]"),
            ("B\"\"\"a\"b\"\"\"", "b[97, 34, 98]"),
            ("br'\\n'", "b[92, 110]"), ("bR\"x\"", "b[120]"), ("'''a\r\nb\rc'''", "'a\nb\nc'"),
            ("r'''a\r\nb'''", "'a\nb'"),
        ])
    func literals(text: String, tree: String) throws { #expect(try dump(text) == tree) }

    @Test(
        "operators bind as the grammar says",
        arguments: [
            ("1 + 2 * 3 - 4 / 5", "_-_(_+_(1, _*_(2, 3)), _/_(4, 5))"),
            ("a - b - c", "_-_(_-_(a, b), c)"),
            ("a % b * c", "_*_(_%_(a, b), c)"),
            ("a + b < c * d", "_<_(_+_(a, b), _*_(c, d))"),
            ("a == b != c", "_!=_(_==_(a, b), c)"),
            ("a in b in c", "@in(@in(a, b), c)"),
            ("a < b && c >= d || e", "_||_(_&&_(_<_(a, b), _>=_(c, d)), e)"),
            ("a || b && c", "_||_(a, _&&_(b, c))"),
            ("a ? b : c ? d : e", "_?_:_(a, b, _?_:_(c, d, e))"),
            ("a ? (b ? c : d) : e", "_?_:_(a, _?_:_(b, c, d), e)"),
            ("a || b ? c && d : e || f", "_?_:_(_||_(a, b), _&&_(c, d), _||_(e, f))"),
            ("(a + b) * c", "_*_(_+_(a, b), c)"),
            ("((a))", "a"),
            ("!a.b", "!_(a.b)"), ("!!a", "a"), ("!!!a", "!_(a)"), ("-a.b(c)", "-_(a.b(c))"), ("--a", "a"),
            ("--1", "1"), ("---1", "-_(1)"), ("!-1", "!_(-1)"), ("!!-1", "-1"), ("-1.f()", "-1.f()"), ("-1u", "-_(1u)"),
            ("4--4", "_-_(4, -4)"), ("4 - -4.5", "_-_(4, -4.5d)"), ("4---4", "_-_(4, 4)"), ("a-1", "_-_(a, 1)"),
            ("-(a)", "-_(a)"), ("!(a && b)", "!_(_&&_(a, b))"), ("!a && !b", "_&&_(!_(a), !_(b))"),
        ])
    func precedence(text: String, tree: String) throws { #expect(try dump(text) == tree) }

    @Test(
        "chains of && and || are balanced",
        arguments: [
            ("a && b && c", "_&&_(_&&_(a, b), c)"),
            ("a && b && c && d", "_&&_(_&&_(a, b), _&&_(c, d))"),
            ("a || b || c || d || e", "_||_(_||_(_||_(a, b), c), _||_(d, e))"),
            ("a || b || c || d || e || f", "_||_(_||_(_||_(a, b), c), _||_(_||_(d, e), f))"),
            ("a && (b && c)", "_&&_(a, _&&_(b, c))"),
            ("a && b || c && d && e", "_||_(_&&_(a, b), _&&_(_&&_(c, d), e))"),
        ])
    func balance(text: String, tree: String) throws { #expect(try dump(text) == tree) }

    @Test(
        "names, selections, calls and indexes",
        arguments: [
            ("a.b.c", "a.b.c"), (".a.b", ".a.b"), ("a . b", "a.b"), ("_a1", "_a1"), ("a.`b-c/d.e f`", "a.b-c/d.e f"),
            ("a.`in`", "a.in"), ("a.if", "a.if"), ("f()", "f()"), (".f(a)", ".f(a)"), ("f(a, b)", "f(a, b)"),
            ("a.f(b)(", ""), ("a.f().g(b, c)", "a.f().g(b, c)"), ("a.package()", "a.package()"), ("a[b]", "_[_](a, b)"),
            ("a[0].b[c[1]]", "_[_](_[_](a, 0).b, _[_](c, 1))"), ("1.f()", "1.f()"), ("1.e5", "1.e5"),
            ("'a'.size()", "'a'.size()"), ("[1][0]", "_[_]([1], 0)"), ("{'a': 1}.a", "{'a': 1}.a"),
            ("a.?b", "_?._(a, 'b')"), ("a.?`b c`.d", "_?._(a, 'b c').d"), ("a[?b]", "_[?_](a, b)"),
            ("inner", "inner"), ("nullable.trueish", "nullable.trueish"), ("rb", "rb"), ("b", "b"),
            ("br + r", "_+_(br, r)"),
        ])
    func members(text: String, tree: String) throws {
        if tree.isEmpty {
            #expect(!issues(text).isEmpty)
        } else {
            #expect(try dump(text) == tree)
        }
    }

    @Test(
        "lists, maps and messages",
        arguments: [
            ("[]", "[]"), ("[,]", "[]"), ("[1,]", "[1]"), ("[1, 2]", "[1, 2]"), ("[?a, b, ?c,]", "[?a, b, ?c]"),
            ("{}", "{}"), ("{,}", "{}"), ("{1: 2,}", "{1: 2}"), ("{?'a': b, c: d}", "{?'a': b, c: d}"),
            ("{a ? b : c : d}", "{_?_:_(a, b, c): d}"), ("{a: b ? c : d, e: f}", "{a: _?_:_(b, c, d), e: f}"),
            ("M{}", "M{}"), ("M{,}", "M{}"), ("a.b.M{c: 1}", "a.b.M{'c': 1}"),
            (".a.M{c: 1, ?d: 2,}", ".a.M{'c': 1, ?'d': 2}"),
            ("Object.spec{replicas: 1}.replicas", "Object.spec{'replicas': 1}.replicas"),
            ("M{`in`: true}", "M{'in': true}"),
            ("if{package: 1}", "if{'package': 1}"), ("a . b {c: d{e: 1}}", "a.b{'c': d{'e': 1}}"),
            ("[M{}, {}]", "[M{}, {}]"),
            ("f(M{a: 1})", "f(M{'a': 1})"), ("a == M{}", "_==_(a, M{})"), ("[[?a], [[]]]", "[[?a], [[]]]"),
        ])
    func containers(text: String, tree: String) throws { #expect(try dump(text) == tree) }

    @Test(
        "blanks and comments are passed over",
        arguments: [" a\t+\n\rb\u{C}", "a // one\n+ // two\nb", "// zero\na+b//", "a+b // end"])
    func blanks(text: String) throws { #expect(try dump(text) == "_+_(a, b)") }

    @Test(
        "nodes are anchored where errors about them point",
        arguments: [
            ("1 == 1.0", "_==_@3(1@1, 1.0d@6)"), ("'hello'.reverse()", "'hello'@1.reverse@16()"),
            ("1 in [1.0]", "@in@3(1@1, [1.0d@7]@6)"), ("a.b", "a@1.b@2"), ("a[b]", "_[_]@2(a@1, b@3)"),
            ("f(a)", "f@2(a@3)"), ("-1 + -a", "_+_@4(-1@1, -_@6(a@7))"), (".a", ".a@2"), ("a.?b", "_?._@2(a@1, 'b'@4)"),
            ("M{a: 1}", "M{'a'@4: 1@6}@2"), ("a ? b : c", "_?_:_@3(a@1, b@5, c@9)"), ("!!!a", "!_@1(a@4)"),
            ("a && b && c", "_&&_@8(_&&_@3(a@1, b@6), c@11)"), ("has(a.b)", "a@5.b?@4"), ("(a)", "a@2"),
        ])
    func anchors(text: String, tree: String) throws { #expect(try dump(text, anchors: true) == tree) }

    @Test("a node spans its text, with parentheses around its operands")
    func spans() throws {
        let tree = try ExpressionParser().parse(ExpressionSource("f(a) + (b * c).d(e)  "))
        let root = tree[tree.root]
        #expect(root.start == 0 && root.end == 19)
        guard case .call(_, let range) = root.kind, let right = tree.operands(range).last else {
            Issue.record("not a call")
            return
        }
        #expect(tree[right.expression].start == 7 && tree[right.expression].end == 19)
    }

    @Test("names and texts are kept once, told apart by their bytes")
    func interning() throws {
        let tree = try ExpressionParser().parse(ExpressionSource("a + a.a('é', 'e\u{301}', 'a')"))
        #expect(tree.texts.filter { $0 == "a" }.count == 1)
        #expect(tree.texts.filter { $0 == "é" }.count == 2)
    }
}
