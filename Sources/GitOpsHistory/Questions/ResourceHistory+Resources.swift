public import GitOpsManifest
public import GitOpsRepository

extension ResourceHistory {
    /// Where a resource stands in a commit, sorted by file; empty when it does not.
    ///
    /// Complexity: O(changes of the resource + merges).
    ///
    /// - Parameters:
    ///   - id: the resource.
    ///   - commit: the commit; the head of the history when `nil`.
    /// - Throws: `HistoryError.notInHistory`.
    public func paths(of id: ResourceID, at commit: ObjectID? = nil) throws(HistoryError) -> [String] {
        let position = try position(of: commit)
        guard let number = index.subjectNumber(.resource(id)) else { return [] }
        var paths: [String] = []
        for occurrence in index.occurrences(of: SubjectLinks(index, number), at: position) {
            let path = index.paths[Int(occurrence.path)]
            if paths.last.map({ $0.hasSameBytes(as: path) }) != true { paths.append(path) }
        }
        return paths
    }

    /// A resource as it stands in a commit: once for each place, sorted by file; empty when it does not stand there.
    ///
    /// Complexity: O(changes of the resource + merges), and the files it stands in are read.
    ///
    /// - Parameters:
    ///   - id: the resource.
    ///   - commit: the commit; the head of the history when `nil`.
    /// - Throws: `HistoryError`: the commit is not part of the history, or a file cannot be read.
    public func resource(_ id: ResourceID, at commit: ObjectID? = nil) throws(HistoryError) -> [Manifest] {
        let position = try position(of: commit)
        let revision = commit ?? head
        guard let number = index.subjectNumber(.resource(id)) else { return [] }
        var placed = PlacedManifests(repository, reading: options.reading)
        var manifests: [Manifest] = []
        for occurrence in index.occurrences(of: SubjectLinks(index, number), at: position) {
            guard let manifest = try placed.manifest(occurrence, of: id, in: self, at: revision) else {
                throw .unreadable(path: index.paths[Int(occurrence.path)], commit: revision)
            }
            manifests.append(manifest)
        }
        return manifests
    }

    /// The documents of the commit that cannot be read, and the files that are not followed, sorted by path.
    ///
    /// Complexity: O(files that ever had some · their changes).
    ///
    /// - Parameter commit: the commit; the head of the history when `nil`.
    /// - Throws: `HistoryError.notInHistory`.
    public func unreadablePaths(at commit: ObjectID? = nil) throws(HistoryError) -> [String] {
        let position = try position(of: commit)
        var found: [String] = []
        for (number, subject) in index.subjects.enumerated() {
            guard case .unreadable(let path) = subject else { continue }
            let links = SubjectLinks(index, Int32(truncatingIfNeeded: number))
            if !index.occurrences(of: links, at: position).isEmpty { found.append(index.paths[Int(path)]) }
        }
        return found.sorted { $0.precedesByBytes($1) }
    }

    /// The manifests of a file of a commit.
    func manifests(inFile path: String, at commit: ObjectID) throws(HistoryError) -> [Manifest] {
        do throws(GitError) {
            let entry = try repository.files(at: commit, under: path).first { $0.path.hasSameBytes(as: path) }
            guard let entry, entry.mode.isFile else { return [] }
            return try manifests(of: entry.id, path: path, revision: commit)
        } catch {
            throw .git(error)
        }
    }

    func manifests(of blob: ObjectID, path: String, revision: ObjectID?) throws(GitError) -> [Manifest] {
        try repository.manifests(of: blob, path: path, revision: revision, reading: options.reading)
    }

    /// The manifest of an occurrence; `nil` when its file is not there, or is another than the index says.
    func manifest(_ occurrence: Occurrence, of id: ResourceID, in commit: Int32) -> Manifest? {
        var placed = PlacedManifests(repository, reading: options.reading)
        return (try? placed.manifest(occurrence, of: id, in: self, at: index.commits[Int(commit)].id)) ?? nil
    }
}

extension Repository {
    func manifests(
        of blob: ObjectID, path: String, revision: ObjectID?, reading: ReadingOptions
    ) throws(GitError) -> [Manifest] {
        let source = try withResolvedContent(of: blob) { SourceText(copying: $0, name: path) }
        return Self.manifests(in: source, path: path, revision: revision, reading: reading)
    }

    static func manifests(
        in source: SourceText, path: String, revision: ObjectID? = nil, reading: ReadingOptions
    ) -> [Manifest] {
        var found: [Manifest] = []
        for case .success(let document) in DocumentReader(options: reading).read(source) {
            for case .success(let manifest) in Manifest.all(in: document, path: path, revision: revision?.description) {
                found.append(manifest)
            }
        }
        return found
    }
}
