import Foundation
import GitOpsManifest
import GitOpsRepository

/// Where policies, exceptions and roles are read from: files, or revisions of the repository that is checked.
struct PolicyPlaces {
    /// `nil` when only files are read.
    let repository: Repository?
    let loading: LoadingArguments
    let progress: TerminalProgress?
    private let cache: ManifestCache

    /// A place that is not there.
    enum Missing: Error, CustomStringConvertible {
        /// `REV:PATH` of which the revision is not there.
        case revision(String, in: String)
        /// A path that a revision does not have.
        case path(String, of: String)
        /// `REV:PATH`, and no repository to look in.
        case repository(String)

        var description: String {
            switch self {
            case .revision(let revision, let place):
                "\(place): the repository of --repo has no branch, tag or commit \(revision); check the name and fetch "
                    + "it if it is on a remote, or write ./\(place) for a file"
            case .path(let path, let revision):
                "\(revision) has no file or directory \(path); give a path from the root of the repository, without / "
                    + "or ./ before it"
            case .repository(let place):
                "\(place): there is no such file or directory; for a path of a revision, name the repository with --repo"
            }
        }
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
        guard let (revision, path) = Self.revision(place) else { return try await loadFiles([place]) }
        guard let repository else {
            guard FileManager.default.fileExists(atPath: place) else { throw Missing.repository(place) }
            return try await loadFiles([place])
        }
        let commit: ObjectID
        do throws(GitError) {
            commit = try repository.commit(named: revision)
        } catch {
            guard case .unknownRevision = error.problem else { throw error }
            throw Missing.revision(revision, in: place)
        }
        guard try path.isEmpty || repository.contains(path, at: commit) else {
            throw Missing.path(path, of: revision)
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
        let options = RevisionOptions(folder: folder, filter: loading.filter, threads: loading.threads)
        return try await repository.manifests(at: commit, options: options, cache: cache, progress: progress)
    }
}
