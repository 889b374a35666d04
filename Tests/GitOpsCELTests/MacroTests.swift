import GitOpsCEL
import GitOpsManifest
import Testing

@Suite("Macros")
struct MacroTests {
    @Test(
        "macros over lists become the folds that costs are counted over",
        arguments: [
            ("m.all(v, f)", "all<v in m; @result = true; @not_strictly_false(@result); _&&_(@result, f); @result>"),
            (
                "m.exists(v, f)",
                "exists<v in m; @result = false; @not_strictly_false(!_(@result)); _||_(@result, f); @result>"
            ),
            (
                "m.exists_one(v, f)",
                "existsOne<v in m; @result = 0; true; _?_:_(f, _+_(@result, 1), @result); _==_(@result, 1)>"
            ),
            (
                "m.existsOne(v, f)",
                "existsOne<v in m; @result = 0; true; _?_:_(f, _+_(@result, 1), @result); _==_(@result, 1)>"
            ),
            ("m.map(v, f)", "map<v in m; @result = []; true; _+_(@result, [f]); @result>"),
            (
                "m.map(v, p, f)",
                "mapWithFilter<v in m; @result = []; true; _?_:_(p, _+_(@result, [f]), @result); @result>"
            ),
            (
                "m.filter(v, p)",
                "filter<v in m; @result = []; true; _?_:_(p, _+_(@result, [v]), @result); @result>"
            ),
            (
                "m.all(i, v, f)",
                "all<i,v in m; @result = true; @not_strictly_false(@result); _&&_(@result, f); @result>"
            ),
            (
                "m.exists(i, v, f)",
                "exists<i,v in m; @result = false; @not_strictly_false(!_(@result)); _||_(@result, f); @result>"
            ),
            (
                "m.existsOne(i, v, f)",
                "existsOne<i,v in m; @result = 0; true; _?_:_(f, _+_(@result, 1), @result); _==_(@result, 1)>"
            ),
            ("m.transformList(i, v, f)", "transformList<i,v in m; @result = []; true; _+_(@result, [f]); @result>"),
            (
                "m.transformList(i, v, p, f)",
                "transformListWithFilter<i,v in m; @result = []; true; _?_:_(p, _+_(@result, [f]), @result); @result>"
            ),
            (
                "m.transformMap(k, v, f)",
                "transformMap<k,v in m; @result = {}; true; cel.@mapInsert(@result, k, f); @result>"
            ),
            (
                "m.transformMap(k, v, p, f)",
                "transformMapWithFilter<k,v in m; @result = {}; true; "
                    + "_?_:_(p, cel.@mapInsert(@result, k, f), @result); @result>"
            ),
            (
                "m.transformMapEntry(k, v, {f: v})",
                "transformMapEntry<k,v in m; @result = {}; true; cel.@mapInsert(@result, {f: v}); @result>"
            ),
            (
                "m.transformMapEntry(k, v, p, f)",
                "transformMapEntryWithFilter<k,v in m; @result = {}; true; "
                    + "_?_:_(p, cel.@mapInsert(@result, f), @result); @result>"
            ),
        ])
    func folds(text: String, tree: String) throws { #expect(try dump(text) == tree) }

    @Test(
        "macros that name values, and those of mathematics",
        arguments: [
            ("has(a.b.c)", "a.b.c?"), ("cel.bind(x, a, x + x)", "bind<#unused in []; x = a; false; x; _+_(x, x)>"),
            (
                "a.optMap(x, f)",
                "_?_:_(a.hasValue(), optional.of(bind<#unused in []; x = a.value(); false; x; f>), optional.none())"
            ),
            (
                "a.b.optFlatMap(x, f)",
                "_?_:_(a.b.hasValue(), bind<#unused in []; x = a.b.value(); false; x; f>, optional.none())"
            ),
            (
                "a.sortBy(e, f)",
                "bind<#unused in []; @__sortBy_input__ = a; false; @__sortBy_input__; "
                    + "@__sortBy_input__.@sortByAssociatedKeys("
                    + "map<e in @__sortBy_input__; @result = []; true; _+_(@result, [f]); @result>)>"
            ),
            ("math.greatest(a)", "math.@max(a)"), ("math.greatest([1, b])", "math.@max([1, b])"),
            ("math.least(1, 2.5)", "math.@min(1, 2.5d)"), ("math.least(a, 2u, -3)", "math.@min([a, 2u, -3])"),
        ])
    func values(text: String, tree: String) throws { #expect(try dump(text) == tree) }

    @Test(
        "a call that only looks like a macro stays a call",
        arguments: [
            ("all(m, v)", "all(m, v)"), ("m.all(v)", "m.all(v)"), ("m.map(v)", "m.map(v)"), ("has(a, b)", "has(a, b)"),
            (".has(a.b)", ".has(a.b)"), ("m.has(a.b)", "m.has(a.b)"), ("x.bind(a, b, c)", "x.bind(a, b, c)"),
            ("x.greatest(1)", "x.greatest(1)"), ("m.filter(a, b, c)", "m.filter(a, b, c)"),
            ("m.transformList(a, b)", "m.transformList(a, b)"), ("bind(a, b, c)", "bind(a, b, c)"),
        ])
    func lookalikes(text: String, tree: String) throws { #expect(try dump(text) == tree) }

    @Test("a version of Kubernetes turns on its own macros")
    func versions() throws {
        let old = ParserOptions(version: KubernetesVersion(minor: 27))
        #expect(try dump("m.optMap(x, f)", options: old) == "m.optMap(x, f)")
        #expect(try dump("m.all(i, v, f)", options: old) == "m.all(i, v, f)")
        #expect(try dump("m.map(v, f)", options: old).contains("__result__"))
        #expect(issues("a.?b", options: old) == ["1:2 unsupported syntax '.?'"])
        let new = ParserOptions(version: KubernetesVersion(minor: 36))
        #expect(try dump("m.optMap(x, f)", options: new).contains("hasValue"))
        #expect(try dump("m.all(i, v, f)", options: new).hasPrefix("all<i,v"))
        #expect(try dump("m.sortBy(v, f)", options: new).contains("@sortByAssociatedKeys"))
        // The API server knows neither library.
        #expect(try dump("cel.bind(x, a, x)", options: new) == "cel.bind(x, a, x)")
        #expect(try dump("math.greatest(1, 2)", options: new) == "math.greatest(1, 2)")
        let middle = ParserOptions(version: KubernetesVersion(minor: 33))
        #expect(try dump("m.existsOne(v, f)", options: middle) == "m.existsOne(v, f)")
        #expect(try dump("m.sortBy(v, f)", options: middle) == "m.sortBy(v, f)")
    }

    @Test("without macros all of them are calls")
    func none() throws {
        let options = ParserOptions(macros: [])
        #expect(try dump("has(a.b) && m.all(v, f)", options: options) == "_&&_(has(a.b), m.all(v, f))")
    }

    @Test(
        "nodes of an expansion stand at the macro's parenthesis",
        arguments: [
            (
                "m.all(v, f)",
                "all<v in m@1; @result = true@6; @not_strictly_false@6(@result@6); _&&_@6(@result@6, f@10); @result@6>@6"
            ),
            (
                "m.filter(v, p)",
                "filter<v in m@1; @result = []@9; true@9; _?_:_@9(p@13, _+_@9(@result@9, [v@10]@9), @result@9); @result@9>@9"
            ),
        ])
    func anchors(text: String, tree: String) throws { #expect(try dump(text, anchors: true) == tree) }

    @Test(
        "arguments that do not fit are named where they stand",
        arguments: [
            ("has(m)", "1:5 invalid argument to has() macro"),
            ("has(m['a'])", "1:6 invalid argument to has() macro"),
            ("has(a.?b)", "1:6 invalid argument to has() macro"),
            ("1.all(2, 3)", "1:7 argument must be a simple name"),
            ("m.all(a.b, 3)", "1:8 argument must be a simple name"),
            ("m.filter(a.b, false)", "1:11 argument is not an identifier"),
            ("m.map(f(a), false)", "1:8 argument is not an identifier"),
            ("m.map(__result__, 1)", "1:7 iteration variable overwrites accumulator variable"),
            ("[].existsOne(__result__, 1)", "1:14 iteration variable overwrites accumulator variable"),
            ("m.all(a, a, true)", "1:10 duplicate variable name: a"),
            ("m.all(a, __result__, true)", "1:10 iteration variable overwrites accumulator variable"),
            ("m.transformMap(a, 1, true)", "1:19 argument must be a simple name"),
            ("cel.bind(a.b, 1, 2)", "1:11 cel.bind() variable names must be simple identifiers"),
            ("m.optMap(a.b, 1)", "1:11 optMap() variable name must be a simple identifier"),
            ("m.optFlatMap(1, 1)", "1:14 optFlatMap() variable name must be a simple identifier"),
            ("math.greatest()", "1:1 math.greatest() requires at least one argument"),
            ("math.least('a')", "1:12 math.least() invalid single argument value"),
            ("math.least([])", "1:12 math.least() invalid single argument value"),
            ("math.least(['a'])", "1:12 math.least() invalid single argument value"),
            ("math.greatest(1, 'a')", "1:18 math.greatest() simple literal arguments must be numeric"),
            ("math.greatest(1, 2, {})", "1:21 math.greatest() simple literal arguments must be numeric"),
            (
                "{}.sortBy(e, e)",
                "1:1 sortBy can only be applied to a list, identifier, comprehension, call or select expression"
            ),
            ("m.sortBy(1, e)", "1:10 argument is not an identifier"),
        ])
    func failures(text: String, issue: String) { #expect(issues(text) == [issue]) }
}
