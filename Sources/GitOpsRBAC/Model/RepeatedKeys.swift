import GitOpsManifest

/// Names that an object of a document has twice.
///
/// Readers of YAML keep the last, Go's reader of JSON puts both into one structure, and a server that is asked for
/// strict validation refuses: what such an object says is not known. Source: KEP-2885, server-side field validation.
struct RepeatedKeys {
    /// Those that stand in the object, or in values that are brought there from elsewhere in the document.
    let found: [DuplicateKey]
    /// How many the document has, where they are too many to tell which are the object's.
    let unknownCount: Int?

    init(_ root: Node) {
        let keys = root.document.duplicateKeys
        guard !keys.isEmpty else {
            (found, unknownCount) = ([], nil)
            return
        }
        let range = Self.hasAliases(root.storage, root.index) ? nil : root.sourceRange
        found = keys.filter { range?.contains($0.second.byteOffset) ?? true }
        let count = root.storage.repeatedMemberCount
        unknownCount = range != nil && count > keys.count ? count : nil
    }

    private static func hasAliases(_ storage: DocumentStorage, _ node: Int) -> Bool {
        let record = storage.record(node)
        if record.flags.contains(.aliased) { return true }
        return record.isContainer && record.children.contains { hasAliases(storage, $0) }
    }
}
