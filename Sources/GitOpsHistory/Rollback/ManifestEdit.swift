public import GitOpsManifest

/// What is to become of one manifest of a commit.
public enum ManifestEdit: Sendable {
    /// Edits of the object's fields; paths begin at the object.
    case fields(Origin, [Edit])
    /// Another object in its place. Where both have a document of their own, the text comes along, with its comments.
    case replace(Origin, with: Manifest)
    /// Nothing. A file goes with its last document.
    case remove(Origin)
    /// A new document, before the one of a number or at the end; a file that is not there is made.
    case insert(Manifest, path: String, before: Int? = nil)
    /// A new item of the `List` at an origin, before the one of a number; no number counts those that come anew.
    case insertItem(Manifest, into: Origin, before: Int)

    var path: String {
        switch self {
        case .fields(let origin, _), .replace(let origin, _), .remove(let origin), .insertItem(_, let origin, _):
            origin.path
        case .insert(_, let path, _): path
        }
    }
}

extension FileEdits {
    private static let items = FieldPath([.field("items")])

    /// The edits of one file, each at most once for a document, or for an item of a `List`.
    init(_ edits: [ManifestEdit], path: String, reader: DocumentReader) throws(CommitPlanError) {
        for case .insert(let manifest, _, let before) in edits {
            inserted.append((before, Replacement(manifest, reader: reader)))
        }
        var seen: Set<[Int]> = []
        // From the back, so that the numbers of the items hold; new ones follow what becomes of the one behind them.
        let order = edits.indices.sorted { left, right in
            let (one, other) = (edits[left], edits[right])
            if one.item != other.item { return one.item > other.item }
            if one.isNewItem != other.isNewItem { return other.isNewItem }
            return one.isNewItem ? left > right : left < right
        }
        for edit in order.map({ edits[$0] }) {
            if case .insertItem(let manifest, let list, let position) = edit {
                fields[list.documentIndex, default: []].append(.insert(Self.items, at: position, manifest.root))
            }
            guard let origin = edit.origin else { continue }
            guard seen.insert([origin.documentIndex, origin.itemIndex ?? -1]).inserted else {
                throw .conflictingEdits(path: path, document: origin.documentIndex)
            }
            add(edit, reader)
        }
        for number in documents.keys where fields[number] != nil {
            throw .conflictingEdits(path: path, document: number)
        }
    }

    private mutating func add(_ edit: ManifestEdit, _ reader: DocumentReader) {
        switch edit {
        case .insert, .insertItem: break
        case .fields(let origin, let edits):
            fields[origin.documentIndex, default: []] += edits.map { $0.below(Self.path(of: origin)) }
        case .replace(let origin, let manifest):
            if origin.itemIndex != nil {
                fields[origin.documentIndex, default: []].append(.set(Self.path(of: origin), manifest.root))
            } else {
                documents[origin.documentIndex] = .replace(Replacement(manifest, reader: reader))
            }
        case .remove(let origin):
            if origin.itemIndex != nil {
                fields[origin.documentIndex, default: []].append(.remove(Self.path(of: origin)))
            } else {
                documents[origin.documentIndex] = .remove
            }
        }
    }

    private static func path(of origin: Origin) -> FieldPath {
        origin.itemIndex.map { items.appending(.index($0)) } ?? FieldPath()
    }
}

extension FileEdits.Replacement {
    init(_ manifest: Manifest, reader: DocumentReader) {
        root = manifest.root
        isJSON = manifest.document.format == .json
        guard manifest.origin.itemIndex == nil, manifest.document.format != .built else {
            (text, head) = (nil, nil)
            return
        }
        let document = manifest.document
        let segments = DocumentSegments(document.source.withUnsafeBytes { Array($0) }, reader: reader)
        let range = segments.range(document.index)
        text = isJSON ? segments.bytes[document.sourceRange] : range.map { segments.bytes[$0] }
        head = document.index == 0 ? range.map { segments.bytes[..<$0.upperBound] } : nil
    }
}

extension ManifestEdit {
    /// What is edited; `nil` for a new document.
    fileprivate var origin: Origin? {
        switch self {
        case .fields(let origin, _), .replace(let origin, _), .remove(let origin): origin
        case .insert, .insertItem: nil
        }
    }

    fileprivate var item: Int {
        if case .insertItem(_, _, let position) = self { return position }
        return origin?.itemIndex ?? -1
    }

    fileprivate var isNewItem: Bool {
        if case .insertItem = self { true } else { false }
    }
}

extension Edit {
    fileprivate func below(_ path: FieldPath) -> Edit {
        switch self {
        case .set(let own, let value): .set(FieldPath(path.steps + own.steps), value)
        case .insert(let own, let position, let value): .insert(FieldPath(path.steps + own.steps), at: position, value)
        case .remove(let own): .remove(FieldPath(path.steps + own.steps))
        }
    }
}
