import GitOpsManifest
public import GitOpsRepository

/// One state of what is delivered.
public enum GateState: Sendable {
    /// A folder.
    case folder(String)
    /// A commit, read from its repository without a checkout, as far as it is below a path.
    case commit(ObjectID, Repository, path: String = "")
}

/// Reads files of states.
struct GateReader {
    let reading: ReadingOptions
    let threads: Int
    let progress: (any ProgressObserver)?
    /// A file that two commits share is parsed once.
    let cache: ManifestCache

    init(reading: ReadingOptions, threads: Int, progress: (any ProgressObserver)?) {
        self.reading = reading
        self.threads = threads
        self.progress = progress
        cache = ManifestCache(reading: reading)
    }

    /// The manifests of a state.
    func manifests(_ state: GateState, _ filter: ManifestFilter) async throws -> ManifestSet {
        switch state {
        case .folder(let folder): return try await loader(filter).load([folder], progress: progress)
        case .commit(let commit, let repository, let path):
            return try await manifests(repository, commit, path, filter)
        }
    }

    /// The manifests of a file or folder of a state; one that is not there is unreadable.
    func manifests(_ state: GateState, in path: String) async throws -> ManifestSet {
        switch state {
        case .folder(let folder):
            guard !SourceText.isSpecial(at: "\(folder)/\(path)") else {
                return ManifestSet(unreadable: [Self.special(path)])
            }
            var loader = loader(ManifestFilter())
            loader.naming = .asGiven
            return try await loader.load(["\(folder)/\(path)"], progress: progress)
        case .commit(let commit, let repository, _):
            guard try repository.contains(path, at: commit) else {
                return ManifestSet(unreadable: [Self.missing(path, revision: "\(commit)")])
            }
            return try await manifests(repository, commit, path, ManifestFilter())
        }
    }

    /// Whether a state has a file or folder.
    func contains(_ state: GateState, _ path: String) throws -> Bool {
        switch state {
        case .folder(let folder): SourceText.exists(at: "\(folder)/\(path)")
        case .commit(let commit, let repository, _): try repository.contains(path, at: commit)
        }
    }

    /// The text of a file of a state; `nil` when it is not there.
    func text(_ state: GateState, _ path: String) throws(DocumentError) -> SourceText? {
        switch state {
        case .folder(let folder):
            let place = "\(folder)/\(path)"
            guard SourceText.exists(at: place) else { return nil }
            return try SourceText(ofFile: place, limits: reading.limits)
        case .commit(let commit, let repository, _):
            do throws(GitError) {
                guard let entry = try repository.files(at: commit, under: path).first,
                    entry.path.hasSameBytes(as: path)
                else { return nil }
                if entry.mode.isFile { return SourceText(try repository.content(of: entry.id), name: path) }
            } catch {
                throw DocumentError(problem: .unreadableFile("\(error)"), sourceName: path, position: nil)
            }
            throw DocumentError(
                problem: .unreadableFile("links are not followed in a commit"), sourceName: path, position: nil)
        }
    }

    /// What a state has at a path, to tell whether another has the same: for each file its path and what it holds.
    func content(_ state: GateState, of path: String) async throws -> [[String]] {
        switch state {
        case .folder(let folder):
            guard SourceText.exists(at: "\(folder)/\(path)") else { return [] }
            guard !SourceText.isSpecial(at: "\(folder)/\(path)") else { return [[path, "no file"]] }
            let set = try await ManifestLoader(reading: reading, naming: .relativeToDirectory, threads: threads)
                .load(["\(folder)/\(path)"])
            return set.manifests.map { [$0.origin.path, "\($0.root.contentHash)"] }
                + (set.nonResources + set.unreadable).map {
                    [$0.origin.path, $0.contentHash.map { "\($0)" } ?? $0.text]
                }
        case .commit(let commit, let repository, _):
            return try repository.files(at: commit, under: path).map { [$0.path, "\($0.mode)", "\($0.id)"] }
        }
    }

    private func loader(_ filter: ManifestFilter) -> ManifestLoader {
        ManifestLoader(reading: reading, filter: filter, naming: .relativeToDirectory, threads: threads)
    }

    private func manifests(
        _ repository: Repository, _ commit: ObjectID, _ path: String, _ filter: ManifestFilter
    ) async throws -> ManifestSet {
        try await repository.manifests(
            at: commit, options: .init(folder: path, filter: filter, threads: threads), cache: cache,
            progress: progress)
    }

    private static func special(_ path: String) -> ManifestError {
        ManifestError(
            origin: Origin(path: path), position: nil, problem: .skipped("it is neither a file nor a folder"))
    }

    private static func missing(_ path: String, revision: String?) -> ManifestError {
        ManifestError(
            origin: Origin(path: path, revision: revision), position: nil,
            problem: .skipped("the configuration names it, and it is not there; correct the path"))
    }
}
