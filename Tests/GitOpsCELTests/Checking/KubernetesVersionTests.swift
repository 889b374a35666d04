import GitOpsManifest
import Testing

@testable import GitOpsCEL

@Suite struct ExpressionsByKubernetesVersion {
    static let introductions: [(String, Int)] = [
        ("[1].sum()", 24), ("url('a')", 24), ("'a'.find('a')", 24), ("'a'.charAt(0)", 24),
        ("authorizer.path('/').check('get').allowed()", 27), ("authorizer.serviceAccount('a', 'b')", 27),
        ("1 < 1.5", 28), ("quantity('1')", 28), ("optional.of(1)", 28), ("object.?a", 28), ("[1].optMap(x, x)", 99),
        ("optional.of(1).optMap(x, x)", 28), ("optional.of(1).optFlatMap(x, optional.of(x))", 29),
        ("sets.contains([1], [1])", 29), ("['a'].join()", 29), ("'%s'.format([1])", 29), ("strings.quote('a')", 29),
        ("ip('::1')", 30), ("cidr('::/0').containsIP('::1')", 30), ("isIP('a')", 30),
        ("format.named('uuid')", 31), ("format.uuid().validate('a')", 31),
        ("authorizer.group('').resource('pods').fieldSelector('a=b')", 32),
        ("{'a': 1}.transformList(k, v, v)", 32), ("[1].all(i, v, v > i)", 32),
        ("semver('v1', true)", 33), ("isSemver('1.0.0')", 33), ("[1].first()", 33),
        ("optional.unwrap([optional.of(1)])", 33),
        ("[1].reverse()", 34), ("[1].sort()", 34), ("[1].sortBy(x, -x)", 34), ("lists.range(1)", 34),
        ("[1].slice(0, 1)", 34), ("[1].includes(1)", 37),
        ("'a'.reverse()", 99), ("math.abs(1)", 99), ("base64.encode(b'')", 99), ("jsonpatch.escapeKey('a')", 99),
        ("regex.replace('a', 'b', 'c')", 99), ("cidr('::/0').isMask()", 99),
    ]

    @Test("An expression is accepted from the version that brings what it needs", arguments: introductions)
    func introduction(_ expression: String, _ minor: Int) {
        for version in 24...37 {
            let checking = Checking(minor: version, ["object": .dynamic, "authorizer": .authorizer])
            #expect((checking.refusal(expression) == nil) == (version >= minor), "in Kubernetes 1.\(version)")
        }
    }

    @Test(
        "What a later version has is refused with that version",
        arguments: [
            (29, "ip('::1')", "'ip' is in Kubernetes 1.30 and later"),
            (28, "sets.contains([1], [1])", "the functions of 'sets' are in Kubernetes 1.29 and later"),
            (28, "optional.of(1).optFlatMap(x, optional.of(x))", "'optFlatMap' is in Kubernetes 1.29 and later"),
            (33, "[1].sort()", "'sort' is in Kubernetes 1.34 and later"),
            (33, "[1].sortBy(x, x)", "'sortBy' is in Kubernetes 1.34 and later"),
            (27, "1 < 1.5", "Kubernetes 1.28 and later accept it"),
            (36, "[1].includes(1)", "'includes' is in Kubernetes 1.37 and later"),
        ])
    func laterVersion(_ minor: Int, _ expression: String, _ suggestion: String) {
        let issues = Checking(minor: minor).issues(expression)
        #expect(issues.contains { $0.suggestion == suggestion }, "\(issues)")
    }

    @Test("Mixed literals are refused by the checker before 1.29, and by a stricter rule since")
    func mixedLiterals() {
        #expect(Checking(minor: 28).refusal("[1, 'a']") != nil)
        #expect(Checking(minor: 28).refusal("[1, dyn('a')]") == nil)
        #expect(Checking(minor: 29).refusal("[1, dyn('a')]") != nil)
        #expect(Checking(minor: 30).refusal("'%s %d'.format(['a', 1])") != nil)
        #expect(Checking(minor: 31).refusal("'%s %d'.format(['a', 1])") == nil)
        #expect(Checking(minor: 30).refusal("'%d'.format(['a'])") == nil)
        #expect(Checking(.specification).refusal("[1, 'a']") == nil)
    }

    @Test(
        "Kyverno has more than Kubernetes",
        arguments: [
            "math.greatest(1, 2.0)", "base64.decode('')", "regex.replace('a', 'b', 'c')", "cel.bind(x, 1, x + x)",
            "[1].sort()", "math.sqrt(4)", "semver('1.0.0').major()",
        ])
    func kyverno(_ expression: String) {
        #expect(Checking(.kyverno()).refusal(expression) == nil)
    }

    @Test("Every name of a library has a number of its own, and every overload a name of its own")
    func tables() {
        var overloads: Set<String> = []
        for library in Library.allCases {
            var names: [UInt8: String] = [:]
            for function in LibraryTable.of(library).functions(version: 9) {
                for overload in function.overloads { #expect(overloads.insert(overload.id).inserted, "\(overload.id)") }
                guard function.code.library == library else { continue }
                let known = names.updateValue(function.name, forKey: function.code.number)
                #expect(known == nil || known == function.name, "\(library) \(function.name)")
            }
        }
    }
}
