import GitOpsManifest

/// Which nodes texts of documents are, by where their bytes lie, for one explanation.
struct TextNodes {
    /// For large documents that were asked, the nodes by the addresses of their texts.
    private var tables: [UInt16: [UInt64: Int]] = [:]
    /// A document with no more nodes is searched as fast without a table.
    private static let smallDocument = 512

    /// The node whose text a value is; `nil` for a text that is not of the document.
    mutating func node(_ text: Value, in document: Document) -> Node? {
        let storage = document.storage
        guard storage.nodeCount > Self.smallDocument else {
            return (0..<storage.nodeCount).first { Self.address(of: $0, in: storage) == text.payload }
                .flatMap { Self.node($0, text, in: storage) }
        }
        if tables[text.document] == nil { tables[text.document] = Self.table(of: storage) }
        return tables[text.document]?[text.payload].flatMap { Self.node($0, text, in: storage) }
    }

    /// No text of a document begins where another does, so that the address alone tells.
    private static func node(_ index: Int, _ text: Value, in storage: DocumentStorage) -> Node? {
        storage.nodes[index].high == text.count ? Node(storage: storage, index: index) : nil
    }

    private static func table(of storage: DocumentStorage) -> [UInt64: Int] {
        var table: [UInt64: Int] = [:]
        table.reserveCapacity(storage.nodeCount)
        for index in 0..<storage.nodeCount {
            guard let address = address(of: index, in: storage), table[address] == nil else { continue }
            table[address] = index
        }
        return table
    }

    /// Where the bytes of a text that is not empty begin.
    private static func address(of index: Int, in storage: DocumentStorage) -> UInt64? {
        let record = storage.nodes[index]
        guard record.kind == .string, record.high > 0 else { return nil }
        let base = record.flags.contains(.inPool) ? storage.pool : storage.source.storage.base
        return UInt64(UInt(bitPattern: base + Int(record.low)))
    }
}
