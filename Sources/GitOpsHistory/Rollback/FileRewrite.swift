import GitOpsManifest

/// What is to become of the documents of one file.
struct FileEdits {
    /// A document that is put into the file.
    struct Replacement {
        let root: Node
        /// Its text, where there is one.
        let text: ArraySlice<UInt8>?
        /// For the first document of a file, the file up to its end, with what stands before the `---`.
        let head: ArraySlice<UInt8>?
        /// Whether that is JSON.
        let isJSON: Bool
    }

    enum DocumentChange {
        case replace(Replacement)
        case remove
    }

    /// Edits within a document, by its number.
    var fields: [Int: [Edit]] = [:]
    /// What becomes of whole documents, by their numbers.
    var documents: [Int: DocumentChange] = [:]
    /// New documents, each before the document of a number, or at the end.
    var inserted: [(before: Int?, document: Replacement)] = []

    /// The new documents before the one of a number, or behind the last.
    func inserted(before number: Int, of count: Int) -> [Replacement] {
        inserted.filter { max(0, min($0.before ?? count, count)) == number }.map(\.document)
    }
}

/// Makes the new text of a file. What is not edited stays byte for byte; what comes from elsewhere takes the line ends
/// that the file has now.
///
/// The text is read again: one that says something else than what is wanted is never returned.
struct FileRewrite {
    let path: String
    let reader: DocumentReader

    /// The new bytes; `nil` when no document is left.
    ///
    /// Complexity: O(bytes · edits within documents).
    func rewrite(_ bytes: [UInt8], _ edits: FileEdits) throws(CommitPlanError) -> [UInt8]? {
        var segments = DocumentSegments(bytes, reader: reader)
        guard segments.isUTF8 else { throw .cannotBeWritten(path: path, "its text is not UTF-8") }
        for (number, changes) in edits.fields.sorted(by: { $0.key < $1.key }) {
            guard let document = segments.document(number) else { throw .noSuchManifest(path: path, document: number) }
            let edited: EditedSource
            do throws(EditError) {
                edited = try document.editingSource(changes)
            } catch {
                throw .edit(path: path, error)
            }
            segments = DocumentSegments(edited.source.withUnsafeBytes { Array($0) }, reader: reader)
        }
        guard !edits.documents.isEmpty || !edits.inserted.isEmpty else { return segments.bytes }
        let wanted = try wanted(segments, edits)
        if wanted.isEmpty { return nil }
        if segments.isJSON, segments.count == 1, wanted.count > 1 {
            throw .cannotBeWritten(path: path, "it is JSON and holds one object, beside which no other can stand")
        }
        for keepsText in [true, false] {
            let text = try joined(segments, edits, keepsText: keepsText)
            if isWanted(text, wanted) { return text }
        }
        throw .cannotBeWritten(path: path, "the documents around it do not stay as they are")
    }

    /// The roots that the documents are to have; `nil` for one that cannot be read.
    private func wanted(_ segments: DocumentSegments, _ edits: FileEdits) throws(CommitPlanError) -> [Node?] {
        if let missing = edits.documents.keys.first(where: { segments.document($0) == nil }) {
            throw .noSuchManifest(path: path, document: missing)
        }
        var wanted: [Node?] = []
        for number in 0...segments.count {
            wanted += edits.inserted(before: number, of: segments.count).map(\.root)
            guard number < segments.count else { break }
            switch edits.documents[number] {
            case .replace(let replacement): wanted.append(replacement.root)
            case .remove: break
            case nil: wanted.append(segments.document(number)?.root)
            }
        }
        return wanted
    }

    private func isWanted(_ text: [UInt8], _ wanted: [Node?]) -> Bool {
        let found = DocumentSegments(text, reader: reader)
        guard found.count == wanted.count else { return false }
        return wanted.enumerated().allSatisfy { found.document($0.offset)?.root == $0.element }
    }

    private func joined(
        _ segments: DocumentSegments, _ edits: FileEdits, keepsText: Bool
    ) throws(CommitPlanError) -> [UInt8] {
        // Without documents the file may have comments all the same, or nothing.
        let isEmpty = segments.count == 0
        let isJSON =
            isEmpty && !segments.hasComments ? edits.inserted.allSatisfy(\.document.isJSON) : segments.isJSON
        var text = JoinedText(isJSON: isJSON, newline: LineEnds.first(of: segments.bytes[...]))
        text.keep(preface: isEmpty ? segments.bytes[...] : segments.bytes[..<(segments.start(0) ?? 0)], isAll: isEmpty)
        for number in 0...segments.count {
            for replacement in edits.inserted(before: number, of: segments.count) {
                if isEmpty, keepsText, text.count == 0, let head = replacement.head, text.isBeginning(of: head) {
                    text.begin(with: head, replacing: [])
                    continue
                }
                text.add(replacement, replacing: [], keepsText: keepsText)
            }
            guard number < segments.count else { break }
            let change = edits.documents[number]
            guard let range = segments.range(number) else {
                // Up to a document that cannot be read: where it begins is not known.
                guard change == nil else {
                    throw .cannotBeWritten(path: path, "a document beside it cannot be read")
                }
                try addUnknown(number, segments, &text)
                continue
            }
            let own = segments.bytes[range]
            switch change {
            case nil: text.keep(own, isFirst: number == 0)
            case .remove: text.skip()
            case .replace(let replacement):
                if number == 0, text.count == 0, keepsText, let head = replacement.head,
                    replacement.isJSON == segments.isJSON, text.isBeginning(of: head)
                {
                    text.begin(with: head, replacing: segments.bytes[..<range.upperBound])
                } else {
                    text.add(replacement, replacing: own, keepsText: keepsText)
                }
            }
        }
        return text.bytes
    }

    /// Documents whose ends are not known go together, up to the next one whose beginning is.
    private func addUnknown(
        _ number: Int, _ segments: DocumentSegments, _ text: inout JoinedText
    ) throws(CommitPlanError) {
        guard segments.document(number) != nil || number == 0 else { return text.count += 1 }
        let start = segments.start(number) ?? 0
        let next = (number + 1..<segments.count).lazy.compactMap { segments.start($0) }.first
        text.keep(segments.bytes[start..<max(start, next ?? segments.bytes.count)], isFirst: number == 0)
    }
}

/// Documents on their way into one text.
private struct JoinedText {
    let isJSON: Bool
    private let lineEnds: LineEnds
    var bytes: [UInt8] = []
    var count = 0
    /// Whether what was written last stood before the next one in the file as well.
    private var isContinued = true

    /// - Parameter newline: that of the file; `nil` when it has none, and keeps those that come.
    init(isJSON: Bool, newline: [UInt8]?) {
        self.isJSON = isJSON
        lineEnds = LineEnds(newline: newline)
    }

    /// What stands before the first document.
    ///
    /// - Parameter isAll: whether there is none.
    mutating func keep(preface: ArraySlice<UInt8>, isAll: Bool) {
        bytes = Array(preface)
        if isAll, !DocumentSegments.isByteOrderMark(preface) { endLine() }
    }

    /// Whether nothing is lost of what was written when another text is put in its place, whatever its line ends.
    func isBeginning(of text: ArraySlice<UInt8>) -> Bool {
        let written = bytes.drop { DocumentSegments.byteOrderMark.contains($0) }
        if written.allSatisfy({ $0 <= 0x20 }) { return true }
        let carriageReturn = UInt8(ascii: "\r")
        return text.lazy.filter { $0 != carriageReturn }.starts(with: bytes.lazy.filter { $0 != carriageReturn })
    }

    /// A document as it is.
    mutating func keep(_ text: ArraySlice<UInt8>, isFirst: Bool) {
        if !isContinued || isFirst && count > 0 { separate(from: text) }
        bytes += text
        count += 1
        isContinued = true
    }

    /// A document with everything before it in its file.
    mutating func begin(with text: ArraySlice<UInt8>, replacing own: ArraySlice<UInt8>) {
        bytes = lineEnds.apply(to: text, replacing: own)
        count = 1
        isContinued = false
    }

    mutating func skip() { isContinued = false }

    /// A new document in the place of `own`, whose line with `---` stays; that is empty where there was none.
    mutating func add(_ new: FileEdits.Replacement, replacing own: ArraySlice<UInt8>, keepsText: Bool) {
        isContinued = false
        let kept = keepsText && new.isJSON == isJSON ? new.text : nil
        if isJSON {
            endLine()
            let text = kept ?? Array(JSONWriter(indentation: 2).string(new.root).utf8)[...]
            bytes += lineEnds.apply(to: text, replacing: own)
            endLine()
            count += 1
            return
        }
        let text = kept ?? Array(YAMLWriter().string(new.root).utf8)[...]
        let opening = DocumentSegments.opening(of: own)
        let body = lineEnds.apply(
            to: text.dropFirst(DocumentSegments.opening(of: text).count), replacing: own.dropFirst(opening.count))[...]
        if !opening.isEmpty, !DocumentSegments.hasMarker(body) {
            endLine()
            bytes += opening
            endLine()
        } else {
            separate(from: body)
        }
        bytes += body
        count += 1
    }

    /// What has to stand between a document and those before it.
    private mutating func separate(from text: ArraySlice<UInt8>) {
        guard count > 0 else { return }
        endLine()
        if !isJSON, !DocumentSegments.hasMarker(text) { bytes += Array("---".utf8) + newline }
    }

    private mutating func endLine() {
        if let last = bytes.last, last != UInt8(ascii: "\n") { bytes += newline }
    }

    private var newline: [UInt8] { lineEnds.newline ?? LineEnds.first(of: bytes[...]) ?? [UInt8(ascii: "\n")] }
}
