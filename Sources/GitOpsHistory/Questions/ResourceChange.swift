import GitOpsManifest
public import GitOpsRepository

/// How a resource differs between two commits.
public struct ResourceChange: Sendable, Hashable {
    /// What differs.
    public let subject: HistorySubject
    /// How.
    public let change: HistoryEntry.Change
    /// Where it stands in the older commit; `nil` for an added one.
    public let old: ResourcePlace?
    /// Where it stands in the newer commit; `nil` for a removed one.
    public let new: ResourcePlace?

    /// Whether the value differs, not only the place or the spelling.
    public var changesValue: Bool { old?.contentHash != new?.contentHash }
}

extension ResourceHistory {
    /// The resources and other documents that differ between two commits, sorted by place.
    ///
    /// The commits need not be part of the history. Which are the same resource is decided as between a commit and its
    /// parent. Complexity: O(files that differ + entries of the folders that differ).
    ///
    /// - Parameter range: the commits.
    /// - Throws: `HistoryError.git`.
    public func changes(in range: RevisionRange) throws(HistoryError) -> [ResourceChange] {
        try Self.changes(in: range, of: repository, options: options)
    }

    /// Compares two commits without a history.
    ///
    /// - Parameters:
    ///   - range: the commits.
    ///   - repository: the repository.
    ///   - options: which files are read, and how.
    /// - Throws: `HistoryError.git`.
    public static func changes(
        in range: RevisionRange, of repository: Repository, options: HistoryOptions = HistoryOptions()
    ) throws(HistoryError) -> [ResourceChange] {
        do throws(GitError) {
            let old = try repository.commit(range.base).tree
            return try changes(from: old, to: try repository.commit(range.head).tree, of: repository, options: options)
        } catch {
            throw .git(error)
        }
    }

    /// Compares two trees.
    static func changes(
        from old: ObjectID, to new: ObjectID, of repository: Repository, options: HistoryOptions
    ) throws(GitError) -> [ResourceChange] {
        let files = try changedFiles(from: old, to: new, of: repository)
        var builder = IndexBuilder(repository: repository, options: options)
        var index = ResourceIndex()
        builder.read(files, into: &index)
        return builder.changes(files, &index).changes.map { ResourceChange($0, index) }.sorted { left, right in
            let (one, other) = (left.new ?? left.old, right.new ?? right.old)
            guard let one, let other else { return false }
            if !one.path.hasSameBytes(as: other.path) { return one.path.precedesByBytes(other.path) }
            return (one.documentIndex, one.itemIndex ?? -1, left.new == nil ? 0 : 1)
                < (other.documentIndex, other.itemIndex ?? -1, right.new == nil ? 0 : 1)
        }
    }

    static func changedFiles(
        from old: ObjectID?, to new: ObjectID, of repository: Repository
    ) throws(GitError) -> [ChangedFile] {
        var files: [ChangedFile] = []
        try repository.withTreeReader { reader throws(GitError) in
            try reader.changes(from: old, to: new) { files.append(ChangedFile(path: $0, old: $1, new: $2)) }
        }
        return files
    }
}

extension ResourceChange {
    fileprivate init(_ change: OccurrenceChange, _ index: ResourceIndex) {
        subject = index.publicSubject(change.subject)
        var isResource = false
        if case .resource = subject { isResource = true }
        let isNearUnreadable = isResource && change.flags.contains(.nearUnreadable)
        old = change.old.map(index.place)
        new = change.new.map(index.place)
        self.change =
            switch (change.old, change.new) {
            case (let old?, let new?): HistoryEntry.Change(from: old, to: new)
            case (nil, _): isNearUnreadable ? .readableAgain : .added
            case (_, nil): isNearUnreadable ? .becameUnreadable : .removed
            }
    }
}
