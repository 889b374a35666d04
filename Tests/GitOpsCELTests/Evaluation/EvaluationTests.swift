import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsCEL

@Suite("Evaluation")
struct EvaluationTests {
    @Test(
        "Operators and conversions give the values of the specification",
        arguments: [
            ("1 + 2 * 3", CELValue.int(7)), ("-7 % 3", .int(-1)), ("7 / -2", .int(-3)), ("1u + 2u", .uint(3)),
            ("1.5 + 2.0", .double(3.5)), ("'a' + 'b'", .string("ab")), ("b'a' + b'b'", .bytes([97, 98])),
            ("[1] + [2, 3]", .list([.int(1), .int(2), .int(3)])), ("1 < 2", .bool(true)), ("'a' < 'b'", .bool(true)),
            ("2u > 1", .bool(true)), ("1 < 1.5", .bool(true)), ("dyn(1) == 1.0", .bool(true)),
            ("dyn(1) == 'a'", .bool(false)), ("dyn(0.0/0.0) == 0.0/0.0", .bool(false)),
            ("[1, 2] == [1, 2]", .bool(true)), ("{'a': 1} == {'a': 1}", .bool(true)), ("2 in [1, 2]", .bool(true)),
            ("'b' in {'a': 1}", .bool(false)), ("{1: 'x'}[dyn(1u)]", .string("x")), ("dyn([1, 2])[1.0]", .int(2)),
            ("int(3.7)", .int(3)), ("int('-42')", .int(-42)), ("uint(3)", .uint(3)), ("double('1e3')", .double(1000)),
            ("string(1.0)", .string("1")), ("string(1e21)", .string("1e+21")), ("string(0.00001)", .string("1e-05")),
            ("string(timestamp('2009-02-13T23:31:30.5Z'))", .string("2009-02-13T23:31:30.5Z")),
            ("string(duration('1h1.5s'))", .string("3601.5s")), ("int(timestamp('1970-01-01T00:01:00Z'))", .int(60)),
            ("bool('t')", .bool(true)), ("string(b'\\xc3\\xa9')", .string("é")), ("size('é€')", .int(2)),
            ("size(b'abc')", .int(3)), ("size({'a': 1})", .int(1)), ("type(1) == int", .bool(true)),
            ("type(type(1)) == type", .bool(true)), ("'abc'.matches('^b')", .bool(false)),
            ("'abc'.contains('bc') && 'abc'.startsWith('ab') && 'abc'.endsWith('c')", .bool(true)),
            ("true ? 1 : 2", .int(1)), ("duration('1m') + duration('1s') == duration('61s')", .bool(true)),
            ("timestamp('2024-02-29T00:00:00Z') + duration('24h') == timestamp('2024-03-01T00:00:00Z')", .bool(true)),
            ("timestamp('2024-03-01T01:02:03.004Z').getFullYear()", .int(2024)),
            ("timestamp('2024-03-01T01:02:03.004Z').getMonth()", .int(2)),
            ("timestamp('2024-03-01T01:02:03.004Z').getDayOfYear()", .int(60)),
            ("timestamp('2024-03-01T01:02:03.004Z').getDayOfWeek()", .int(5)),
            ("timestamp('2024-03-01T01:02:03.004Z').getDate()", .int(1)),
            ("timestamp('2024-03-01T01:02:03.004Z').getHours('-02:00')", .int(23)),
            ("timestamp('2024-07-01T01:02:03Z').getHours('Europe/Berlin')", .int(3)),
            ("timestamp('2024-03-01T01:02:03.004Z').getMilliseconds()", .int(4)),
            ("duration('3700s').getMinutes()", .int(61)),
        ])
    func values(_ text: String, _ expected: CELValue) throws {
        #expect(try EvaluationFixture.evaluate(text).result == .success(expected))
    }

    @Test(
        "Macros give what their expansions give",
        arguments: [
            ("[1, 2, 3].all(x, x > 0)", CELValue.bool(true)), ("[1, 2, 3].all(x, x > 1)", .bool(false)),
            ("[1, 2, 3].exists(x, x == 3)", .bool(true)), ("[].exists(x, x == 3)", .bool(false)),
            ("[1, 2, 3].exists_one(x, x > 2)", .bool(true)), ("[1, 2, 3].exists_one(x, x > 1)", .bool(false)),
            ("[1, 2, 3].map(x, x * 2)", .list([.int(2), .int(4), .int(6)])),
            ("[1, 2, 3].map(x, x > 1, x * 2)", .list([.int(4), .int(6)])),
            ("[1, 2, 3].filter(x, x > 1)", .list([.int(2), .int(3)])), ("{'a': 1}.all(k, k == 'a')", .bool(true)),
            ("[[1, 2], [3]].map(x, x.map(y, y + size(x)))", .list([.list([.int(3), .int(4)]), .list([.int(4)])])),
            ("[1, 0].exists(x, 1 / x == 1)", .bool(true)), ("[0, 1].exists(x, 1 / x == 1)", .bool(true)),
            ("[0, 2].all(x, 1 / x > 1)", .bool(false)), ("cel.bind(x, 2, x * x)", .int(4)),
            ("cel.bind(x, [1, 2], [3].all(y, x.all(z, z < y)))", .bool(true)),
            ("cel.bind(x, [1, 2].map(y, y + 1), [3].map(z, x.map(w, w + z)))", .list([.list([.int(5), .int(6)])])),
            ("[1, 2].transformList(i, v, i + v)", .list([.int(1), .int(3)])),
            ("[1, 2].transformMap(i, v, v > 1, v)", .map([.init(.int(1), .int(2))])),
            ("{'a': 1}.transformMapEntry(k, v, {v: k})", .map([.init(.int(1), .string("a"))])),
            ("[1, 2].all(i, v, i < v)", .bool(true)), ("optional.of(1).optMap(x, x + 1)", .optional(.int(2))),
            ("optional.none().optMap(x, x + 1)", .optional(nil)), ("{'a': 1}.?a", .optional(.int(1))),
            ("{'a': 1}.?b.orValue(2)", .int(2)), ("{'a': {'b': 1}}.?a.b.value()", .int(1)),
            ("{'a': {'b': 1}}.?x.b.hasValue()", .bool(false)), ("[1, 2][?5]", .optional(nil)),
            ("[?optional.none(), 1]", .list([.int(1)])),
            ("{?'a': optional.of(1)}", .map([.init(.string("a"), .int(1))])),
            ("optional.none().or(optional.of(1)).value()", .int(1)), ("has({'a': 1}.a)", .bool(true)),
            ("has({'a': 1}.b)", .bool(false)),
        ])
    func macros(_ text: String, _ expected: CELValue) throws {
        #expect(try EvaluationFixture.evaluate(text).result == .success(expected))
    }

    @Test(
        "In Kubernetes the last of equal keys counts",
        arguments: [
            ("{'a': 1, 'a': 2}", [("a", 2)]), ("{'a': 1, 'b': 2, 'a': 3}", [("a", 3), ("b", 2)]),
            ("{'a': int(x), 'b': 2, 'a': 3}", [("a", 3), ("b", 2)]),
            ("{'a': 1, 'b': 2, 'a': int(x)}", [("a", 7), ("b", 2)]),
            ("{'a': 1, ?'a': optional.none(), 'b': int(x)}", [("b", 7)]),
            ("{'a': 1, ?'a': optional.of(int(x))}", [("a", 7)]), ("{?'a': optional.none(), 'a': 2}", [("a", 2)]),
        ] as [(String, [(String, Int64)])])
    func repeatedKeys(_ text: String, _ expected: [(String, Int64)]) throws {
        let result = try EvaluationFixture.evaluate(text, in: Environment(), ["x": .int(7)]).result
        #expect(result == .success(.map(expected.map { .init(.string($0.0), .int($0.1)) })))
    }

    @Test("Large literals with repeated keys keep the last values")
    func manyRepeatedKeys() throws {
        let entries = (0..<300).map { "'k\($0 % 100)': x + \($0)" }.joined(separator: ", ")
        let text = "[{\(entries)}].map(m, [m.size(), m['k0'], m['k99']])[0]"
        let result = try EvaluationFixture.evaluate(text, in: Environment(), ["x": .int(1)]).result
        #expect(result == .success(.list([.int(100), .int(201), .int(300)])))
    }

    @Test(
        "The sum of an empty list is the zero of its type",
        arguments: [
            ("[1.5].filter(d, false).sum()", CELValue.double(0)), ("[1u].filter(d, false).sum()", .uint(0)),
            ("[duration('1s')].filter(d, false).sum() == duration('0s')", .bool(true)),
            ("[1].filter(d, false).sum()", .int(0)), ("[].sum()", .int(0)),
            ("dyn([1.5]).filter(d, false).sum()", .int(0)), ("[1.5, 2.0].sum()", .double(3.5)),
        ])
    func emptySums(_ text: String, _ expected: CELValue) throws {
        #expect(try EvaluationFixture.evaluate(text, in: Environment()).result == .success(expected))
    }

    @Test(
        "Errors are those of cel-go",
        arguments: [
            ("9223372036854775807 + 1", "integer overflow"), ("0u - 1u", "unsigned integer overflow"),
            ("1 / 0", "division by zero"), ("1 % 0", "modulus by zero"), ("{'a': 1}['b']", "no such key: b"),
            ("{'a': 1}.b", "no such key: b"), ("[1][2]", "index out of bounds: 2"),
            ("dyn(1) + 'a'", "no such overload"),
            ("dyn('a') && true", "no such overload"), ("1 / 0 > 0 || false", "division by zero"),
            ("[0].all(x, 1 / x > 0)", "division by zero"), ("optional.none().value()", "optional.none() dereference"),
            ("dyn(1).all(x, true)", "got 'int', expected iterable type"),
            ("{'a': 1, 'a': 2}.a", "Failed with repeated key: a"),
            ("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp overflow"),
            ("-9223372036854775807 - 2", "integer overflow"), ("0.0 / 0.0 < 1.0", "NaN values cannot be ordered"),
            ("[1, 1].transformMapEntry(i, v, {v: i})", "insert failed: key already exists: 1"),
        ])
    func errors(_ text: String, _ message: String) throws {
        let result = try EvaluationFixture.evaluate(text).result
        #expect(throws: EvaluationError.self) { try result.get() }
        if case .failure(let error) = result { #expect(error.message == message) }
    }

    @Test("An error beside a side that decides is absorbed, whichever side it is")
    func absorption() throws {
        for (text, expected) in [
            ("1 / 0 > 0 || true", true), ("true || 1 / 0 > 0", true), ("1 / 0 > 0 && false", false),
            ("false && 1 / 0 > 0", false),
        ] {
            #expect(try EvaluationFixture.evaluate(text).result == .success(.bool(expected)))
        }
    }

    @Test(
        "Conversions of constants that fail are refused when the program is made",
        arguments: [
            ("int('abc')", "program instantiation failed: type conversion error from 'string' to 'int'"),
            ("'a'.matches('(')", "program instantiation failed: error parsing regexp"),
        ])
    func folding(_ text: String, _ message: String) throws {
        let error = #expect(throws: ExpressionError.self) { try EvaluationFixture.evaluate(text) }
        #expect(error?.issues.first?.message.hasPrefix(message) == true)
    }

    // The figures of cel-go interpreter/runtimecost_test.go, less what constant lists and maps cost there: the API server
    // folds them.
    @Test(
        "Costs are those of cel-go with constants folded",
        arguments: [
            ("'Hello World!'", UInt64(0)), ("x", 1), ("l[0]", 2), ("m.key", 2), ("m['key']", 2), ("m['ke' + 'y']", 3),
            ("has(m.key)", 1), ("has(m.a.b)", 2), ("[1, 2, 3]", 0), ("[x, 2]", 11), ("{'a': x}", 31),
            ("empty.all(y, true)", 2), ("[1, 2, 3].all(y, true)", 10), ("'123'.matches('[0-9]')", 2),
            ("false || false", 0), ("b || b || b || b", 4), ("1 < 2", 1), ("1 == 2", 1), ("2 in [1, 2, 3]", 0),
            ("1 + 1", 1), ("true ? 1 : 2", 0), ("size('123')", 1),
            ("'12345678901234567890' == '123456789012345678901234567890'", 2), ("s.startsWith(s)", 3),
            ("s.size()", 2), ("(x > 2 ? l : l).all(y, true)", 6), ("false ? false : 1 > 3", 1),
            ("m.all(k, m[k].f > 3)", 9), ("'abcdefg'.contains('val1' + 'val2222222')", 4), ("(1 > 2 ? 5 : 3) > 1", 2),
            ("(1 > 2 || 2 > 1) == true", 3), ("[1,2,3,4,5].filter(x, x % 2 == 0)", 42),
            ("[1,2,3,4,5].map(x, x)", 66), ("[1,2,3,4,5].map(x, x).filter(x, x % 2 == 0)", 108),
            ("[1,2,3,4,5].map(x, x).exists(x, x == 5) == true", 98), ("[1,2,3,4,5].map(x, x).map(x, x)", 132),
            ("[1,2,3,4,5].map(x, [x, x]).filter(z, z.size() == 2)", 202),
            ("[1,2,3,4,5].map(x, [x, x]).all(y, y.all(y, y == 1))", 151),
        ])
    func costs(_ text: String, _ expected: UInt64) throws {
        let variables: [String: CELValue] = [
            "x": .int(1), "l": .list([.int(1)]), "b": .bool(false), "s": .string("abc"), "empty": .list([]),
            "m": text.contains("[k]")
                ? .map([.init(.string("a"), .map([.init(.string("f"), .int(4))]))])
                : .map([.init(.string("key"), .int(4)), .init(.string("a"), .map([]))]),
        ]
        let used = variables.filter { text.contains($0.key) }
        #expect(try EvaluationFixture.evaluate(text, used).cost == expected)
    }
}
