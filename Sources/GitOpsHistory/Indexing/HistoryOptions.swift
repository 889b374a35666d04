public import GitOpsManifest
import GitOpsRepository

/// What a history is made of, and where its index is kept.
public struct HistoryOptions: Sendable {
    /// Which parents of a merge count.
    public enum Mode: String, Sendable, Hashable {
        /// All: what happened on branches is part of the history.
        case full
        /// Only the first: a merge brings in everything its branch changed.
        case firstParent
    }

    /// Where the index is kept.
    public enum Storage: Sendable, Hashable {
        /// In `gitops/history` of the repository's Git directory.
        case besideRepository
        /// In a folder of its own, which belongs to one repository.
        case folder(String)
        /// In memory only.
        case none
    }

    /// Which parents of a merge count.
    public var mode: Mode
    /// Which files are read. Ignore files are not looked at: what one hides today was perhaps applied yesterday.
    public var filter: ManifestFilter
    /// How documents are read.
    public var reading: ReadingOptions
    /// Where the index is kept.
    public var storage: Storage
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int
    /// How long another process that writes the index is waited for, in milliseconds; then it is not saved.
    public var lockMilliseconds: Int

    /// Options with their defaults.
    public init(
        mode: Mode = .full, filter: ManifestFilter = ManifestFilter(), reading: ReadingOptions = ReadingOptions(),
        storage: Storage = .besideRepository, threads: Int = 0, lockMilliseconds: Int = 10_000
    ) {
        self.mode = mode
        self.filter = filter
        self.reading = reading
        self.storage = storage
        self.threads = threads
        self.lockMilliseconds = lockMilliseconds
    }
}

extension HistoryOptions {
    /// Names everything that decides what an index holds: an index of other options is of no use.
    func fingerprint(_ repository: RepositoryLimits) -> ObjectID {
        let limits = reading.limits
        var parts = [
            mode.rawValue, "\(filter.readsHiddenFiles)", "\(reading.duplicateKeys)",
            "\(limits.bytes) \(limits.depth) \(limits.aliasedValues) \(limits.documents) \(limits.keyBytes)",
            "\(limits.values) \(limits.tagDirectives) \(repository.blobBytes)", "large files",
        ]
        for list in [filter.extensions, filter.include.map(\.text), filter.exclude.map(\.text)] {
            parts.append("\(list.count)")
            parts += list
        }
        // With their lengths, so that no two lists give the same bytes.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return Array(text.utf8).withUnsafeBytes { ObjectID(namingBlob: $0) }
    }
}
