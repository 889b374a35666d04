import GitOpsManifest
import GitOpsRepository
import Synchronization

/// Summaries of blobs, with numbers in place of identities; kept for the blobs that come again.
struct SummaryTable: Sendable {
    private var young: [ObjectID: Summary] = [:]
    private var old: [ObjectID: Summary] = [:]
    private var youngItems = 0
    /// Items that are kept at most.
    private static let maximumItems = 4_000_000

    struct Summary: Sendable {
        let items: [Item]
        let isMissing: Bool
        let hasUnreadable: Bool
    }

    struct Item: Sendable {
        /// The number of the subject of a resource; -1 for what cannot be read, -2 for what is no resource.
        let subject: Int32
        let ordinal: Int32
        let document: Int32
        let item: Int32
        let content: ObjectID
        let text: UInt64
    }

    static let unreadable: Int32 = -1
    static let other: Int32 = -2

    /// The summary of a blob that was asked for with `read`.
    subscript(id: ObjectID) -> Summary? { young[id] ?? old[id] }

    /// Makes the summaries that are not there yet.
    ///
    /// Complexity: O(bytes of the new blobs), divided among threads.
    mutating func read(
        _ ids: [ObjectID], from repository: Repository, with reader: BlobReader, into index: inout ResourceIndex,
        threads: Int
    ) {
        if youngItems > Self.maximumItems { (old, young, youngItems) = (young, [:], 0) }
        var missing: [ObjectID] = []
        var seen: Set<ObjectID> = []
        for id in ids where young[id] == nil && seen.insert(id).inserted {
            if let known = old[id] {
                insert(known, for: id)
            } else {
                missing.append(id)
            }
        }
        for (id, summary) in zip(missing, Self.summaries(of: missing, from: repository, with: reader, threads)) {
            insert(Self.numbered(summary, &index), for: id)
        }
    }

    private mutating func insert(_ summary: Summary, for id: ObjectID) {
        young[id] = summary
        youngItems += summary.items.count + 1
    }

    private static func summaries(
        of ids: [ObjectID], from repository: Repository, with reader: BlobReader, _ threads: Int
    ) -> [BlobSummary] {
        // Opening the packs anew is not worth the while for the files of some commits.
        if ids.count <= 1_024 {
            return ids.map { id in
                do throws(GitError) {
                    return try repository.withResolvedContent(of: id) { reader.summary(of: id, .success($0)) }
                } catch {
                    return reader.summary(of: id, .failure(error))
                }
            }
        }
        let found = Mutex([BlobSummary?](repeating: nil, count: ids.count))
        repository.readContents(
            of: ids, options: BlobReadingOptions(resolvesLargeFiles: true, threads: threads)
        ) { position, content in
            let summary = reader.summary(of: ids[position], content)
            found.withLock { $0[position] = summary }
        }
        return found.withLock { found in
            zip(ids, found).map { $1 ?? .unreadable($0, isMissing: true) }
        }
    }

    private static func numbered(_ summary: BlobSummary, _ index: inout ResourceIndex) -> Summary {
        var ordinals: [Int32: Int32] = [:]
        var hasUnreadable = false
        let items = summary.items.map { item in
            let subject: Int32
            switch item.subject {
            case .resource(let id): subject = index.number(of: .resource(id))
            case .other: subject = other
            case .unreadable:
                subject = unreadable
                hasUnreadable = true
            }
            var ordinal: Int32 = 0
            if summary.items.count > 1 {
                ordinal = ordinals[subject, default: 0]
                ordinals[subject] = ordinal + 1
            }
            return Item(
                subject: subject, ordinal: ordinal, document: item.document, item: item.item, content: item.content,
                text: item.text)
        }
        return Summary(items: items, isMissing: summary.isMissing, hasUnreadable: hasUnreadable)
    }
}
