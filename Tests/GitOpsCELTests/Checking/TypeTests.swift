import GitOpsCEL
import GitOpsManifest
import Testing

@Suite struct TypesOfExpressions {
    static let variables: [String: CELType] = [
        "object": .dynamic, "names": .list(.string), "counts": .map(key: .string, value: .integer),
        "maybe": .wrapper(.integer), "when": .timestamp, "request.kind": .string, "opt": .optional(.string),
        "items": .list(.map(key: .string, value: .dynamic)),
    ]

    @Test(
        "Expressions have the types that cel-go finds",
        arguments: [
            ("1", "int"), ("1u", "uint"), ("1.5", "double"), ("'a'", "string"), ("b'a'", "bytes"), ("null", "null"),
            ("true", "bool"), ("[1, 2]", "list(int)"), ("{'a': 1u}", "map(string, uint)"), ("[]", "list(dyn)"),
            ("{}", "map(dyn, dyn)"), ("[[]]", "list(list(dyn))"), ("[1] + []", "list(int)"), ("[] + [1]", "list(int)"),
            ("1 + 2", "int"), ("duration('1s') + when", "timestamp"), ("when - when", "duration"), ("-1.0", "double"),
            ("names[0]", "string"), ("counts['a']", "int"), ("counts.a", "int"), ("object.a.b[0]", "dyn"),
            ("object.a + 1", "int"), ("object.a + object.b", "dyn"), ("true ? 1 : 2", "int"),
            ("true ? object : 2", "dyn"), ("true ? [] : [1]", "list(int)"), ("type(1)", "type(int)"),
            ("type", "type(dyn)"), ("int", "type(int)"), ("google.protobuf.Timestamp", "type(timestamp)"),
            ("type(1) == int", "bool"), ("dyn(1)", "dyn"), ("request.kind", "string"), ("request.kind.size()", "int"),
            ("names.map(n, n.size())", "list(int)"), ("names.filter(n, n != '')", "list(string)"),
            ("counts.map(k, k)", "list(string)"), ("object.items.map(i, i)", "list(dyn)"),
            ("[1, 2].map(x, x > 1, string(x))", "list(string)"), ("names.all(n, n.startsWith('a'))", "bool"),
            ("names.transformMap(i, n, i)", "map(int, int)"), ("counts.transformList(k, v, v)", "list(int)"),
            ("counts.transformMapEntry(k, v, {v: k})", "map(int, string)"), ("has(object.a)", "bool"),
            ("has(counts.a)", "bool"), ("object.?a", "optional_type(dyn)"), ("counts.?a", "optional_type(int)"),
            ("counts[?'a']", "optional_type(int)"), ("counts.?a.orValue(3)", "int"),
            ("optional.none()", "optional_type(dyn)"),
            ("optional.of(1)", "optional_type(int)"), ("[?opt]", "list(string)"),
            ("{?'a': opt}", "map(string, string)"),
            ("opt.optMap(o, o.size())", "optional_type(int)"), ("names[?0].or(opt)", "optional_type(string)"),
            ("optional.of(counts).a", "optional_type(int)"), ("names.first()", "optional_type(string)"),
            ("maybe == 1", "bool"), ("maybe == null", "bool"), ("maybe + 1", "int"), ("when == null", "bool"),
            ("items[0].name", "dyn"), ("items.map(i, i.name)", "list(dyn)"),
            ("quantity('1') == quantity('1k')", "bool"), ("quantity('1').add(1).asInteger()", "int"),
            ("sign(quantity('1'))", "int"), ("url('a').getQuery()", "map(string, list(string))"),
            ("format.named('uuid').value().validate('a')", "optional_type(list(string))"),
            ("cidr('10.0.0.0/8').ip()", "net.IP"), ("string(ip('::1'))", "string"), ("ip.isCanonical('::1')", "bool"),
            ("semver('1.2.3').major()", "int"), ("semver('v1', true)", "kubernetes.Semver"),
            ("[3, 1].sort()", "list(int)"), ("items.sortBy(i, string(i.name))", "list(map(string, dyn))"),
            ("lists.range(3)", "list(int)"), ("[[1], [2]].flatten()", "list(int)"), ("[1].reverse()", "list(int)"),
            ("[duration('1s')].sum()", "duration"), ("[1].indexOf(1)", "int"), ("'a'.indexOf('a')", "int"),
            ("sets.contains([1], [])", "bool"), ("'a'.matches('a')", "bool"), ("'%s'.format([1])", "string"),
            ("['a'].join()", "string"), ("1 < 1.5 && 2u > 1", "bool"), ("1 in names.map(n, n.size())", "bool"),
            ("'a' in counts", "bool"), ("object.a in object.b", "bool"), ("[1, 2.0].size()", "refused"),
        ])
    func type(_ expression: String, _ expected: String) throws {
        let checking = Checking(Environment(), Self.variables)
        guard expected != "refused" else {
            #expect(checking.refusal(expression) != nil)
            return
        }
        #expect(try checking.type(expression) == expected)
    }

    @Test(
        "The overloads are named as cel-go names them",
        arguments: [
            ("1 + 1", ["add_int64"]), ("object + 1", ["add_int64"]), ("size(names)", ["size_list"]),
            ("names.size()", ["list_size"]),
            ("object.a.size()", ["bytes_size", "list_size", "map_size", "string_size"]),
            ("1 < 2.0", ["less_int64_double"]), ("object.?a", ["select_optional_field"]),
            ("object[?'a']", ["map_optindex_optional_value", "optional_map_optindex_optional_value"]),
            ("quantity('1').add(1)", ["quantity_add_int"]), ("format.uuid()", ["format.uuid"]),
            ("object.a.indexOf('x')", ["string_index_of_string", "list_a_index_of_int"]),
            ("when.getSeconds('UTC')", ["timestamp_to_seconds_tz"]), ("[1].isSorted()", ["list_int_is_sorted_bool"]),
            ("true && false || true", ["logical_or"]),
        ])
    func overloads(_ expression: String, _ expected: [String]) throws {
        #expect(try Checking(Environment(), Self.variables).overloads(expression) == expected)
    }

    @Test(
        "A name of several libraries has the code of the one that the types leave, else of its owner",
        arguments: [
            ("[1].indexOf(1)", KubernetesListsFunction.indexOf.code),
            ("'a'.indexOf('a')", StringsFunction.indexOf.code),
            ("object.a.indexOf('a')", StringsFunction.indexOf.code), ("string(ip('::1'))", IPFunction.string.code),
            ("string(object)", StandardFunction.string.code), ("cidr('::/0').ip()", CIDRFunction.ip.code),
            ("ip('::1')", IPFunction.ip.code), ("[1].reverse()", ListsFunction.reverse.code),
            ("semver('1.0.0').compareTo(semver('1.0.0'))", SemverFunction.compareTo.code),
            ("object.compareTo(object)", QuantityFunction.compareTo.code),
        ])
    func code(_ expression: String, _ expected: FunctionCode) throws {
        #expect(try Checking(Environment(), Self.variables).code(expression) == expected)
    }

    @Test("A comprehension's variable hides a declared one, and a leading dot finds that one again")
    func shadowing() throws {
        let checking = Checking(Environment(), ["x": .string])
        #expect(try checking.type("[1].map(x, x + 1)") == "list(int)")
        #expect(try checking.type("[1].map(x, .x)") == "list(string)")
        #expect(checking.refusal("[1].map(y, y)[0] + y") == "1:20: undeclared reference to 'y' (in container '')")
    }

    @Test("Names are looked up in the container and the packages around it")
    func container() throws {
        var environment = Environment.specification
        environment.container = "a.b"
        environment.declare("a.b.x", .integer)
        environment.declare("a.x", .string)
        environment.declare("x", .boolean)
        environment.declare("a.y", .double)
        let checking = Checking(environment)
        #expect(try checking.type("x") == "int")
        #expect(try checking.type(".x") == "bool")
        #expect(try checking.type("y") == "double")
        #expect(try checking.type("b.x") == "int")
        #expect(checking.refusal("z") == "1:1: undeclared reference to 'z' (in container 'a.b')")
    }
}
