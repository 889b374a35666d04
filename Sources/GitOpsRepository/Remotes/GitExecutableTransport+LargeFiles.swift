import Foundation
import GitOpsManifest

/// The files of Git LFS.
///
/// Where they are is nothing that a repository decides: `git lfs` runs in an empty repository of ours that borrows the
/// objects. It has no remotes, programs or storage of anybody's configuration, and no commit whose `.lfsconfig` could
/// lead to another host. What the server says of where a file lies is followed, without credentials of ours, for the
/// digest of the file is known.
extension GitExecutableTransport {
    /// As many commits are named to one run; the arguments of a program have an end.
    private static let commitsOfOneRun = 1_000

    /// Throws when there is no `git lfs`: before anything is fetched.
    func requireLargeFileProgram(_ url: RemoteURL) async throws {
        // Not in the repository around the current folder, whose aliases would be asked.
        let output = try await output(
            of: ["--git-dir", "/dev/null", "lfs", "version"], with: try environment(for: url))
        guard output.end == .itself else { throw failure(output, url) }
        guard output.status == 0, output.text.hasPrefix("git-lfs/") else {
            throw GitError(.missingProgram("git-lfs"), repository: "\(url)")
        }
    }

    /// Brings the files that the commits name to which the references of a fetch lead.
    func bringLargeFiles(of request: FetchRequest, from url: RemoteURL, into repository: Repository) async throws {
        let names = try await references(of: request, in: repository, url)
        let wanted = try await ParallelWork.offPool { isCancelled in
            try LargeFileWants(of: names, in: repository, isCancelled: isCancelled)
        }
        guard !wanted.files.isEmpty else { return }
        guard wanted.byteCount <= options.largeFileBytes else { throw tooMuch(url, wanted) }
        let output = try await runLargeFiles(wanted, from: url, into: repository)
        let missing = wanted.files.filter { !wanted.store.has($0.pointer) }
        guard output.end == .itself else {
            if output.end == .broughtTooMuch { throw tooMuch(url, wanted) }
            throw failure(output, url)
        }
        guard output.status == 0, missing.isEmpty else { throw failure(output, url, missing: missing) }
    }

    private func runLargeFiles(
        _ wanted: LargeFileWants, from url: RemoteURL, into repository: Repository
    ) async throws -> GitProcess.Output {
        let endpoint = Self.largeFileEndpoint(of: url)
        let borrower = try BorrowingRepository(of: repository)
        defer { borrower.remove() }
        let seconds = "\(max(1, options.timeout.components.seconds))"
        var environment = try environment(
            for: url, endpoint: endpoint,
            more: [
                ("lfs.url", endpoint), ("lfs.dialtimeout", seconds), ("lfs.tlstimeout", seconds),
                ("lfs.activitytimeout", seconds), ("lfs.transfer.maxretries", "3"), ("lfs.cachecredentials", "false"),
                // A run that is silent is ended.
                ("lfs.forceprogress", "true"),
            ])
        environment["GIT_OBJECT_DIRECTORY"] = "\(repository.commonDirectory)/objects"
        let incoming = IncomingLargeFiles(repository.commonDirectory)
        let maximum = options.largeFileBytes
        var rest = wanted.commits[...]
        var last: GitProcess.Output
        repeat {
            let commits = rest.prefix(Self.commitsOfOneRun).map { "\($0)" }
            rest = rest.dropFirst(Self.commitsOfOneRun)
            // In its folder, and not with --git-dir: what serves files of this machine would take that for the remote.
            last = try await output(
                of: ["-C", borrower.path, "lfs", "fetch", "--include=", "--exclude=", endpoint] + commits,
                with: environment
            ) { incoming.byteCount > maximum }
        } while last.end == .itself && last.status == 0 && !rest.isEmpty
        return last
    }

    /// The address at which Git LFS looks for the files of a remote.
    ///
    /// Source: `docs/api/server-discovery.md` of git-lfs.
    static func largeFileEndpoint(of url: RemoteURL) -> String {
        switch url.scheme {
        case .ssh: return "\(url)"
        case .file:
            guard url.path.utf8.first != UInt8(ascii: "/") else { return "\(url)" }
            let path = URL(fileURLWithPath: url.path).standardizedFileURL.path
            return "file://" + path.replacing("%", with: "%25")
        case .http, .https:
            var text = "\(url)"
            while text.utf8.last == UInt8(ascii: "/") { text.removeLast() }
            return text + (text.utf8.reversed().starts(with: ".git".utf8.reversed()) ? "" : ".git") + "/info/lfs"
        }
    }

    /// The references that a fetch wrote, and those of the same pattern that were there.
    private func references(
        of request: FetchRequest, in repository: Repository, _ url: RemoteURL
    ) async throws -> [(name: String, id: ObjectID)] {
        let destinations = request.refspecs.compactMap(RefspecDestination.init)
        let listing = try await run(
            ["--git-dir", repository.commonDirectory, "for-each-ref", "--format=%(objectname) %(refname)"], url)
        return listing.text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2, let id = ObjectID(String(Substring(parts[0]))) else { return nil }
            let name = String(Substring(parts[1]))
            return destinations.contains { $0.contains(name) } ? (name, id) : nil
        }
    }

    // MARK: Failures

    private func tooMuch(_ url: RemoteURL, _ wanted: LargeFileWants) -> GitError {
        GitError(
            .limitExceeded(.largeFileBytes, maximum: options.largeFileBytes), repository: "\(url)",
            detail: "\(wanted.files.count) files have \(wanted.byteCount) bytes; the references were fetched")
    }

    private func failure(_ output: GitProcess.Output, _ url: RemoteURL, missing: [LargeFileWants.File]) -> GitError {
        let text = output.errors + output.text
        let isOfServer = Self.signs.contains { text.contains($0.text) }
        let isOfFiles = ["missing object", "does not exist", "[404]", "[410]", "[422]", "expected OID"].contains {
            text.contains($0)
        }
        guard !missing.isEmpty, !isOfServer, isOfFiles || output.status == 0 else { return failure(output, url) }
        let shown = missing.prefix(3).map { "\($0.path): \($0.pointer)" }
        let more = missing.count > shown.count ? "; and others" : ""
        return GitError(
            .missingLargeFiles(count: missing.count), repository: "\(url)", detail: shown.joined(separator: "; ") + more
        )
    }
}

/// Where a refspec writes to.
private struct RefspecDestination {
    private let start: String
    /// What follows the `*`; `nil` for the name of one reference.
    private let end: String?

    /// `nil` for one that writes no reference.
    init?(_ refspec: String) {
        let parts = refspec.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, refspec.utf8.first != UInt8(ascii: "^") else { return nil }
        let pattern = parts[1].split(separator: UInt8(ascii: "*"), maxSplits: 1, omittingEmptySubsequences: false)
        start = String(Substring(pattern[0]))
        end = pattern.count == 2 ? String(Substring(pattern[1])) : nil
    }

    func contains(_ name: String) -> Bool {
        let length = start.utf8.count + (end?.utf8.count ?? 0)
        guard let end else {
            return ["", "refs/", "refs/heads/", "refs/tags/"].contains { (($0 + start).utf8).elementsEqual(name.utf8) }
        }
        return name.utf8.count >= length && name.utf8.starts(with: start.utf8)
            && name.utf8.reversed().starts(with: end.utf8.reversed())
    }
}

/// An empty repository in a temporary folder, for the time of a run, that keeps its large files in another one.
private struct BorrowingRepository {
    let path: String

    init(of repository: Repository) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("gitops-lfs-\(UUID().uuidString)").path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try RepositoryHandle.createBare(at: path)
            let storage = URL(fileURLWithPath: repository.commonDirectory).appendingPathComponent("lfs").path
            // Not in the environment, which what serves files of this machine would take for its own.
            let configuration =
                "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[lfs]\n\tstorage = \(Self.quoted(storage))\n"
            try Data(configuration.utf8).write(to: URL(fileURLWithPath: path + "/config"))
            // No name that a branch of the remote could have.
            try Data("ref: refs/gitops/none\n".utf8).write(to: URL(fileURLWithPath: path + "/HEAD"))
        } catch {
            remove()
            throw GitError(.notWritten, repository: path, detail: "a temporary repository could not be made")
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// A value as git-config(1) writes it.
    private static func quoted(_ value: String) -> String {
        let text = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(text)\""
    }
}

/// The files that `git lfs` writes while it goes on.
struct IncomingLargeFiles: Sendable {
    private let folders: [String]
    private let atFirst: Int

    init(_ commonDirectory: String) {
        folders = ["\(commonDirectory)/lfs/incomplete", "\(commonDirectory)/lfs/tmp"]
        atFirst = Self.size(of: folders)
    }

    /// Bytes that came since the beginning and are not whole files yet.
    var byteCount: Int { max(0, Self.size(of: folders) - atFirst) }

    private static func size(of folders: [String]) -> Int {
        folders.reduce(0) { sum, folder in
            RegularFile.names(in: folder).reduce(sum) { sum, name in
                sum.addingReportingOverflow(RegularFile.size("\(folder)/\(name)") ?? 0).partialValue
            }
        }
    }
}
