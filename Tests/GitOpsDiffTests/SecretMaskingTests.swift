import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsDiff

@Suite("Secrets stay secret")
struct SecretMaskingTests {
    private func secret(_ values: [String], extra: String = "") -> ManifestSet {
        let data = values.enumerated().map { "  key\($0.offset): \($0.element)\n" }.joined()
        let text = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: s
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: '{"data": "\(values[0])"}'
            stringData:
            \(data)data:
              nested: {deep: [\(values[0])]}
            \(extra)
            """
        return ManifestSet(SourceText(text, name: "s.yaml"))
    }

    private func outputs(_ base: ManifestSet, _ head: ManifestSet) throws -> [String] {
        let diff = ManifestSetDiff(base: base, head: head)
        return try DiffRenderer.Format.allCases.map { try DiffRenderer(format: $0).render(diff) }
    }

    @Test("what is printed depends only on which values are equal", arguments: 1...20 as ClosedRange<UInt64>)
    func nonInterference(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pattern = (0..<6).map { _ in Int.random(in: 0..<4, using: &random) }
        func values(_ names: [String]) -> (ManifestSet, ManifestSet) {
            let all = pattern.map { names[$0] }
            return (secret(Array(all.prefix(3))), secret(Array(all.suffix(3))))
        }
        let one = values(["hunter2", "swordfish", "letmein", "opensesame"])
        let two = values(["zzzzzzz", "aaaaaaaaa", "mmmmmmm", "bbbbbbbbbb"])
        let first = try outputs(one.0, one.1)
        #expect(try outputs(two.0, two.1) == first, "seed \(seed)")
        for output in first {
            for value in ["hunter2", "swordfish", "letmein", "opensesame"] {
                #expect(!output.contains(value), "seed \(seed)")
            }
        }
    }

    @Test(
        "a Secret inside another object, or spelled in a text, is masked too",
        arguments: [
            "objects: [{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {password: VALUE}}]",
            "spec: {manifest: {apiVersion: v1, kind: Secret, data: {password: VALUE}, type: Opaque}}",
            "spec: {manifest: {kind: Secret, stringdata: {password: {deep: [VALUE]}}}}",
            #"metadata: {name: t, annotations: {copy: '{"kind":"Secret","data":{"password":"VALUE"}}'}}"#,
            #"data: {secret.yaml: "apiVersion: v1\nkind:  Secret\ndata: {password: VALUE}"}"#,
            "spec: {manifest: {kind: SecretList, items: [{metadata: {name: a}, data: {password: VALUE}}]}}",
            #"data: {copy: '{"kind":"SecretList","items":[{"data":{"password":"VALUE"}}]}'}"#,
            "spec: {manifest: {apiVersion: v1, kind: secret, data: {password: VALUE}}}",
            #"data: {copy: "kind: SECRET\ndata: {password: VALUE}"}"#,
            #"data: {copy: '{"x":"{\\"kind\\": \\"Secret\\", \\"data\\": \\"VALUE\\"}"}'}"#,
        ])
    func nested(body: String) throws {
        func set(_ value: String) -> ManifestSet {
            var text = "apiVersion: example.com/v1\nkind: Template\n"
            if !body.hasPrefix("metadata") { text += "metadata: {name: t}\n" }
            return ManifestSet(SourceText(text + body.replacing("VALUE", with: value) + "\n", name: "t.yaml"))
        }
        let sets = [set("hunter2"), set("swordfish"), ManifestSet()]
        for base in sets {
            for head in sets {
                for output in try outputs(base, head) {
                    #expect(!output.contains("hunter2") && !output.contains("swordfish"))
                }
            }
        }
        #expect(try outputs(sets[0], sets[1])[0].contains("***"))
        // Where one state has a Secret, the other state's values at its place are not shown either.
        let renamed = ManifestSet(
            SourceText(
                "apiVersion: example.com/v1\nkind: Template\nmetadata: {name: t}\n"
                    + "spec: {manifest: {kind: Secre, data: {password: hunter2}}}\n", name: "t.yaml"))
        if body.contains("manifest") {
            for output in try outputs(renamed, sets[1]) + outputs(sets[1], renamed) {
                #expect(!output.contains("hunter2"))
            }
        }
    }

    @Test(
        "an item of a list of Secrets, which does not say what it is, and a misspelled kind are masked",
        arguments: [
            "apiVersion: v1\nkind: SecretList\nitems: [{metadata: {name: a}, data: {password: VALUE}}]\n",
            "apiVersion: v1\nkind: secret\nmetadata: {name: a}\ndata: {password: VALUE}\n",
            "apiVersion: v1\nkind: SecretList\nmetadata: {name: a}\nitems: {password: VALUE}\n",
        ])
    func kinds(text: String) throws {
        let sets = ["hunter2", "swordfish"].map {
            ManifestSet(SourceText(text.replacing("VALUE", with: $0), name: "s.yaml"))
        }
        #expect(sets[0].manifests.count == 1)
        for output in try outputs(sets[0], sets[1]) + outputs(ManifestSet(), sets[1]) {
            #expect(!output.contains("hunter2") && !output.contains("swordfish"))
        }
        #expect(try outputs(sets[0], sets[1])[0].contains("***"))
    }

    @Test("secrets that are added, removed or of another shape are masked too")
    func shapes() throws {
        let empty = ManifestSet()
        let full = secret(["hunter2", "x", "y"])
        for (base, head) in [(empty, full), (full, empty)] {
            for output in try outputs(base, head) { #expect(!output.contains("hunter2")) }
        }
        for data in ["hunter2", "[hunter2]", "12345678", "{a: {b: hunter2}}"] {
            let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: \(data)\n"
            let odd = ManifestSet(SourceText(text, name: "s.yaml"))
            for output in try outputs(odd, full) + outputs(full, odd) {
                #expect(!output.contains("hunter2") && !output.contains("12345678"))
            }
        }
    }

    @Test(
        "texts that cannot be read do not show what they hold",
        arguments: [
            "*hunter2", "!!int hunter2", "\"\\hunter2\"", "@hunter2", "!!binary hunter2", "{hunter2",
            "%hunter2: &hunter2 *hunter2",
        ])
    func errors(value: String) throws {
        let broken = ManifestSet(
            SourceText(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: \(value)\n", name: "s.yaml"
            ))
        #expect(broken.unreadable.count == 1)
        for output in try outputs(ManifestSet(), broken) { #expect(!output.contains("hunter2")) }
    }

    @Test("values are shown when they are asked for")
    func shown() throws {
        let diff = ManifestSetDiff(base: secret(["hunter2", "a", "b"]), head: secret(["swordfish", "a", "b"]))
        #expect(try DiffRenderer(showsSecrets: true).render(diff).contains("hunter2"))
    }

    @Test("control characters of names and values do not reach a terminal")
    func terminal() throws {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"a\\e[31mb\"}\ndata: {k: \"x\\e[2Jy\\u202Ez\"}\n"
        let set = ManifestSet(SourceText(text, name: "a\u{1B}[0m.yaml"))
        for format in [DiffRenderer.Format.text, .unified, .markdown] {
            let output = try DiffRenderer(format: format).render(ManifestSetDiff(base: ManifestSet(), head: set))
            #expect(!output.contains("\u{1B}") && !output.contains("\u{202E}"))
        }
    }
}
