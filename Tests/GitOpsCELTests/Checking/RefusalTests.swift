import GitOpsCEL
import GitOpsManifest
import Testing

@Suite struct RefusedExpressions {
    static var environment: Environment {
        var environment = Environment()
        environment.declare("object", .dynamic)
        environment.declare("count", .integer)
        environment.declare("request", .object("kubernetes.Request"))
        environment.declare(
            ObjectType("kubernetes.Request", fields: ["operation": .string, "kind": .object("kubernetes.Kind")]))
        environment.declare(ObjectType("kubernetes.Kind", fields: ["group": .string]))
        environment.declareMutations()
        return environment
    }

    @Test(
        "What does not fit is refused where cel-go refuses it, in its words",
        arguments: [
            ("1 == 1.0", "1:3: found no matching overload for '_==_' applied to '(int, double)'"),
            ("1 + 'a'", "1:3: found no matching overload for '_+_' applied to '(int, string)'"),
            ("count.size()", "1:11: found no matching overload for 'size' applied to 'int.()'"),
            ("'a'.nope()", "1:9: undeclared reference to 'nope' (in container '')"),
            ("nope", "1:1: undeclared reference to 'nope' (in container '')"),
            ("true &&\n  1", "2:3: expected type 'bool' but found 'int'"),
            (
                "1.all(x, true)",
                "1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"
            ),
            ("count.field", "1:6: type 'int' does not support field selection"),
            ("request.nope", "1:8: undefined field 'nope'"),
            ("request.kind.grup", "1:13: undefined field 'grup'"),
            ("has(request.nope)", "1:4: undefined field 'nope'"),
            ("request.?nope", "1:8: undefined field 'nope'"),
            ("count{a: 1}", "1:6: undeclared reference to 'count' (in container '')"),
            ("int{a: 1}", "1:4: 'int' is not a message type"),
            ("JSONPatch{op: 1}", "1:13: expected type of field 'op' is 'string' but provided type is 'int'"),
            ("JSONPatch{nope: 1}", "1:15: undefined field 'nope'"),
            ("[?1]", "1:3: expected type 'optional_type(int)' but found 'int'"),
            ("[1, 'a']", "1:5: expected type 'int' but found 'string'"),
            ("[1, dyn(1)]", "1:8: expected type 'int' but found 'dyn'"),
            ("{'a': 1, 'b': 'c'}", "1:15: expected type 'int' but found 'string'"),
            ("{'a': 1, 2: 1}", "1:10: expected type 'string' but found 'int'"),
            ("duration('1 day')", "1:10: invalid duration argument"),
            ("timestamp('2024-02-30T00:00:00Z')", "1:11: invalid timestamp argument"),
            ("'a'.matches('[')", "1:13: invalid matches argument"),
            (
                "'%d'.format(['x'])",
                "1:14: error during formatting: decimal clause can only be used on integers, was given string"
            ),
            ("'%s'.format([1, 2])", "1:12: too many arguments supplied to string.format (expected 1, got 2)"),
            ("'%s %s'.format([1])", "1:15: index 1 out of range"),
            ("'%y'.format([1])", "1:12: could not parse formatting clause: unrecognized formatting clause \"y\""),
            (
                "quantity('-5').sign()",
                "1:20: found no matching overload for 'sign' applied to 'kubernetes.Quantity.()'"
            ),
            ("quantity('1').format", "1:14: unexpected failed resolution of 'kubernetes.Quantity'"),
            ("ip('::1').family", "1:10: type 'net.IP' does not support field selection"),
            ("type(1) + 1", "1:9: found no matching overload for '_+_' applied to '(type(int), int)'"),
            ("[1].map(x, x + 'a')", "1:14: found no matching overload for '_+_' applied to '(int, string)'"),
        ])
    func refusal(_ expression: String, _ expected: String) {
        #expect(Checking(Self.environment).refusal(expression) == expected)
    }

    @Test(
        "What fits is not refused",
        arguments: [
            "request.kind.group == ''", "JSONPatch{op: 'add', path: '/a', value: 1}", "Object{spec: Object.spec{a: 1}}",
            "Object{a: 1}.a == 1", "jsonpatch.escapeKey('a/b')", "'%s %d'.format(['a', 1])", "[dyn(1), dyn('a')]",
            "'%s'.format([[1, {'a': 'b'}]])", "[1].exists(x, x == object.y)", "timestamp(1)", "[]", "[null, null]",
        ])
    func accepted(_ expression: String) {
        #expect(Checking(Self.environment).refusal(expression) == nil)
    }

    @Test("All issues are found, in the order of the text")
    func order() {
        let issues = Checking(Self.environment).issues("nope + [1].map(x, y)[0] && 1")
        #expect(issues.map(\.column) == [1, 19, 28])
    }

    @Test(
        "An issue says what to do",
        arguments: [
            ("reqest.kind", "did you mean 'request'?"), ("request.kind.grup", "did you mean 'group'?"),
            ("'a'.startWith('b')", "did you mean 'startsWith'?"),
            ("quantity('1').sign()", "it is called as sign(kubernetes.Quantity)"),
            ("1 == 1.0", "convert one side, or compare across types with dyn()"),
            ("[1].map(element, elemnt)", "did you mean 'element'?"),
            ("'a'.matches('b[z-a]')", "invalid character class range: z-a (character 3 of the pattern)"),
            ("'a'.matches('(?<n-x>a)')", "invalid named capture group: (?<n-x> (character 1 of the pattern)"),
            ("cel.bind(x, 1, x)", "no version of Kubernetes has 'cel.bind' here; write the value where it is used"),
        ])
    func suggestion(_ expression: String, _ expected: String) {
        #expect(Checking(Self.environment).issues(expression).first?.suggestion == expected)
    }

    @Test("Types that double with every binding end in an issue rather than in an endless check")
    func doublingTypes() {
        var text = "{x: x}"
        for _ in 0..<40 { text = "[{x: x}].map(x, \(text))" }
        let environment = Environment.specification
        let issues = Checking(environment, ["x": .string]).issues(text)
        #expect(issues.contains { $0.message.contains("more than") })
    }
}
