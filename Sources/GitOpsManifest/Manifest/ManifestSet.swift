/// Many manifests, indexed by identity and kind, together with everything that could not be read.
///
/// The order is that of the input: files in byte order of their paths, documents and items as they stand in the file.
public struct ManifestSet: Sendable {
    /// The objects.
    public let manifests: [Manifest]
    /// The parts of the input that should be objects and could not be read as such.
    public let unreadable: [ManifestError]
    /// Valid documents that are nothing a cluster takes: chart values, configuration of client-side tools.
    public let nonResources: [ManifestError]
    /// Number of files or sources that were read.
    public let sourceCount: Int
    /// Files and folders that were passed over because their names begin with a dot: what would be read, or entered, if it
    /// were not for that. `.git` is none of them. Nobody knows what is in them.
    public let hiddenPaths: [String]

    /// Position of the first manifest with an identity.
    private let firstIndex: [ResourceID: Int32]
    /// For each manifest, the position of the next one with the same identity, or -1; empty when there is none at all.
    private let nextIndex: [Int32]

    /// A set of the given manifests. Complexity: O(count).
    public init(
        _ manifests: [Manifest] = [], unreadable: [ManifestError] = [], sourceCount: Int = 0,
        hiddenPaths: [String] = []
    ) {
        var batch = ManifestBatch()
        batch.hiddenPaths = hiddenPaths
        batch.manifests = manifests
        for entry in unreadable { batch.append(entry) }
        batch.sourceCount = sourceCount
        self.init(batch)
    }

    /// The manifests of a source held in memory.
    public init(_ source: SourceText, options: ReadingOptions = ReadingOptions(), revision: String? = nil) {
        var batch = ManifestBatch()
        batch.append(DocumentReader(options: options).read(source), source: source, revision: revision)
        self.init(batch)
    }

    package init(_ batch: ManifestBatch) {
        manifests = batch.manifests
        unreadable = batch.unreadable
        nonResources = batch.nonResources
        sourceCount = batch.sourceCount
        hiddenPaths = batch.hiddenPaths
        var firstIndex: [ResourceID: Int32] = [:]
        firstIndex.reserveCapacity(manifests.count)
        var nextIndex: [Int32] = []
        // Backwards, so that each chain runs forwards.
        for index in manifests.indices.reversed() {
            let position = Int32(truncatingIfNeeded: index)
            if let later = firstIndex.updateValue(position, forKey: manifests[index].id) {
                if nextIndex.isEmpty { nextIndex = Array(repeating: -1, count: manifests.count) }
                nextIndex[index] = later
            }
        }
        self.firstIndex = firstIndex
        self.nextIndex = nextIndex
    }

    /// The objects with this identity; more than one when the input defines it twice. Complexity: O(1) expected.
    public subscript(id: ResourceID) -> [Manifest] { positions(of: id).map { manifests[$0] } }

    /// Positions in `manifests` of the objects with this identity, in order.
    package func positions(of id: ResourceID) -> [Int] {
        guard var position = firstIndex[id] else { return [] }
        var positions = [Int(position)]
        while !nextIndex.isEmpty, nextIndex[Int(position)] >= 0 {
            position = nextIndex[Int(position)]
            positions.append(Int(position))
        }
        return positions
    }

    /// Whether some identity is defined more than once.
    package var hasDuplicates: Bool { !nextIndex.isEmpty }

    /// Position of the object with this identity when there is exactly one.
    package func onlyPosition(of id: ResourceID) -> Int? {
        guard let position = firstIndex[id] else { return nil }
        return nextIndex.isEmpty || nextIndex[Int(position)] < 0 ? Int(position) : nil
    }

    /// The objects of a kind, in the order of the set. Complexity: O(count).
    public func manifests(ofKind kind: String, group: String? = nil) -> [Manifest] {
        manifests.filter { $0.id.kind == kind && (group == nil || $0.id.group == group) }
    }

    /// Identities that more than one manifest has, sorted. Complexity: O(count).
    public var duplicates: [ResourceID] {
        var ids = Set<ResourceID>()
        for index in nextIndex.indices where nextIndex[index] >= 0 { ids.insert(manifests[index].id) }
        return ids.sorted()
    }

    /// This set followed by another. Complexity: O(count of both).
    public func appending(_ other: ManifestSet) -> ManifestSet {
        var batch = ManifestBatch(self)
        batch.append(ManifestBatch(other))
        return ManifestSet(batch)
    }
}

/// Manifests on their way into a set, without its indices.
package struct ManifestBatch: Sendable {
    package fileprivate(set) var manifests: [Manifest] = []
    package fileprivate(set) var unreadable: [ManifestError] = []
    package fileprivate(set) var nonResources: [ManifestError] = []
    package fileprivate(set) var sourceCount = 0
    package fileprivate(set) var hiddenPaths: [String] = []

    package init() {}

    init(_ set: ManifestSet) {
        manifests = set.manifests
        unreadable = set.unreadable
        nonResources = set.nonResources
        sourceCount = set.sourceCount
        hiddenPaths = set.hiddenPaths
    }

    package mutating func append(hidden path: String) { hiddenPaths.append(path) }

    package mutating func append(_ entry: ManifestError) {
        if case .notAResource = entry.problem { nonResources.append(entry) } else { unreadable.append(entry) }
    }

    package mutating func append(_ other: ManifestBatch) {
        manifests += other.manifests
        unreadable += other.unreadable
        nonResources += other.nonResources
        sourceCount += other.sourceCount
        hiddenPaths += other.hiddenPaths
    }

    /// Adds the documents of one source, found at `path` or at the place the source is named after.
    package mutating func append(
        _ results: [Result<Document, DocumentError>], source: SourceText?, path: String? = nil, revision: String? = nil
    ) {
        sourceCount += 1
        let path = path ?? source?.name ?? ""
        var contentHash: UInt64?
        func withHash(_ entry: ManifestError) -> ManifestError {
            contentHash = contentHash ?? source?.contentHash
            var entry = entry
            entry.contentHash = contentHash
            return entry
        }
        for (index, result) in results.enumerated() {
            switch result {
            case .success(let document):
                for manifest in Manifest.all(in: document, path: path, revision: revision) {
                    switch manifest {
                    case .success(let manifest): manifests.append(manifest)
                    case .failure(var failure):
                        if case .notAResource = failure.problem {
                            // Other documents of the file may change without it.
                            failure.contentHash = document.root.contentHash
                            append(failure)
                        } else {
                            append(withHash(failure))
                        }
                    }
                }
            case .failure(let error):
                append(
                    withHash(
                        ManifestError(
                            origin: Origin(path: path, documentIndex: index, revision: revision),
                            position: error.position, problem: .document(error))))
            }
        }
    }
}
