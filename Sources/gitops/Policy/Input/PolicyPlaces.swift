import GitOpsManifest
import GitOpsRepository

/// Where policies, exceptions and roles are read from: files, or revisions of the repository that is checked.
struct PolicyPlaces {
    /// `nil` when only files are read.
    let repository: Repository?
    let loading: LoadingArguments
    let progress: TerminalProgress?
    private let cache: ManifestCache

    /// A path that a revision does not have.
    struct Missing: Error, CustomStringConvertible {
        let revision: String
        let path: String

        var description: String { "\(revision) has no \(path); give a path from the root of the repository" }
    }

    init(repository: Repository?, loading: LoadingArguments, progress: TerminalProgress?) {
        self.repository = repository
        self.loading = loading
        self.progress = progress
        cache = ManifestCache(reading: loading.reading)
    }

    /// The manifests of files, and of `REV:PATH` when there is a repository.
    func load(_ places: [String]) async throws -> ManifestSet {
        var set = ManifestSet()
        for place in places { set = set.appending(try await load(place)) }
        return set
    }

    private func load(_ place: String) async throws -> ManifestSet {
        guard let repository, let (revision, path) = Self.revision(place) else { return try await loadFiles([place]) }
        let commit = try repository.resolve(revision)
        guard try path.isEmpty || repository.contains(path, at: commit) else {
            throw Missing(revision: revision, path: path)
        }
        return try await manifests(at: commit, path)
    }

    /// `main:policies` apart; `nil` for a path, which begins with `.` or `/` where it has a colon.
    static func revision(_ place: String) -> (revision: String, path: String)? {
        guard !place.hasPrefix("."), !place.hasPrefix("/") else { return nil }
        let parts = place.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && !parts[0].isEmpty ? (parts[0], parts[1]) : nil
    }

    /// The manifests of files, folders and standard input.
    func loadFiles(_ paths: [String]) async throws -> ManifestSet {
        if paths.isEmpty { return ManifestSet() }
        return try await loading.loader(naming: .asGiven).load(paths, progress: progress)
    }

    /// The manifests of a commit, or of a folder in it. A file that two commits share is parsed once.
    func manifests(at commit: ObjectID, _ folder: String) async throws -> ManifestSet {
        guard let repository else { return ManifestSet() }
        let options = Repository.ManifestOptions(folder: folder, filter: loading.filter, threads: loading.threads)
        return try await repository.manifests(at: commit, options: options, cache: cache, progress: progress)
    }
}
