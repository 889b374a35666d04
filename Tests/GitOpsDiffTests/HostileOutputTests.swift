import GitOpsDiff
import GitOpsManifest
import Testing

@Suite("What is printed of hostile input")
struct HostileOutputTests {
    private func render(_ base: String, _ head: String, _ format: DiffRenderer.Format) throws -> String {
        let diff = ManifestSetDiff(
            base: ManifestSet(SourceText(base, name: "a.yaml")), head: ManifestSet(SourceText(head, name: "a.yaml")))
        return try DiffRenderer(format: format, valueLength: 1_000).render(diff)
    }

    @Test(
        "a Secret shows nothing that may be secret, wherever it stands",
        arguments: DiffRenderer.Format.allCases)
    func secrets(format: DiffRenderer.Format) throws {
        func secret(_ value: String) -> String {
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: s
              annotations:
                kapp.k14s.io/original: '{"data":{"a":"\(value)1"}}'
                note: plain
            stringdata: {a: \(value)2}
            binaryData: {b: [\(value)3]}
            \(value)key: {c: \(value)4}
            data: {d: \(value)5}
            """
        }
        let text = try render(secret("hunter"), secret("hidden"), format)
        for value in ["hunter", "hidden"] {
            for number in 1...5 { #expect(!text.contains("\(value)\(number)"), "\(format) shows \(value)\(number)") }
        }
    }

    @Test("no name becomes HTML or Markdown, not even behind a mark that joins the next character")
    func markdown() throws {
        let name = "\u{0D4E}<img src=x>\u{0D4E}|\u{0D4E}`"
        let text = try render(
            "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"\(name)\"}\n", .markdown)
        #expect(!text.contains("<img") && text.unicodeScalars.contains("\u{0D4E}"))
    }
}
