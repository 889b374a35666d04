import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("LabelSelector")
struct LabelSelectorTests {
    @Test(
        "the text form is read and printed in order of keys",
        arguments: [
            ("", ""), ("  ", ""), ("a=b", "a=b"), ("a == b", "a=b"), ("c!=d,a=b", "a=b,c!=d"),
            ("e in (g,f,g)", "e in (f,g)"), ("!h", "!h"), ("i notin (x)", "i notin (x)"), ("j", "j"),
            ("a>1,b<9", "a>1,b<9"), ("a=,b", "a=,b"), ("x in (foo,,baz),y,z notin ()", "x in (,baz,foo),y,z notin ()"),
            ("in in (in,notin)", "in in (in,notin)"), ("in", "in"), ("notin=in", "notin=in"),
            ("example.com/a=b", "example.com/a=b"), ("a in (,)", "a in ()"), ("a in(b)", "a in (b)"),
            ("a\t=\nb", "a=b"), ("a=1,a=2", "a=1,a=2"),
        ])
    func text(text: String, printed: String) throws {
        let selector = try LabelSelector(parsing: text)
        #expect(selector.description == printed)
        #expect(try LabelSelector(parsing: printed).description == printed)
    }

    @Test(
        "what is no selector is refused",
        arguments: [
            "a,", ",a", "a=b=c", "a in b", "a in (b", "a in (b c)", "!a=b", "!", "a b", "a=!b", "(a)", "a>x", "a>",
            "a>-1",
            "-a", "a=-b", "a/b/c", "/a", "a/", "A.b/c", "a===b", "a!b", "a in (b,(", "é",
        ])
    func refused(text: String) {
        #expect(throws: LabelError.self) { try LabelSelector(parsing: text) }
    }

    @Test("a refusal names the place and what was expected")
    func place() {
        let expected = LabelError.unexpectedToken("c", expected: "a comma or )", offset: 8)
        #expect(throws: expected) { try LabelSelector(parsing: "a in (b c)") }
    }

    @Test(
        "requirements match as Kubernetes matches them",
        arguments: [
            ("a=1", true), ("a=2", false), ("x=1", false), ("a!=1", false), ("a!=2", true), ("x!=1", true),
            ("a in (1,2)", true), ("x in (1)", false), ("a notin (1)", false), ("x notin (1)", true), ("a", true),
            ("x", false), ("!a", false), ("!x", true), ("n>4", true), ("n>5", false), ("n<6", true), ("w>1", false),
            ("x<6", false), ("", true), ("a=1,n=5", true), ("a=1,n=6", false), ("e=", true), ("x=", false),
        ])
    func matching(text: String, expected: Bool) throws {
        let labels = ["a": "1", "n": "5", "w": "word", "e": ""]
        #expect(try LabelSelector(parsing: text).matches(labels) == expected)
    }

    @Test("a value that Unicode takes for the same letters is another value", arguments: ["a=K", "a in (J,K)"])
    func canonicalEquivalents(text: String) throws {
        let selector = try LabelSelector(parsing: text)
        #expect(selector.matches(["a": "K"]))
        #expect(!selector.matches(["a": "\u{212A}"]))
    }

    @Test("an empty selector chooses everything, an absent one nothing")
    func emptyAndAbsent() {
        let absent: LabelSelector? = nil
        #expect(LabelSelector.everything.matches(["a": "b"]))
        #expect(!absent.matches(["a": "b"]))
        #expect(!absent.matches { _ in "b" })
        #expect(LabelSelector.everything.isEmpty)
    }

    @Test("the fields of a manifest make the same selector as the text")
    func fields() throws {
        let selector = try LabelSelector(
            matchLabels: ["b": "2", "a": "1"],
            matchExpressions: [
                .init(key: "c", operator: "In", values: ["y", "x"]), .init(key: "d", operator: "NotIn", values: ["z"]),
                .init(key: "e", operator: "Exists"), .init(key: "f", operator: "DoesNotExist"),
            ])
        #expect(try selector == LabelSelector(parsing: "a=1,b=2,c in (x,y),d notin (z),e,!f"))
        #expect(selector.requiredValue(of: "a") == "1" && selector.requiredValue(of: "c") == nil)
    }

    @Test("fields that break the rules are refused")
    func invalidFields() {
        #expect(throws: LabelError.unknownOperator("in", key: "a")) {
            try LabelSelector(matchLabels: [:], matchExpressions: [.init(key: "a", operator: "in", values: ["b"])])
        }
        #expect(throws: LabelError.missingValues(key: "a")) {
            try LabelSelector(matchLabels: [:], matchExpressions: [.init(key: "a", operator: "In")])
        }
        #expect(throws: LabelError.unexpectedValues(key: "a")) {
            try LabelSelector(matchLabels: [:], matchExpressions: [.init(key: "a", operator: "Exists", values: ["b"])])
        }
        #expect(throws: LabelError.invalidKey("a b", .nameCharacters)) { try LabelSelector(matchLabels: ["a b": ""]) }
        #expect(throws: LabelError.invalidValue("b!", .nameCharacters)) { try LabelSelector(matchLabels: ["a": "b!"]) }
    }

    @Test(
        "keys obey the rules of qualified names",
        arguments: [
            ("a", nil), ("A-b_c.d", nil), ("example.com/a", nil), ("", LabelError.Rule.emptyName), ("a/", .emptyName),
            ("/a", .emptyPrefix), ("a/b/c", .tooManySlashes), ("-a", .nameCharacters),
            ("Example.com/a", .prefixNotASubdomain),
            ("a..b/c", .prefixNotASubdomain), (String(repeating: "a", count: 63), nil),
            (String(repeating: "a", count: 64), .nameTooLong), (String(repeating: "a", count: 253) + "/a", nil),
            (String(repeating: "a", count: 254) + "/a", .prefixTooLong),
        ])
    func keys(key: String, rule: LabelError.Rule?) {
        if let rule {
            #expect(throws: LabelError.invalidKey(key, rule)) { try LabelSyntax.validate(key: key) }
        } else {
            #expect(throws: Never.self) { try LabelSyntax.validate(key: key) }
        }
    }

    @Test("any text is read or refused, and what is printed reads back the same", arguments: [51, 52] as [UInt64])
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4000 {
            let words = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                random.pick([
                    "a", "b", "x.y/c", "=", "==", "!=", "!", " in ", " notin ", "(", ")", ",", "<", ">", "5", " ", "é",
                ])
            }
            let text = words.joined()
            guard let selector = try? LabelSelector(parsing: text) else { continue }
            #expect(try LabelSelector(parsing: selector.description) == selector, "seed \(seed): \(text)")
        }
    }
}
