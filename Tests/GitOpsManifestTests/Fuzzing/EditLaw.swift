@testable import GitOpsManifest

/// The law of edits: reading the edited text gives the edited tree, and nothing else in the text has changed.
enum EditLaw {
    /// Makes the edit on the tree and in the text.
    ///
    /// - Returns: the edited text, `nil` when the edit was refused; and what breaks the law.
    static func check(_ edit: Edit, of document: Document) -> (EditedSource?, problem: String?) {
        let wanted = Result { () throws(EditError) in try document.applying([edit]) }
        let found = Result { () throws(EditError) in try document.editingSource([edit]) }
        switch (wanted, found) {
        case (.failure(let error), .success): return (nil, "the tree refuses what the text takes: \(error)")
        case (_, .failure(let error)) where error.problem == .noSource:
            return (nil, document.source.encoding != .utf8 ? nil : "\(error)")
        case (.failure(let tree), .failure(let text)):
            return (nil, tree.problem == text.problem ? nil : "refused for two reasons: \(tree), \(text)")
        case (.success, .failure(let error)):
            return (nil, [.aliased, .cannotBeWritten].contains(error.problem) ? nil : "\(error)")
        case (.success(let wanted), .success(let found)):
            return (found, problem(of: found, wanted, document) ?? changedBytesProblem(edit, document, found))
        }
    }

    /// Reads the text with a reader of its own.
    private static func problem(of edited: EditedSource, _ wanted: Document, _ document: Document) -> String? {
        if edited.document != wanted { return "the result differs from the edited tree" }
        let reader = DocumentReader(options: ReadingOptions(limits: ReadingLimits(depth: 1_000)))
        let grammar: DocumentReader.Grammar = document.format == .json ? .json : .yaml
        let before = reader.read(document.source, grammar: grammar)
        let after = reader.read(edited.source, grammar: grammar)
        guard before.count == after.count, after.indices.contains(document.index) else {
            return "another number of documents"
        }
        for (index, (old, new)) in zip(before, after).enumerated() {
            let expected = index == document.index ? wanted : try? old.get()
            if (try? new.get()) != expected { return "document \(index) is not what it should be" }
        }
        return inconsistency(of: edited.document)
    }

    private static func changedBytesProblem(_ edit: Edit, _ document: Document, _ edited: EditedSource) -> String? {
        let old = document.source.withUnsafeBytes { Array($0) }
        let new = edited.source.withUnsafeBytes { Array($0) }
        if let path = edited.rewritten.first {
            guard let range = document.root.value(at: path)?.sourceRange else { return "\(path) is not there" }
            return isUntouched(outside: range, old, new) ? nil : "bytes outside of \(path) were changed"
        }
        let path = edit.path
        let container = document.root.value(at: FieldPath(Array(path.steps.dropLast())))
        switch (edit, document.root.value(at: path)) {
        case (.set, let node?):
            guard let range = node.sourceRange, let start = node.keyPosition?.byteOffset else { return "no position" }
            let isOutside = isUntouched(outside: min(start, range.lowerBound)..<range.upperBound, old, new)
            return isOutside ? nil : "bytes outside of the value were changed"
        case (.remove, _):
            if container?.children.count == 1 { return nil }
            if isAddition(to: new, old) { return siblingProblem(container, edited, path) }
            return "more than a removal"
        case (.insert, let list):
            return list?.children.isEmpty != false || isAddition(to: old, new) ? nil : "more than an insertion"
        case (.set, nil):
            return isAddition(to: old, new) || hasEmptyEnd(document.root, path) ? nil : "more than an addition"
        }
    }

    private static func isUntouched(outside range: Range<Int>, _ old: [UInt8], _ new: [UInt8]) -> Bool {
        let head = old[..<range.lowerBound]
        let tail = old[range.upperBound...]
        return head.count + tail.count <= new.count && new.starts(with: head)
            && new.suffix(tail.count).elementsEqual(tail)
    }

    /// Whether the longer text is the shorter one with one run of bytes put in.
    private static func isAddition(to shorter: [UInt8], _ longer: [UInt8]) -> Bool {
        guard shorter.count <= longer.count else { return false }
        let head = zip(shorter, longer).prefix { $0 == $1 }.count
        let tail = zip(shorter.reversed(), longer.reversed()).prefix { $0 == $1 }.count
        return head + tail >= shorter.count
    }

    /// Whether the innermost object on the path is written `{}`, which an addition replaces.
    private static func hasEmptyEnd(_ root: Node, _ path: FieldPath) -> Bool {
        var path = path
        while root.value(at: path) == nil { path.steps.removeLast() }
        return root.value(at: path)?.children.isEmpty ?? false
    }

    /// The text of what stood beside a removed value.
    private static func siblingProblem(_ old: Node?, _ edited: EditedSource, _ path: FieldPath) -> String? {
        guard let old, let removed = old.document.root.value(at: path),
            let new = edited.document.root.value(at: old.path(keys: .byPosition))
        else { return "the container is gone" }
        let before = old.children.filter { $0.index != removed.index }
        for (sibling, same) in zip(before, new.children) where !sibling.isAliased && !same.isAliased {
            guard let range = sibling.sourceRange, let newRange = same.sourceRange else { return "no position" }
            // The null of `? name` without a value stands where the next token begins, behind comments.
            if trimmed(sibling.document.source[range]) != trimmed(edited.source[newRange]) {
                return "a sibling was changed"
            }
        }
        return before.count == new.children.count ? nil : "siblings are gone"
    }

    /// Without blank lines and comment lines at the end.
    private static func trimmed(_ text: String) -> [Substring] {
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        while let last = lines.last, last.first(where: { !$0.isWhitespace }) ?? "#" == "#" { lines.removeLast() }
        return lines
    }
}

extension Node {
    fileprivate var children: [Node] { Array(elements) + members.map { $0.value } }
}
