/// Many manifests, indexed by identity and kind, together with everything that could not be read.
///
/// The order is that of the input: files in byte order of their paths, documents and items as they stand in the file.
public struct ManifestSet: Sendable {
    /// The objects.
    public private(set) var manifests: [Manifest]
    /// The parts of the input that are no objects.
    public private(set) var unreadable: [UnreadableManifest]
    /// Number of files or sources that were read.
    public private(set) var sourceCount: Int
    private var indexByID: [ResourceID: [Int]]

    /// An empty set.
    public init() {
        manifests = []
        unreadable = []
        sourceCount = 0
        indexByID = [:]
    }

    /// A set of the given manifests. Complexity: O(count).
    public init(_ manifests: [Manifest], unreadable: [UnreadableManifest] = [], sourceCount: Int = 0) {
        self.init()
        self.manifests = manifests
        self.unreadable = unreadable
        self.sourceCount = sourceCount
        indexByID.reserveCapacity(manifests.count)
        for (index, manifest) in manifests.enumerated() { indexByID[manifest.id, default: []].append(index) }
    }

    /// The objects with this identity; more than one when the input defines it twice. Complexity: O(1) expected.
    public subscript(id: ResourceID) -> [Manifest] { indexByID[id, default: []].map { manifests[$0] } }

    /// The objects of a kind, in the order of the set. Complexity: O(count).
    public func manifests(ofKind kind: String, group: String? = nil) -> [Manifest] {
        manifests.filter { $0.id.kind == kind && (group == nil || $0.id.group == group) }
    }

    /// Identities that more than one manifest has, sorted.
    public var duplicates: [ResourceID] { indexByID.filter { $0.value.count > 1 }.keys.sorted() }

    /// Adds the contents of another set behind those of this one.
    public mutating func append(_ other: ManifestSet) {
        let offset = manifests.count
        manifests += other.manifests
        unreadable += other.unreadable
        sourceCount += other.sourceCount
        for (id, indices) in other.indexByID { indexByID[id, default: []] += indices.map { $0 + offset } }
    }
}

extension ManifestSet {
    /// The manifests of a source held in memory.
    public init(_ source: SourceText, options: ReadingOptions = ReadingOptions(), revision: String? = nil) {
        let results = DocumentReader(options: options).read(source)
        self.init(reading: results, path: source.name, revision: revision)
    }

    /// The manifests of documents that were read before.
    package init(reading results: [Result<Document, DocumentError>], path: String, revision: String? = nil) {
        var manifests: [Manifest] = []
        var unreadable: [UnreadableManifest] = []
        for (index, result) in results.enumerated() {
            switch result {
            case .success(let document):
                for manifest in Manifest.all(in: document, path: path, revision: revision) {
                    switch manifest {
                    case .success(let manifest): manifests.append(manifest)
                    case .failure(let failure): unreadable.append(failure)
                    }
                }
            case .failure(let error):
                unreadable.append(
                    UnreadableManifest(
                        origin: Origin(path: path, documentIndex: index, revision: revision), position: error.position,
                        reason: .document(error)))
            }
        }
        self.init(manifests, unreadable: unreadable, sourceCount: 1)
    }
}
