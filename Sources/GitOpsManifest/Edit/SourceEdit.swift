/// The text of a whole source after an edit of one of its documents.
public struct EditedSource: Sendable {
    /// The new text.
    public let source: SourceText
    /// The edited document, read from the new text.
    public let document: Document
    /// The lists and objects that had to be written anew, one for each such edit: the comments in them are gone. Empty
    /// when every edit was made in place.
    public let rewritten: [FieldPath]

    package init(source: SourceText, document: Document, rewritten: [FieldPath]) {
        self.source = source
        self.document = document
        self.rewritten = rewritten
    }
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
        var current = EditedSource(source: source, document: self, rewritten: [])
        for edit in edits {
            let next = try current.document.editingSource(edit)
            current = EditedSource(
                source: next.source, document: next.document, rewritten: current.rewritten + next.rewritten)
        }
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
        let check = EditCheck(document: self, wanted: wanted)
        for candidate in context.candidates() {
            if let result = check.result(of: candidate) { return result }
        }
        throw EditError(path: edit.path, position: root.value(at: edit.path)?.position, problem: .cannotBeWritten)
    }
}

/// Bytes to stand in the place of others.
struct TextReplacement: Equatable {
    let range: Range<Int>
    let text: String
}

/// A way to write an edit.
struct EditCandidate {
    let replacement: TextReplacement
    /// The list or object that is written anew around the change.
    let rewritten: FieldPath?
}

/// One edit of one document and the candidates for its text.
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
    func candidates() -> [EditCandidate] {
        let direct = DirectEdit(document: document)
        var candidates: [EditCandidate] = []
        if let replacement = direct.replacement(for: edit, in: document) {
            candidates.append(EditCandidate(replacement: replacement, rewritten: nil))
        }
        var path = edit.path
        while true {
            if let node = document.root.value(at: path), let new = wanted.root.value(at: path), node != new,
                let replacement = direct.rewriting(node, as: new)
            {
                var isTarget = false
                if case .set(path, _) = edit { isTarget = true }
                candidates.append(EditCandidate(replacement: replacement, rewritten: isTarget ? nil : path))
            }
            if path.steps.isEmpty { return candidates }
            path.steps.removeLast()
        }
    }
}
