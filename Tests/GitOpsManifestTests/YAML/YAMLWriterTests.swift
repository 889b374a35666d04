import Testing

@testable import GitOpsManifest

@Suite("Writing YAML")
struct YAMLWriterTests {
    @Test("what was written is read back as the same value", arguments: 1...400 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let document = try GeneratedDocument.make(seed: seed)
        for writer in [YAMLWriter(), YAMLWriter(indentation: 4, indentsSequences: true, sortsKeys: true)] {
            let text = writer.string(document.root)
            let found = try Document(yaml: text)
            #expect(found.root == document.root, "seed \(seed)\n\(text)")
        }
        let json = JSONWriter().string(document.root)
        #expect(try Document(json: json).root == document.root, "seed \(seed)\n\(json)")
    }

    @Test("every difficult string survives as a value, a key and an item", arguments: GeneratedDocument.strings)
    func strings(text: String) throws {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.key(text)
        builder.beginArray()
        builder.append(text)
        builder.beginObject()
        builder.key("x")
        builder.append(text)
        builder.end()
        builder.end()
        builder.end()
        let document = try builder.finish()
        let written = YAMLWriter().string(document.root)
        #expect(try Document(yaml: written).root == document.root, "\(written)")
    }

    @Test("the layout is the one kubectl prints")
    func layout() throws {
        let text = """
            apiVersion: v1
            data:
              empty: ""
              number: "1"
              script: |
                set -e

                echo done
            items:
            - a: 1
              b:
              - x
              - - yy
                - z
            - {}
            - []

            """
        let document = try Document(yaml: text)
        #expect(YAMLWriter(sortsKeys: true).string(document.root) == text)
    }

    @Test("a key longer than readers look for its colon is written so that it is found")
    func longKey() throws {
        let key = String(repeating: "k", count: 3000)
        let document = try Document(json: "{\"\(key)\": {\"a\": [1]}, \"b\": 2}")
        #expect(try Document(yaml: YAMLWriter().string(document.root)).root == document.root)
    }
}
