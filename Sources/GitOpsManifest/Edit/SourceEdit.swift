/// The text of a whole source after an edit of one of its documents.
public struct EditedSource: Sendable {
    /// The new text.
    public let source: SourceText
    /// The edited document, read from the new text.
    public let document: Document
}

extension Document {
    /// Edits the text this document was read from and leaves everything else in it byte for byte: comments, order,
    /// quotes, blank lines, the other documents of the file.
    ///
    /// The result is read again and compared with the same edits made on the tree, so that a text that says something
    /// else is never returned. Where the change cannot be made in place, the smallest list or object around it is written
    /// anew. A removed member takes the comment on its line with it, and the comment lines directly above it that are
    /// indented like it.
    ///
    /// Complexity: O(size of the source) for each edit.
    ///
    /// - Throws: `EditError`; nothing is changed then.
    public func editingSource(_ edits: [Edit]) throws(EditError) -> EditedSource {
        var current = EditedSource(source: source, document: self)
        for edit in edits { current = try current.document.editingSource(edit) }
        return current
    }

    private func editingSource(_ edit: Edit) throws(EditError) -> EditedSource {
        guard format != .built, source.encoding == .utf8 else {
            throw EditError(path: edit.path, position: nil, problem: .noSource)
        }
        let wanted = try applying([edit])
        let context = EditContext(document: self, edit: edit, wanted: wanted)
        if context.isUnderAlias {
            throw EditError(path: edit.path, position: nil, problem: .aliased)
        }
        for replacement in context.replacements() {
            if let result = context.result(of: replacement) { return result }
        }
        throw EditError(path: edit.path, position: root.value(at: edit.path)?.position, problem: .cannotBeWritten)
    }
}

/// Bytes to stand in the place of others.
struct TextReplacement: Equatable {
    let range: Range<Int>
    let text: String
}

/// One edit of one document: the candidates for its text, and the check of each.
struct EditContext {
    let document: Document
    let edit: Edit
    let wanted: Document

    /// Whether the edit reaches into a value that stands elsewhere in the text.
    var isUnderAlias: Bool {
        var node = document.root
        for step in edit.path.steps {
            guard let next = node.child(step) else { return false }
            if next.isAliased { return true }
            node = next
        }
        return false
    }

    /// Ways to write the edit: in place first, then the containers around it from the inside out.
    func replacements() -> [TextReplacement] {
        var candidates: [TextReplacement] = []
        if let direct = DirectEdit(document: document).replacement(for: edit, in: document) {
            candidates.append(direct)
        }
        var path = edit.path
        while true {
            if let node = document.root.value(at: path), let new = wanted.root.value(at: path), node != new,
                let rewritten = DirectEdit(document: document).rewriting(node, as: new)
            {
                candidates.append(rewritten)
            }
            if path.steps.isEmpty { return candidates }
            path.steps.removeLast()
        }
    }

    /// The edited source, or `nil` when it does not say exactly what is wanted.
    func result(of replacement: TextReplacement) -> EditedSource? {
        let count = document.source.byteCount
        guard replacement.range.lowerBound >= 0, replacement.range.upperBound <= count else { return nil }
        let bytes = document.source.withUnsafeBytes { bytes in
            Array(bytes[..<replacement.range.lowerBound]) + Array(replacement.text.utf8)
                + Array(bytes[replacement.range.upperBound...])
        }
        let source = SourceText(bytes, name: document.source.name)
        let limits = ReadingLimits(bytes: .max, depth: ReadingLimits.maximumDepth, aliasedValues: .max, values: .max)
        let reader = DocumentReader(options: ReadingOptions(limits: limits))
        let grammar: DocumentReader.Grammar = document.format == .json ? .json : .yaml
        let before = reader.read(document.source, grammar: grammar)
        let after = reader.read(source, grammar: grammar)
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
        return edited.map { EditedSource(source: source, document: $0) }
    }
}
