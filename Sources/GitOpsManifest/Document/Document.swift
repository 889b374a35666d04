/// One YAML document or JSON value, parsed once into a flat, immutable tree whose nodes know where they came from.
///
/// Copies share the tree. Two documents are equal when their values are: key order, spelling, comments and positions do
/// not count, the order of array elements does.
public struct Document: Sendable {
    package let storage: DocumentStorage

    /// What a document was read from.
    public enum Format: Sendable, Hashable {
        case yaml, json
        /// Made by `DocumentBuilder`, without positions.
        case built
    }

    init(storage: DocumentStorage) { self.storage = storage }

    /// The value at the top.
    public var root: Node { Node(storage: storage, index: storage.rootIndex) }

    /// What the document was read from.
    public var format: Format { storage.format }

    /// The text that positions and byte ranges refer to; empty for built documents.
    public var source: SourceText { storage.source }

    /// The bytes of `source` that hold this document.
    public var sourceRange: Range<Int> { storage.sourceRange }

    /// Number of the document among those of its source that hold a value, counted from 0.
    public var index: Int { storage.index }

    /// Members that an object names more than once; the tree holds the last of each, as Kubernetes does.
    ///
    /// At most `ReadingLimits.reportedDuplicateKeys`; empty in built documents, which have no positions.
    public var duplicateKeys: [DuplicateKey] {
        guard storage.spans != nil else { return [] }
        return storage.repeatedMembers.map { member in
            DuplicateKey(
                key: storage.name(member.key), first: source.keyPosition(member.first),
                second: source.keyPosition(member.second))
        }
    }

    /// Number of values in the tree.
    public var valueCount: Int { storage.nodeCount }

    /// Memory of the tree without the source, in bytes.
    public var byteCount: Int { storage.byteCount }
}

extension Document {
    /// The same values in a document of their own, without the source and without positions: about half the memory, for
    /// objects that are kept for long.
    ///
    /// Complexity: O(values).
    ///
    /// - Throws: `DocumentBuilderError` when the values are nested more deeply than built documents may be.
    public func compacted() throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder()
        builder.append(root)
        return try builder.finish()
    }
}

extension Document: Equatable {
    /// Equality of the values at the top.
    public static func == (left: Self, right: Self) -> Bool { left.root == right.root }
}
