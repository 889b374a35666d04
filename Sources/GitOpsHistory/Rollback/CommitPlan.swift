import GitOpsManifest
public import GitOpsRepository

/// What a commit is to change of the manifests of another: each file as it is and as it will be, before anything is
/// written.
///
/// Documents that have no edit stay byte for byte, with their comments and spelling.
public struct CommitPlan: Sendable {
    /// The repository.
    public let repository: Repository
    /// The commit that is changed.
    public let base: ObjectID
    /// The files that change, in byte order of their paths; empty when none does.
    public let files: [PlannedFile]
    let options: HistoryOptions
    /// What the documents of each changed file are to be.
    let intended: [ExactText: [IntendedItem]]
    /// What a rollback restores.
    let selection: RollbackSelection?

    /// Plans edits of manifests.
    ///
    /// Complexity: O(bytes of the files · edits within documents).
    ///
    /// - Parameters:
    ///   - edits: at most one for each manifest.
    ///   - base: the commit that is changed.
    ///   - repository: the repository.
    ///   - options: how documents are read.
    /// - Throws: `CommitPlanError`.
    public init(
        _ edits: [ManifestEdit], onto base: ObjectID, of repository: Repository,
        options: HistoryOptions = HistoryOptions()
    ) throws(CommitPlanError) {
        try self.init(
            edits, modes: [:], remainders: [:], onto: base, of: repository, options: options, selection: nil)
    }

    /// - Parameters:
    ///   - modes: of files that are made anew.
    ///   - remainders: what files are to be when none of their documents is left, instead of nothing.
    init(
        _ edits: [ManifestEdit], modes: [ExactText: TreeEntry.Mode], remainders: [ExactText: [UInt8]],
        onto base: ObjectID, of repository: Repository, options: HistoryOptions, selection: RollbackSelection?
    ) throws(CommitPlanError) {
        let reader = DocumentReader(options: options.reading)
        var byPath: [ExactText: [ManifestEdit]] = [:]
        for edit in edits { byPath[ExactText(edit.path), default: []].append(edit) }
        var files: [PlannedFile] = []
        var intended: [ExactText: [IntendedItem]] = [:]
        for (key, edits) in byPath.sorted(by: { $0.key.text.precedesByBytes($1.key.text) }) {
            try Self.requireName(key.text)
            let old = try Self.content(key.text, base, repository)
            let rewritten = try FileRewrite(path: key.text, reader: reader).rewrite(
                old ?? [], try FileEdits(edits, path: key.text, reader: reader))
            let new = rewritten ?? remainders[key]
            guard new != old else { continue }
            files.append(PlannedFile(path: key.text, old: old, new: new, mode: old == nil ? modes[key] : nil))
            intended[key] = try IntendedItem.items(of: old ?? [], edits, path: key.text, reader: reader)
        }
        self.repository = repository
        self.base = base
        self.files = files
        self.options = options
        self.intended = intended
        self.selection = selection
    }

    /// Throws for a path that may stand for other bytes: what is written there would be another file.
    static func requireName(_ path: String) throws(CommitPlanError) {
        guard !path.unicodeScalars.contains("\u{FFFD}") else { throw .nameNotUTF8(path: path) }
    }

    private static func content(
        _ path: String, _ commit: ObjectID, _ repository: Repository
    ) throws(CommitPlanError) -> [UInt8]? {
        var isLargeFile = false
        do throws(GitError) {
            guard try repository.contains(path, at: commit) else { return nil }
            let entry = try repository.files(at: commit, under: path).first
            if let entry, entry.path.hasSameBytes(as: path), entry.mode.isFile {
                let content = try repository.content(of: entry.id)
                if LFSPointer(content) == nil { return content }
                isLargeFile = true
            }
        } catch {
            throw .git(error)
        }
        if isLargeFile { throw .cannotBeWritten(path: path, "its content is kept in Git LFS") }
        throw .notAFile(path: path)
    }
}

/// A file before and after a commit that is not made yet.
public struct PlannedFile: Sendable, Hashable {
    /// The path from the root of the tree.
    public let path: String
    /// The bytes as they are; `nil` for a file that will be made.
    public let old: [UInt8]?
    /// The bytes as they will be; `nil` for a file that will be removed.
    public let new: [UInt8]?
    /// The mode of a file that will be made.
    let mode: TreeEntry.Mode?
}

/// What a document, or an item of a list, is to be once a commit is made.
struct IntendedItem: Equatable {
    let subject: Subject
    /// The hash of its value; `nil` for what cannot be read.
    let content: ObjectID?

    enum Subject: Equatable {
        case resource(ResourceID)
        case other, unreadable
    }

    init(_ item: BlobSummary.Item) {
        switch item.subject {
        case .resource(let id): (subject, content) = (.resource(id), item.content)
        case .other: (subject, content) = (.other, item.content)
        case .unreadable: (subject, content) = (.unreadable, nil)
        }
    }

    init(_ id: ResourceID, _ root: Node) {
        var canonical = CanonicalForm()
        subject = .resource(id)
        content = canonical.name(of: root)
    }

    static func items(of bytes: [UInt8], reader: DocumentReader) -> [(
        document: Int, item: Int?, intended: IntendedItem
    )] {
        let id = bytes.withUnsafeBytes { ObjectID(namingBlob: $0) }
        let summary = bytes.withUnsafeBytes { BlobReader(documents: reader).summary(of: id, .success($0)) }
        return summary.items.map { (Int($0.document), $0.item < 0 ? nil : Int($0.item), IntendedItem($0)) }
    }

    /// What the items of a file are to be, told from the values and not from the text that was made of them.
    static func items(
        of bytes: [UInt8], _ edits: [ManifestEdit], path: String, reader: DocumentReader
    ) throws(CommitPlanError) -> [IntendedItem] {
        let old = items(of: bytes, reader: reader)
        let documents = reader.read(SourceText(bytes, name: ""))
        var changed: [[Int]: IntendedItem?] = [:]
        var inserted: [(before: (document: Int, item: Int), item: IntendedItem)] = []
        for edit in edits {
            switch edit {
            case .insert(let manifest, _, let before):
                inserted.append(((before ?? .max, -1), IntendedItem(manifest.id, manifest.root)))
            case .insertItem(let manifest, let list, let before):
                inserted.append(((list.documentIndex, before), IntendedItem(manifest.id, manifest.root)))
            case .remove(let origin): changed[key(origin)] = .some(nil)
            case .replace(let origin, let manifest): changed[key(origin)] = IntendedItem(manifest.id, manifest.root)
            case .fields(let origin, let edits):
                changed[key(origin)] = try edited(origin, edits, documents, path: path)
            }
        }
        var result: [IntendedItem] = []
        var position = 0
        let order = inserted.indices.sorted { left, right in
            let (one, other) = (inserted[left].before, inserted[right].before)
            return (one.document, one.item, left) < (other.document, other.item, right)
        }
        for (before, item) in order.map({ inserted[$0] }) {
            while position < old.count, (old[position].document, old[position].item ?? -1) < before {
                add(old[position], changed, to: &result)
                position += 1
            }
            result.append(item)
        }
        for item in old[position...] { add(item, changed, to: &result) }
        return result
    }

    private static func key(_ origin: Origin) -> [Int] { [origin.documentIndex, origin.itemIndex ?? -1] }

    private static func add(
        _ item: (document: Int, item: Int?, intended: IntendedItem), _ changed: [[Int]: IntendedItem?],
        to result: inout [IntendedItem]
    ) {
        switch changed[[item.document, item.item ?? -1]] {
        case .some(let new): if let new { result.append(new) }
        case nil: result.append(item.intended)
        }
    }

    private static func edited(
        _ origin: Origin, _ edits: [Edit], _ documents: [Result<Document, DocumentError>], path: String
    ) throws(CommitPlanError) -> IntendedItem {
        guard documents.indices.contains(origin.documentIndex),
            case .success(let document) = documents[origin.documentIndex]
        else { throw .noSuchManifest(path: path, document: origin.documentIndex) }
        for case .success(let manifest) in Manifest.all(in: document, path: path)
        where manifest.origin.itemIndex == origin.itemIndex {
            let compact = manifest.compacted()
            let result: Document
            do throws(EditError) {
                result = try compact.document.applying(edits)
            } catch {
                throw .edit(path: path, error)
            }
            guard case .success(let edited)? = Manifest.all(in: result, path: path).first else { break }
            return IntendedItem(edited.id, edited.root)
        }
        throw .noSuchManifest(path: path, document: origin.documentIndex)
    }
}
