import GitOpsManifest

/// How an edit was written.
enum EditOutcome: Equatable {
    case inPlace
    /// A list or object was written anew; the levels above the edited value that this took.
    case rewritten(levels: Int)
    case refused(EditError.Problem)
    /// Reading the new text does not give the edited tree, or other bytes have changed.
    case violation(String)

    init(of edit: Edit, in document: Document) {
        do throws(EditError) {
            let wanted = try document.applying([edit])
            let edited = try document.editingSource([edit])
            if let problem = Self.problem(edited, wanted, document) {
                self = .violation(problem)
            } else if let path = edited.rewritten.first {
                self = .rewritten(levels: edit.path.steps.count - path.steps.count)
            } else {
                self = .inPlace
            }
        } catch {
            self = .refused(error.problem)
        }
    }

    var text: String {
        switch self {
        case .inPlace: "in-place"
        case .rewritten(let levels): "rewritten.\(levels)-levels"
        case .refused(let problem): "refused.\(problem)"
        case .violation(let problem): "violation.\(problem)"
        }
    }

    private static func problem(_ edited: EditedSource, _ wanted: Document, _ document: Document) -> String? {
        let before = DocumentReader().read(document.source, grammar: .yaml)
        let after = DocumentReader().read(edited.source, grammar: .yaml)
        guard before.count == after.count else { return "number-of-documents" }
        for (index, (old, new)) in zip(before, after).enumerated() {
            let expected = index == document.index ? wanted : try? old.get()
            guard (try? new.get()) == expected else { return "meaning" }
        }
        guard let range = changeableRange(edited, document) else { return nil }
        let isSame = document.source.withUnsafeBytes { old in
            edited.source.withUnsafeBytes { new in
                let tail = old[range.upperBound...]
                return new.starts(with: old[..<range.lowerBound]) && new.suffix(tail.count).elementsEqual(tail)
            }
        }
        return isSame ? nil : "other-bytes"
    }

    /// The bytes that an edit may change: those of the container written anew, or those of the document, whose first
    /// member may have comments above it.
    private static func changeableRange(_ edited: EditedSource, _ document: Document) -> Range<Int>? {
        if let path = edited.rewritten.first { return document.root.value(at: path)?.sourceRange }
        return (document.index == 0 ? 0 : document.sourceRange.lowerBound)..<document.sourceRange.upperBound
    }
}
