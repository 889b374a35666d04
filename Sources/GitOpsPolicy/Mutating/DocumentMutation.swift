public import GitOpsDiff
public import GitOpsManifest

/// What mutating policies did to one document.
///
/// Policies that the index rules out have no entry of their own; ``entry(of:)`` answers for them all the same.
public struct DocumentMutation: Sendable {
    /// The policies that could be about the document, in the order in which they are asked.
    public let entries: [LedgerEntry]
    /// The number of all mutating policies.
    public let policyCount: Int
    /// The object as it is written; `nil` when it is deleted.
    public let original: Node?
    /// The object as it would be written with all changes; `nil` when it is left as it is.
    public let mutated: Document?
    /// The change of the object as it is written (RFC 6902); `nil` when there is none.
    public let patch: JSONPatch?
    /// The object as the server has it after all changes.
    let stored: Node?
    /// Why policies without an entry have none.
    let miss: MatchMiss

    /// What became of a policy. Complexity: O(log entries).
    public func entry(of policy: Int) -> LedgerEntry { entries.entry(of: policy, otherwise: miss) }

    /// The patch as JSON; `nil` when there is none.
    public var patchJSON: [UInt8]? {
        guard let patch, let document = try? patch.document() else { return nil }
        return JSONWriter().bytes(document.root)
    }

    /// Nothing was asked.
    init(original: Node?, policyCount: Int, miss: MatchMiss) {
        entries = []
        self.policyCount = policyCount
        self.original = original
        mutated = nil
        patch = nil
        stored = nil
        self.miss = miss
    }

    init(entries: [LedgerEntry], policyCount: Int, original: Node, object: MutatedObject) {
        self.entries = entries
        self.policyCount = policyCount
        self.original = original
        let isSame = object.written == original
        mutated = isSame ? nil : object.written.document
        patch = isSame ? nil : JSONPatch(from: original, to: object.written)
        stored = isSame ? nil : object.stored
        miss = .groupAndResource
    }
}
