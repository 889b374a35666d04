import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Long values in reports")
struct ValueExcerptTests {
    private func outputs(_ base: String, _ head: String) throws -> [String] {
        let sets = [base, head].map { text in
            ManifestSet(
                SourceText("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n\(text)", name: "a.yaml"))
        }
        let diff = ManifestSetDiff(base: sets[0], head: sets[1])
        return try [.text, .markdown].map { try DiffRenderer(format: $0, valueLength: 60).render(diff) }
    }

    @Test("a difference far inside two long texts is shown", arguments: [0, 10, 50, 60, 61, 500])
    func firstDifference(offset: Int) throws {
        let lead = String(repeating: "x", count: offset)
        for output in try outputs("data: {k: \(lead)before-\(lead)}\n", "data: {k: \(lead)after-\(lead)}\n") {
            #expect(output.contains("before") && output.contains("after"))
        }
        // One text begins with the other.
        for output in try outputs("data: {k: \(lead)yy}\n", "data: {k: \(lead)yyTAIL}\n") {
            #expect(output.contains("TAIL"))
        }
    }

    @Test("a difference within a character or a joined one is shown", arguments: ["é è", "e\u{301} e\u{300}", "👩‍🚀 👩‍🔧"])
    func differenceInCharacter(pair: String) throws {
        let lead = String(repeating: "ü", count: 200)
        let texts = pair.split(separator: " ")
        for output in try outputs("data: {k: \(lead)\(texts[0])}\n", "data: {k: \(lead)\(texts[1])}\n") {
            for text in texts { #expect(output.unicodeScalars.contains(text.unicodeScalars.last ?? " ")) }
            #expect(output.count < 600)
        }
    }

    @Test("an added object that is too long for a line is written below it, all of it up to the limit")
    func block() throws {
        let data = (0..<30).map { "  key\($0): value\($0)\n" }.joined()
        for output in try outputs("", "data:\n" + data) {
            #expect(output.contains("key0: value0") && output.contains("key29: value29"))
        }
        let long = (0..<300).map { "  key\($0): value\($0)\n" }.joined()
        for output in try outputs("data:\n" + long, "") { #expect(output.contains("more lines")) }
    }
}
