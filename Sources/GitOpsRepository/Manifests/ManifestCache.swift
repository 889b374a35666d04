public import GitOpsManifest

/// Documents of blobs that were read before, for use with `Repository.manifests(at:)`.
///
/// A cache serves one set of reading options; another makes a new cache.
public final class ManifestCache: Sendable {
    /// How documents are read.
    public let reading: ReadingOptions
    private let documents: ContentCache<Entry>

    struct Entry: Sendable {
        let source: SourceText
        let results: [Result<Document, DocumentError>]
    }

    /// A cache whose documents take about `budget` bytes.
    public init(reading: ReadingOptions = ReadingOptions(), budget: Int = 1 << 30) {
        self.reading = reading
        documents = ContentCache(budget: budget)
    }

    func documents(of id: ObjectID) -> Entry? { documents.value(for: id) }

    func insert(_ results: [Result<Document, DocumentError>], of source: SourceText, id: ObjectID) {
        let cost = results.reduce(source.byteCount &+ 256) { sum, result in
            if case .success(let document) = result { sum &+ document.byteCount &+ 256 } else { sum &+ 512 }
        }
        documents.insert(Entry(source: source, results: results), for: id, cost: cost)
    }
}
