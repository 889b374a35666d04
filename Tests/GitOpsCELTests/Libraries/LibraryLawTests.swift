import GitOpsCEL
import Testing

@Suite("What libraries promise for all values")
struct LibraryLawTests {
    private static func run(_ text: String) -> String { LibraryInterpreter.run(text, in: costEnvironment()).result }

    @Test(
        "a format has its own name, and accepts its examples",
        arguments: [
            ("dns1123Label", "my-label", "My_Label"), ("dns1123Subdomain", "a.b-c", "a..b"),
            ("dns1035Label", "a1", "1a"),
            ("qualifiedName", "a.io/Name_1", "a/b/c"), ("dns1123LabelPrefix", "my-", "my."),
            ("dns1123SubdomainPrefix", "a.b-", "-a"), ("dns1035LabelPrefix", "a-", "1a-"), ("labelValue", "", "-x"),
            ("uri", "http://a", "a"), ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123"),
            ("byte", "aGVsbG8=", "!!"),
            ("date", "2024-02-29", "2023-02-29"), ("datetime", "2021-01-01T00:00:00Z", "2021-01-01T24:00:00Z"),
        ])
    func formats(_ name: String, _ good: String, _ bad: String) {
        #expect(Self.run("format.\(name)().validate('\(good)')") == "none")
        #expect(Self.run("format.\(name)().validate('\(bad)').hasValue()") == "true")
        #expect(Self.run("format.named('\(name)').value() == format.\(name)()") == "true")
    }

    @Test("an authorizer is asked what the expression says")
    func authorizer() {
        let authorizer = ExpressionAuthorizer { question in
            var wanted = AuthorizationResource(group: "apps", resource: "deployments")
            wanted.subresource = "status"
            wanted.namespace = "team"
            wanted.name = "web"
            let subject = AuthorizationSubject.serviceAccount(namespace: "team", name: "bot")
            let isAllowed =
                question == AuthorizationQuestion(subject: subject, verb: "get", target: .resource(wanted))
            return AuthorizationAnswer(isAllowed: isAllowed, reason: "because")
        }
        let check =
            "authorizer.serviceAccount('team', 'bot').group('apps').resource('deployments').subresource('status')"
            + ".namespace('team').name('web').check('get')"
        func run(_ text: String) -> String {
            LibraryInterpreter.run(text, in: costEnvironment(), authorizer: authorizer).result
        }
        #expect(run("\(check).allowed()") == "true")
        #expect(run("\(check).reason()") == "'because'")
        #expect(run("authorizer.path('/healthz').check('get').allowed()") == "false")
        #expect(run("authorizer.path(' ')") == "error: path must not be empty")
        #expect(run("authorizer.group('').resource('')") == "error: resource must not be empty")
        #expect(run("authorizer.serviceAccount('A', 'b')") == "error: Invalid service account namespace")
        #expect(run("authorizer.serviceAccount('a', '_')") == "error: Invalid service account name")
        #expect(Self.run("authorizer.path('/x').check('get').errored()") == "true")
    }

    @Test(
        "a network contains an address when the bits of its prefix are the same",
        arguments: [0, 1, 7, 32, 63, 64, 65, 100, 127, 128])
    func networks(_ length: Int) {
        let base: [UInt16] = [0x2001, 0x0DB8, 0xA5A5, 0x5A5A, 0xF0F0, 0x0F0F, 0x3C3C, 0xC3C3]
        func text(_ fields: [UInt16]) -> String { fields.map { String($0, radix: 16) }.joined(separator: ":") }
        for bit in 0..<128 {
            var other = base
            other[bit / 16] ^= 1 << UInt16(15 - bit % 16)
            let result = Self.run("cidr('\(text(base))/\(length)').containsIP('\(text(other))')")
            #expect(result == (bit >= length ? "true" : "false"))
        }
    }

    @Test("parts that are joined again are the whole", arguments: ["a,b,,c", ",", "", "äö,ü", "none"])
    func splitting(_ text: String) { #expect(Self.run("'\(text)'.split(',').join(',')") == "'\(text)'") }

    @Test("quantities have one order, which sums keep")
    func quantities() {
        let texts = ["-1Gi", "-5", "0", "1n", "100m", "1", "1.5", "1k", "1Ki", "1M", "1Gi", "1e20"]
        for (left, first) in texts.enumerated() {
            for (right, second) in texts.enumerated() {
                let order = "\((left - right).signum())"
                #expect(Self.run("quantity('\(first)').compareTo(quantity('\(second)'))") == order)
                let sums =
                    "quantity('\(first)').add(quantity('7m')).compareTo(quantity('\(second)').add(quantity('7m')))"
                #expect(Self.run(sums) == order)
            }
        }
    }

    @Test(
        "what would not fit into memory is an error",
        arguments: [
            "lists.range(1000000000)", "lists.range(9223372036854775807)",
            "lists.range(100000).map(x, 'aaaaaaaaaa').join('bbbbbbbbbb').replace('', 'cccccccccccccccccccccccccccccccccccc')",
        ])
    func memory(_ expression: String) { #expect(Self.run(expression).hasPrefix("error: ")) }

    @Test("precision has a limit")
    func precision() {
        #expect(Self.run("dyn('%.999999f').format([1.0])").hasPrefix("error: "))
        #expect(Self.run("dyn('%.99999999999999999999f').format([1.0])").hasPrefix("error: "))
    }
}
