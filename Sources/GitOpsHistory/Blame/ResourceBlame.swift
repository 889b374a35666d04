public import GitOpsManifest
public import GitOpsRepository

/// Who made the fields of a resource what they are.
public struct ResourceBlame: Sendable {
    /// The resource, as it stands in the commit that was asked about.
    public let manifest: Manifest
    /// Every value of the resource, containers before what is in them: an object or array goes to the commit that
    /// changed anything in it last.
    public let fields: [FieldBlame]
    /// Why some fields may be older than it seems; empty when none is.
    public let gaps: [HistoryGap]

    /// Whether some fields may be older than it seems.
    public var isPartial: Bool { !gaps.isEmpty }

    /// The values that hold no others, in the order of the text. Complexity: O(fields).
    public var leaves: [FieldBlame] { fields.filter { $0.node.count == 0 } }

    /// Who made the value at a path what it is; `nil` when there is none. Complexity: O(fields).
    public subscript(path: FieldPath) -> FieldBlame? {
        guard let node = manifest.root.value(at: path) else { return nil }
        return fields.first { $0.node.index == node.index }
    }
}

/// Who made a field what it is.
public struct FieldBlame: Sendable {
    /// Where it is, with items of lists named by their keys where they have some.
    public let path: FieldPath
    /// The value.
    public let node: Node
    /// The commit that made it what it is: the last one that gave it this value. A value that was changed and put back
    /// is from the commit that put it back.
    public let commit: CommitInfo
    /// Why it may be older: the clone ends at the commit, or what was before cannot be read; `nil` when it is not.
    public let gap: HistoryGap.Reason?

    /// Whether it may be older.
    public var mayBeOlder: Bool { gap != nil }
}
