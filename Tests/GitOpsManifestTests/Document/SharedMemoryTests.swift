import GitOpsManifest
import Testing

@Suite("Small documents of one reading share memory")
struct SharedMemoryTests {
    private static func text(_ number: Int) -> String {
        let items = (0..<number % 40).map { "- \"item \\\($0 % 2 == 0 ? "t" : "n")\($0)\"\n" }.joined()
        return "---\nname: n\(number)\nown\(number): |\n  line \(number)\nlist:\n\(items)- last\n"
    }

    @Test("a document keeps its values when all others of its reading are gone", arguments: [0, 1, 7, 150, 299])
    func outlivesTheOthers(kept: Int) throws {
        let source = SourceText((0..<300).map(Self.text).joined())
        let document = try DocumentReader().read(source)[kept].get()
        // What was given back is taken again and written over.
        let others = DocumentReader().read(source)
        #expect(others.count == 300)
        #expect(document.root["name"]?.string == "n\(kept)")
        #expect(document.root["own\(kept)"]?.string == "line \(kept)\n")
        #expect(document.root["list"]?.count == kept % 40 + 1)
        #expect(try document == Document(yaml: Self.text(kept)))
    }

    @Test("a large document among small ones is as readable as they are")
    func largeAmongSmall() throws {
        let large = "---\nlarge:\n" + (0..<5_000).map { "- value \($0)\n" }.joined()
        let texts = [Self.text(1), large, Self.text(2), large, Self.text(3)]
        let documents = try DocumentReader().read(SourceText(texts.joined())).map { try $0.get() }
        #expect(documents.map(\.root.count) == [3, 1, 3, 1, 3])
        #expect(documents[3].root["large"]?[4_999]?.string == "value 4999")
    }
}
