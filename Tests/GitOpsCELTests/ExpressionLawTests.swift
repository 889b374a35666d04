import GitOpsCEL
import GitOpsTestSupport
import Testing

/// An expression with parentheses around every operand, and the tree it must have.
struct GeneratedExpression {
    var text: String
    var tree: String

    private static let binary = [
        ("+", "_+_"), ("-", "_-_"), ("*", "_*_"), ("/", "_/_"), ("%", "_%_"), ("==", "_==_"), ("!=", "_!=_"),
        ("<", "_<_"),
        ("<=", "_<=_"), (">", "_>_"), (">=", "_>=_"), ("in", "@in"), ("&&", "_&&_"), ("||", "_||_"), ("&&", "_&&_"),
        ("||", "_||_"),
    ]
    private static let leaves = [
        ("a", "a"), (".b", ".b"), ("1", "1"), ("-1", "-1"), ("2u", "2u"), ("2.5", "2.5d"), ("-0.5", "-0.5d"),
        ("true", "true"),
        ("null", "null"), ("'\\\"\\n\\\\\\x01é'", "'\"\n\\\u{1}é'"), ("b'\\xff\\\"a'", "b[255, 34, 97]"), ("''", "''"),
        ("1e300", "1e+300d"), ("0x10", "16"),
    ]

    static func random(depth: Int, _ generator: inout SeededGenerator) -> Self {
        guard depth > 0 else {
            let leaf = generator.pick(leaves)
            return Self(text: leaf.0, tree: leaf.1)
        }
        func next() -> Self { random(depth: Int.random(in: 0..<depth, using: &generator), &generator) }
        let (a, b, c) = (next(), next(), next())
        switch Int.random(in: 0..<19, using: &generator) {
        case 0...5:
            let (symbol, function) = generator.pick(binary)
            return Self(text: "(\(a.text)) \(symbol) (\(b.text))", tree: "\(function)(\(a.tree), \(b.tree))")
        case 6:
            return Self(text: "(\(a.text)) ? (\(b.text)) : (\(c.text))", tree: "_?_:_(\(a.tree), \(b.tree), \(c.tree))")
        case 7: return Self(text: "!(\(a.text))", tree: "!_(\(a.tree))")
        case 8: return Self(text: "-(\(a.text))", tree: "-_(\(a.tree))")
        case 9: return Self(text: "(\(a.text)).f", tree: "\(a.tree).f")
        case 10: return Self(text: "(\(a.text)).?`in`", tree: "_?._(\(a.tree), 'in')")
        case 11: return Self(text: "(\(a.text))[\(b.text)]", tree: "_[_](\(a.tree), \(b.tree))")
        case 12: return Self(text: "f((\(a.text)), \(b.text))", tree: "f(\(a.tree), \(b.tree))")
        case 13: return Self(text: "(\(a.text)).g(\(b.text))", tree: "\(a.tree).g(\(b.tree))")
        case 14: return Self(text: "[\(a.text), ?\(b.text)]", tree: "[\(a.tree), ?\(b.tree)]")
        case 15: return Self(text: "{?(\(a.text)): \(b.text)}", tree: "{?\(a.tree): \(b.tree)}")
        case 16:
            return Self(text: "p.M{`x y`: \(a.text), ?z: \(b.text)}", tree: "p.M{'x y': \(a.tree), ?'z': \(b.tree)}")
        case 17: return Self(text: "has((\(a.text)).`a-b`)", tree: "\(a.tree).a-b?")
        default: return macro(a, b, c, &generator)
        }
    }

    private static func macro(_ a: Self, _ b: Self, _ c: Self, _ generator: inout SeededGenerator) -> Self {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            return Self(
                text: "(\(a.text)).map(x, \(b.text), \(c.text))",
                tree: "mapWithFilter<x in \(a.tree); @result = []; true; "
                    + "_?_:_(\(b.tree), _+_(@result, [\(c.tree)]), @result); @result>")
        case 1:
            return Self(
                text: "(\(a.text)).exists(x, y, \(b.text))",
                tree: "exists<x,y in \(a.tree); @result = false; @not_strictly_false(!_(@result)); "
                    + "_||_(@result, \(b.tree)); @result>")
        case 2:
            return Self(
                text: "(\(a.text)).optFlatMap(x, \(b.text))",
                tree: "_?_:_(\(a.tree).hasValue(), bind<#unused in []; x = \(a.tree).value(); false; x; \(b.tree)>, "
                    + "optional.none())")
        default:
            return Self(
                text: "cel.bind(x, \(a.text), \(b.text))",
                tree: "bind<#unused in []; x = \(a.tree); false; x; \(b.tree)>")
        }
    }
}

@Suite("Laws of reading expressions")
struct ExpressionLawTests {
    @Test(
        "parentheses decide the tree, and the canonical spelling reads to the same tree",
        arguments: 1...4 as ClosedRange<UInt64>)
    func spelling(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1_500 {
            let generated = GeneratedExpression.random(depth: Int.random(in: 0...5, using: &generator), &generator)
            let tree = try ExpressionParser().parse(ExpressionSource(generated.text))
            let dumped = ExpressionDump(tree: tree)
            #expect(dumped.text(tree.root) == generated.tree, "seed \(seed): \(generated.text)")
            #expect(dumped.hasSoundShape(), "seed \(seed): \(generated.text)")
            let spelled = tree.description
            #expect(try dump(spelled) == generated.tree, "seed \(seed): \(generated.text) is spelled \(spelled)")
            // The canonical spelling is its own canonical spelling.
            #expect(try ExpressionParser().parse(ExpressionSource(spelled)).description == spelled, "seed \(seed)")
        }
    }

    @Test(
        "the canonical spelling has no needless parentheses",
        arguments: [
            ("((a)+(b))*(-(c))", "(a + b) * -c"), ("a-(b-c)-(d)", "a - (b - c) - d"),
            ("((a?b:c))?d:e", "(a ? b : c) ? d : e"),
            ("a?b:(c?d:e)", "a ? b : c ? d : e"), ("a && (b && c) && d", "(a && (b && c)) && d"),
            ("(a && b) && c", "a && b && c"),
            ("a || b && (c || d)", "a || b && (c || d)"), ("!(!(a))", "!(!a)"), ("-(1)", "-(1)"), ("- 1", "-1"),
            ("a . b [ 'c' ] ( )", ""), ("m.existsOne(v, f)", "m.exists_one(v, f)"),
            ("x.optMap(y, y+1)", "x.optMap(y, y + 1)"),
            ("l.sortBy(e, e.a)", "l.sortBy(e, e.a)"), ("math.least(1,2,3)", "math.least([1, 2, 3])"),
            ("m.transformMap(k,v,p,f)", "m.transformMap(k, v, p, f)"), ("'it\\'s'", "\"it's\""),
            ("a.`in`.`b`", "a.`in`.b"),
            ("m.transformList(i,v,f)", "m.transformList(i, v, f)"),
            ("m.transformMapEntry(k,v,p,{v:k})", "m.transformMapEntry(k, v, p, {v: k})"),
        ])
    func canonical(text: String, spelled: String) throws {
        if spelled.isEmpty {
            #expect(!issues(text).isEmpty)
        } else {
            #expect(try ExpressionParser().parse(ExpressionSource(text)).description == spelled)
        }
    }
}
