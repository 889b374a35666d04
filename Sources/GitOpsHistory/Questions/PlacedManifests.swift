public import GitOpsManifest
public import GitOpsRepository
import Synchronization

/// Resources by the places where a history or a comparison found them; a file is parsed once for all of its documents.
///
/// Files are read by the names of their contents, so that no name of a file is in the way.
/// Complexity: O(bytes of the file) for the first of its documents, O(1) for the others while the file is kept.
public struct PlacedManifests: Sendable {
    private struct File: Hashable {
        let blob: ObjectID
        let path: ExactText
    }

    private struct Position: Hashable {
        let document: Int
        let item: Int?
    }

    private let repository: Repository
    private let reading: ReadingOptions
    /// Two generations of files: what was not asked for lately is let go.
    private var young: [File: [Position: Manifest]] = [:]
    private var old: [File: [Position: Manifest]] = [:]
    private var youngCount = 0

    /// Bytes of files that are read ahead together.
    private static let bytesAhead = 64 << 20

    /// Documents of a generation; one file may have more.
    private static let generationCount = 32_768

    /// A reader of one repository.
    public init(_ repository: Repository, reading: ReadingOptions = ReadingOptions()) {
        self.repository = repository
        self.reading = reading
    }

    /// The resource of a place; `nil` when the file does not hold it there.
    ///
    /// - Parameters:
    ///   - id: the resource.
    ///   - place: where it stands.
    ///   - revision: the commit, for the manifest's origin.
    /// - Throws: `GitError` when the file cannot be read.
    public mutating func manifest(
        _ id: ResourceID, at place: ResourcePlace, revision: ObjectID? = nil
    ) throws(GitError) -> Manifest? {
        try manifest(
            id, blob: place.blob, path: place.path, document: place.documentIndex, item: place.itemIndex,
            revision: revision)
    }

    mutating func manifest(
        _ id: ResourceID, blob: ObjectID, path: String, document: Int, item: Int?, revision: ObjectID?
    ) throws(GitError) -> Manifest? {
        let file = File(blob: blob, path: ExactText(path))
        let position = Position(document: document, item: item)
        let found: Manifest?
        if let known = young[file] {
            found = known[position]
        } else {
            let documents = if let known = old[file] { known } else { try read(blob, path) }
            found = documents[position]
            keep(documents, file)
        }
        guard let found, found.id == id else { return nil }
        guard let revision else { return found }
        return found.with(
            origin: Origin(
                path: found.origin.path, documentIndex: found.origin.documentIndex, itemIndex: found.origin.itemIndex,
                revision: "\(revision)"))
    }

    /// Reads files that will be asked for and are not kept yet, several threads at once and in the order of the packs:
    /// one by one, libgit2 would make each anew from a chain of differences. What cannot be read now is read when it is
    /// asked for.
    mutating func load(_ places: [ResourcePlace], threads: Int) {
        var missing: [File] = []
        var seen: Set<File> = []
        for place in places {
            let file = File(blob: place.blob, path: ExactText(place.path))
            guard young[file] == nil, seen.insert(file).inserted else { continue }
            if let known = old[file] { keep(known, file) } else { missing.append(file) }
        }
        // Opening the packs anew is not worth the while for fewer.
        guard missing.count > 64 else { return }
        let (files, reading) = (missing, reading)
        let found = Mutex([[Position: Manifest]?](repeating: nil, count: files.count))
        let bytesLeft = Atomic(Self.bytesAhead)
        let blobs = files.map(\.blob)
        repository.readContents(
            of: blobs, options: BlobReadingOptions(resolvesLargeFiles: true, threads: threads)
        ) { position, content in
            guard case .success(let bytes) = content,
                bytesLeft.wrappingSubtract(bytes.count, ordering: .relaxed).newValue >= 0
            else { return }
            let path = files[position].path.text
            let documents = Self.documents(
                Repository.manifests(in: SourceText(copying: bytes, name: path), path: path, reading: reading))
            found.withLock { $0[position] = documents }
        }
        for (file, documents) in zip(files, found.withLock { $0 }) {
            if let documents { keep(documents, file) }
        }
    }

    private mutating func keep(_ documents: [Position: Manifest], _ file: File) {
        if youngCount > 0, youngCount + documents.count > Self.generationCount {
            (old, young, youngCount) = (young, [:], 0)
        }
        young[file] = documents
        youngCount += documents.count
    }

    private func read(_ blob: ObjectID, _ path: String) throws(GitError) -> [Position: Manifest] {
        Self.documents(try repository.manifests(of: blob, path: path, revision: nil, reading: reading))
    }

    private static func documents(_ manifests: [Manifest]) -> [Position: Manifest] {
        Dictionary(
            manifests.map { manifest in
                (Position(document: manifest.origin.documentIndex, item: manifest.origin.itemIndex), manifest)
            }
        ) { first, _ in first }
    }
}

extension PlacedManifests {
    /// The manifest of an occurrence in a commit.
    mutating func manifest(
        _ occurrence: Occurrence, of id: ResourceID, in history: ResourceHistory, at commit: ObjectID
    ) throws(HistoryError) -> Manifest? {
        do throws(GitError) {
            return try manifest(
                id, blob: occurrence.blob, path: history.index.paths[Int(occurrence.path)],
                document: Int(occurrence.document), item: occurrence.item < 0 ? nil : Int(occurrence.item),
                revision: commit)
        } catch {
            throw .git(error)
        }
    }
}
