import Foundation
import Testing

/// `gitops cel` over the example `policies`.
@Suite("The command gitops cel")
struct CELCommandTests {
    private static let folder = BuiltCommand.examples + "/policies"

    private func cel(_ arguments: String..., input: String = "") throws -> BuiltCommand.Outcome {
        try BuiltCommand.run(["cel"] + arguments, input: input, in: Self.folder)
    }

    private static let secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: login, labels: {team: shop}}
        stringData: {password: "hunter2", pin: "1234"}

        """

    // MARK: Values

    @Test("every value is shown with its document, and one that is false fails")
    func values() throws {
        let some = try cel(
            "has(object.spec) && has(object.spec.replicas) ? object.spec.replicas <= 5 : true", "--input", "head")
        #expect(some.status == 1 && some.errors.isEmpty, "\(some.errors)")
        #expect(some.output.contains("head/web.yaml:1:1: Deployment.apps shop/web: false\n"), "\(some.output)")
        #expect(some.output.contains("head/namespaces.yaml:1:1: Namespace shop: true\n"))
        #expect(some.output.split(separator: "\n").count == 5)
        let all = try cel("object.kind != 'Pod'", "--input", "head")
        #expect(all.status == 0 && !all.output.contains("false"))
        let text = try cel("object.metadata.name", "--input", "head/web.yaml")
        #expect(text.status == 0 && text.output == "head/web.yaml:1:1: Deployment.apps shop/web: web\n")
    }

    @Test("without documents the expression is evaluated once, and shown alone")
    func alone() throws {
        let outcome = try cel("quantity('1Gi').compareTo(quantity('1G'))", "--cost")
        #expect(outcome.status == 0 && outcome.output == "1  cost 3\n", "\(outcome.output)\(outcome.errors)")
        #expect(try cel("1 > 2").status == 1)
        #expect(try cel("object.metadata").status == 2)
    }

    @Test("reasons and costs are shown when asked for")
    func reasons() throws {
        let outcome = try cel("object.spec.replicas <= 5", "--input", "head/web.yaml", "--explain", "--cost")
        #expect(
            outcome.output == """
                head/web.yaml:1:1: Deployment.apps shop/web: false  cost 4
                  looks at head/web.yaml:7:3  spec.replicas

                """)
        let missing = try cel("object.spec.replcas <= 5", "--input", "head/web.yaml", "--explain")
        #expect(missing.status == 2)
        #expect(missing.output.contains("error at 1:12: no such key: replcas (did you mean 'replicas'?)\n"))
        #expect(missing.output.contains("  looks at head/web.yaml:6:1  spec, which has no replcas\n"))
    }

    @Test("items of a List and documents that are no resources are documents")
    func documents() throws {
        let list = """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}},
              {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}}]}
            """
        let items = try cel("object.metadata.name == 'b'", "--input", "-", "--explain", input: list)
        #expect(items.status == 1)
        #expect(
            items.output == """
                <stdin>:2:3: ConfigMap a: false
                  looks at <stdin>:2:58  metadata.name
                <stdin>:3:3: ConfigMap b: true

                """, "\(items.output)")
        let plain = try cel("self.a + 1", "--bind", "self", "--input", "-", input: "a: 1\n---\na: 2\n")
        #expect(
            plain.status == 0 && plain.output == "<stdin>:1:1: 2\n<stdin>:3:1: 3\n", "\(plain.output)\(plain.errors)")
    }

    @Test("variables are JSON or files")
    func variables() throws {
        let outcome = try cel(
            "object.spec.replicas > oldObject.spec.replicas && params.max == 5", "--input", "head/web.yaml",
            "--variable", "oldObject=base/web.yaml", "--variable", "params={\"max\": 5}")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let none = try cel("oldObject == null", "--variable", "oldObject=null")
        #expect(none.status == 0 && none.output == "true\n")
        let missing = try cel("x == 1", "--variable", "x=nowhere.yaml")
        #expect(missing.status == 2 && missing.errors.contains("the variable x is no JSON and no file"))
        let many = try cel("x == 1", "--variable", "x=head/namespaces.yaml")
        #expect(many.status == 2 && many.errors.contains("has 2 documents"))
    }

    // MARK: Formats

    @Test("JSON has an object a line, YAML a document")
    func formats() throws {
        let json = try cel(
            "object.spec.replicas <= 5", "--input", "head/web.yaml", "--explain", "--cost", "--output", "json")
        #expect(
            json.output == #"{"file":"head/web.yaml","line":1,"column":1,"group":"apps","kind":"Deployment","#
                + #""namespace":"shop","name":"web","value":false,"cost":4,"decisive":[{"file":"head/web.yaml","line":7,"#
                + #""column":3,"path":"spec.replicas"}]}"# + "\n")
        let error = try cel("{'a': 1}.b", "--output", "json")
        #expect(
            error.output == #"{"error":{"message":"no such key: b","line":1,"column":9}}"# + "\n", "\(error.output)")
        let yaml = try cel("{'a': ['x', 'y\\n']}", "--output", "yaml")
        #expect(yaml.output == "value:\n  a:\n  - x\n  - |\n      y\n", "\(yaml.output)")
    }

    // MARK: Refusals

    @Test("what does not compile is shown with its line, a mark and the nearest name")
    func refusals() throws {
        let outcome = try cel("true &&\n  objct.spec > 1", "--input", "head/web.yaml")
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(
            outcome.errors == """
                gitops: 2:3: undeclared reference to 'objct' (in container '') (did you mean 'object'?)
                    objct.spec > 1
                    ^

                """, "\(outcome.errors)")
        let old = try cel("ip('::1').family() == 6", "--kubernetes-version", "1.29")
        #expect(old.status == 2 && old.errors.contains("('ip' is in Kubernetes 1.30 and later)"))
        let long = try cel(String(repeating: "1 + ", count: 500) + "nothing")
        #expect(long.errors.split(separator: "\n").allSatisfy { $0.utf8.count < 150 }, "\(long.errors)")
        #expect(try cel("'\u{1B}[31m' + 1").errors.unicodeScalars.contains("\u{1B}") == false)
    }

    @Test("the expression may stand in a file")
    func file() throws {
        let folder = try TemporaryFolder()
        try folder.write("rule.cel", "// few\nobject.spec.replicas <= 5\n")
        let outcome = try cel("--expression", folder.path + "/rule.cel", "--input", "head/web.yaml")
        #expect(outcome.status == 1, "\(outcome.errors)")
        try folder.write("rule.cel", "object.spec.replicas <=")
        let broken = try cel("--expression", folder.path + "/rule.cel", "--input", "head/web.yaml")
        #expect(
            broken.status == 2 && broken.errors.hasPrefix("gitops: \(folder.path)/rule.cel:1:24: "), "\(broken.errors)")
    }

    @Test("a file of an expression that is not UTF-8 is refused")
    func otherEncoding() throws {
        let folder = try TemporaryFolder()
        let file = URL(fileURLWithPath: folder.path + "/rule.cel")
        try Data([0x27, 0xFF, 0x27]).write(to: file)
        let outcome = try cel("--expression", file.path)
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("not UTF-8"))
    }

    @Test("an empty name is never suggested")
    func emptyName() throws {
        let outcome = try cel("object.a", "--input", "-", "--explain", input: "{'': 1}\n")
        #expect(outcome.status == 2 && !outcome.output.contains("did you mean"), "\(outcome.output)")
    }

    @Test(
        "wrong usage exits with 64",
        arguments: [
            [], ["true", "--expression", "x"], ["true", "--variable", "a"], ["true", "--variable", "1=2"],
            ["true", "--variable", "a=1", "--variable", "a=2"], ["true", "--bind", "a.b"],
            ["true", "--input", "x", "--variable", "object=1"], ["--expression", "-", "--input", "-"],
            ["true", "--kubernetes-version", "x"],
        ])
    func usage(arguments: [String]) throws {
        #expect(try BuiltCommand.run(["cel"] + arguments, in: Self.folder).status == 64)
    }

    @Test("what cannot be read fails, after the rest was evaluated")
    func unreadable() throws {
        let outcome = try cel("object.a == 1", "--input", "-", input: "a: [\n---\na: 1\n")
        #expect(outcome.status == 2 && outcome.output == "<stdin>:3:1: true\n", "\(outcome.output)")
        #expect(outcome.errors.hasPrefix("gitops: <stdin>:"))
        #expect(try cel("true", "--input", "nowhere").status == 2)
        let empty = try cel("true", "--input", "-", input: "")
        #expect(empty.status == 2 && empty.errors.contains("no document"))
    }

    // MARK: Secrets

    @Test(
        "no value of a Secret is shown",
        arguments: [
            "object.stringData", "object.stringData.password", "object.stringData.password + '!'", "[object]",
            "object.stringData.password.split('')", "{object.stringData.pin: 1}", "size(object.stringData.password)",
            "object.stringData.pin == '1234' ? 'so' : 'not'", "int(object.stringData.pin)",
            "object.stringData[object.stringData.pin]", "base64.decode(object.stringData.pin)",
            "optional.of(object.stringData.pin)", "object.stringData.map(k, object.stringData[k])",
        ])
    func secrets(expression: String) throws {
        for format in ["text", "json", "yaml"] {
            let outcome = try cel(
                expression, "--input", "-", "--output", format, "--explain", input: Self.secret)
            for value in ["hunter2", "1234", "hunter", "7", "so"] {
                let shown = outcome.output.replacing("shop", with: "")
                #expect(!shown.contains(value), "\(value) in \(outcome.output)")
            }
            #expect(!outcome.errors.contains("hunter2") && !outcome.errors.contains("1234"))
        }
    }

    @Test("what the values of a Secret do not change is shown, and all of it when asked for")
    func shownSecrets() throws {
        #expect(
            try cel("object.metadata.labels", "--input", "-", input: Self.secret).output.contains(#"{"team":"shop"}"#))
        #expect(
            try cel("object.stringData.map(k, k)", "--input", "-", input: Self.secret).output
                .contains(#"["password","pin"]"#))
        #expect(
            try cel("object.stringData", "--input", "-", input: Self.secret).output
                .contains(#"{"password":"(masked)","pin":"(masked)"}"#))
        let condition = try cel("object.stringData.pin.size() > 3", "--input", "-", input: Self.secret)
        #expect(condition.status == 0 && condition.output.hasSuffix(": true\n"))
        #expect(
            try cel("object.stringData.pin", "--input", "-", "--show-secrets", input: Self.secret).output
                .hasSuffix(": 1234\n"))
        let other = try cel("other.stringData.pin", "--variable", "other=\(Self.json)")
        #expect(other.output == "(masked)\n", "\(other.output)\(other.errors)")
    }

    private static let json =
        #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"pin":"1234"}}"#
}
