import GitOpsManifest

/// The text of a file, cut where its documents begin.
///
/// A document has the comments behind it; those before the first one are part of it where no `---` stands between.
struct DocumentSegments {
    let bytes: [UInt8]
    let results: [Result<Document, DocumentError>]
    /// Whether the file holds JSON values.
    let isJSON: Bool

    /// Complexity: O(bytes).
    init(_ bytes: [UInt8], reader: DocumentReader) {
        self.bytes = bytes
        // Without a name, as the index reads it.
        results = reader.read(SourceText(bytes, name: ""))
        isJSON =
            !results.isEmpty
            && results.allSatisfy { if case .success(let it) = $0 { it.format == .json } else { false } }
    }

    var count: Int { results.count }

    /// The documents that are lists of objects, as in `kind: List`, and how many items each has.
    var listCounts: [Int: Int] {
        var counts: [Int: Int] = [:]
        for number in results.indices {
            guard let root = document(number)?.root, let kind = root["kind"]?.string, kind.hasSuffix("List"),
                let items = root["items"], items.kind == .array
            else { continue }
            counts[number] = items.elements.count
        }
        return counts
    }

    /// Whether positions are those of the bytes.
    var isUTF8: Bool {
        results.allSatisfy { if case .success(let document) = $0 { document.source.encoding == .utf8 } else { true } }
    }

    func document(_ number: Int) -> Document? {
        guard results.indices.contains(number), case .success(let document) = results[number] else { return nil }
        return document
    }

    /// Where a document begins; `nil` for one that cannot be read.
    func start(_ number: Int) -> Int? {
        guard let document = document(number) else { return nil }
        let start = document.sourceRange.lowerBound
        guard number == 0, !isJSON, !Self.hasMarker(bytes[start...]) else { return start }
        return bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    }

    /// The bytes of a document, up to where the next begins; `nil` where that is not known.
    func range(_ number: Int) -> Range<Int>? {
        guard let start = start(number) else { return nil }
        guard number + 1 < results.count else { return start..<bytes.count }
        return self.start(number + 1).map { start..<max(start, $0) }
    }

    /// The line with nothing but `---` that a text begins with; empty when it does not.
    static func opening(of text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard hasMarker(text) else { return [] }
        let end = text.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
        let isPlain = text[(text.startIndex + 3)..<end].allSatisfy { $0 <= 0x20 }
        return isPlain ? text[..<end] : []
    }

    /// Whether a text begins with the marker of a document, or with directives that a marker follows.
    static func hasMarker(_ text: ArraySlice<UInt8>) -> Bool {
        if text.first == UInt8(ascii: "%") { return true }
        guard text.starts(with: Array("---".utf8)) else { return false }
        return text.dropFirst(3).first.map { $0 <= 0x20 } ?? true
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    static func isByteOrderMark(_ text: ArraySlice<UInt8>) -> Bool { text.elementsEqual(byteOrderMark) }

    /// The comments before the first document; empty where there are none.
    var leadingComments: ArraySlice<UInt8> {
        guard !isJSON, let first = document(0), first.source.encoding == .utf8 else { return [] }
        let preface = bytes[..<min(first.sourceRange.lowerBound, bytes.count)]
        return preface.contains(UInt8(ascii: "#")) ? preface : []
    }

    /// Whether something stands there beside documents.
    var hasComments: Bool { bytes.contains(UInt8(ascii: "#")) }
}
