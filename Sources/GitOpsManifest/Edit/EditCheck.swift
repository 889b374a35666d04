/// Reads an edited text again and compares it with what was wanted: a text that says something else is never returned.
struct EditCheck {
    private let document: Document
    private let wanted: Document
    private let reader: DocumentReader
    private let before: [Result<Document, DocumentError>]

    init(document: Document, wanted: Document) {
        self.document = document
        self.wanted = wanted
        // Whatever the document was read with, it must be readable; its neighbours, which may be hostile, stay bounded.
        let usual = ReadingLimits()
        let limits = ReadingLimits(
            bytes: .max, depth: ReadingLimits.maximumDepth,
            aliasedValues: max(usual.aliasedValues, 2 * document.valueCount), documents: .max, keyBytes: .max,
            values: max(usual.values, 2 * wanted.valueCount))
        reader = DocumentReader(options: ReadingOptions(limits: limits))
        before = reader.read(document.source, grammar: Self.grammar(of: document))
    }

    private static func grammar(of document: Document) -> DocumentReader.Grammar {
        document.format == .json ? .json : .yaml
    }

    /// The edited source, or `nil` when it does not say exactly what is wanted.
    func result(of candidate: EditCandidate) -> EditedSource? {
        guard let source = text(with: candidate.replacement) else { return nil }
        let after = reader.read(source, grammar: Self.grammar(of: document))
        guard before.count == after.count else { return nil }
        var edited: Document?
        for (old, new) in zip(before, after) {
            switch (old, new) {
            case (.success(let old), .success(let new)):
                if old.index == document.index {
                    guard new.root == wanted.root else { return nil }
                    edited = new
                } else if old.root != new.root {
                    return nil
                }
            case (.failure(let old), .failure(let new)):
                guard old.problem == new.problem else { return nil }
            default: return nil
            }
        }
        let rewritten = candidate.rewritten.map { [$0] } ?? []
        return edited.map { EditedSource(source: source, document: $0, rewritten: rewritten) }
    }

    private func text(with replacement: TextReplacement) -> SourceText? {
        let range = replacement.range
        guard range.lowerBound >= 0, range.upperBound <= document.source.byteCount else { return nil }
        let bytes = document.source.withUnsafeBytes { bytes in
            Array(bytes[..<range.lowerBound]) + Array(replacement.text.utf8) + Array(bytes[range.upperBound...])
        }
        return SourceText(bytes, name: document.source.name)
    }
}
