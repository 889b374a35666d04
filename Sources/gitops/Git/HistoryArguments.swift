import ArgumentParser
import GitOpsHistory
import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which repository is asked, and how its history is read.
struct HistoryArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The repository, or a folder in its work tree.", valueName: "dir"))
    var repo = "."

    @Flag(help: "Follow only the first parent of merges: a merge brings in what its branch changed.")
    var firstParent = false

    @Option(
        help: ArgumentHelp(
            "Keep the index of the history in this folder instead of the Git directory; none keeps it nowhere.",
            valueName: "dir"))
    var index: String?

    @OptionGroup var loading: LoadingArguments

    var options: HistoryOptions {
        let storage: HistoryOptions.Storage =
            switch index {
            case nil: .besideRepository
            case "none": .none
            case let folder?: .folder(folder)
            }
        return HistoryOptions(
            mode: firstParent ? .firstParent : .full, filter: loading.filter, reading: loading.reading,
            storage: storage, threads: loading.threads)
    }

    /// Opens the repository, reads its history up to a revision, and says what became of the index where that matters.
    ///
    /// - Parameters:
    ///   - revision: where the history ends.
    ///   - verifiesObjects: whether each object that is read is compared with its name.
    func history(at revision: String, verifiesObjects: Bool = false) async throws -> ResourceHistory {
        let repository = try Repository(opening: repo, verifiesObjects: verifiesObjects)
        let head = try repository.commit(named: revision)
        let progress = TerminalProgress.ifVisible()
        defer { progress?.finish() }
        let history = try await ResourceHistory.load(of: repository, at: head, options: options, progress: progress)
        progress?.finish()
        let reason: String? =
            switch history.storage.notSaved {
            case .failed(let code)?: String(cString: strerror(code))
            case .isLink?: "its folder is a symbolic link, which is not followed"
            case .notWanted?, .lacksFiles?, .locked?, nil: nil
            }
        if let reason {
            Terminal.warn(
                "gitops: the index of the history could not be kept (\(reason)), so that each run makes it anew; "
                    + "give a folder that can be written with --index")
        }
        return history
    }
}

/// Files of the newest commit that nobody could look into.
struct HistoryUnread {
    let paths: [String]
    private let history: ResourceHistory

    /// - Parameters:
    ///   - history: the history.
    ///   - isAboutDocuments: whether links and submodules, of which most hold no manifests, are left out.
    init(_ history: ResourceHistory, isAboutDocuments: Bool = false) throws(HistoryError) {
        paths = try history.unreadablePaths().filter { path in
            !isAboutDocuments || history.options.filter.readsWithFolders(path)
        }
        self.history = history
    }

    /// Says how many documents a part of the history has that could not be read; whether there are any.
    static func tell(_ entries: [HistoryEntry], of history: ResourceHistory) -> Bool {
        let unread = entries.filter { entry in
            entry.leavesUnreadable && history.options.filter.readsWithFolders(entry.place.path)
        }
        guard let first = unread.first else { return false }
        let documents = unread.count == 1 ? "1 document" : "\(unread.count) documents"
        Terminal.warn(
            "gitops: \(documents) could not be read, so that changes of resources may be missing; the last is in "
                + "\(first.place.path) of \(first.commit.abbreviated); gitops history --path lists them, --exclude "
                + "leaves files out")
        return true
    }

    /// Says what could not be read of the files that a resource ever stood in, and how many others of the newest
    /// commit, where it may stand as well; whether there is anything.
    static func tell(of id: ResourceID, in history: ResourceHistory) throws(HistoryError) -> Bool {
        var files: Set<ExactText> = []
        for entry in history.entries(of: id).entries {
            for place in [entry.place, entry.previous] { if let place { files.insert(ExactText(place.path)) } }
        }
        let paths = files.map(\.text).sorted { $0.precedesByBytes($1) }
        let isTold = tell(paths.flatMap { history.entriesOfOthers(inFile: $0).entries }, of: history)
        // Of files that it never stood in one line is enough: templates of charts may be many.
        let others = try HistoryUnread(history, isAboutDocuments: true).paths.filter { !files.contains(ExactText($0)) }
        guard let first = others.first else { return isTold }
        let count = others.count == 1 ? "1 more file" : "\(others.count) more files"
        let part = parts(of: first, in: history).first
        let place = part?.position.map { "\(first):\($0)" } ?? first
        Terminal.warn(
            "gitops: \(count) of \(history.head.abbreviated) could not be read, so that whether \(id) stands there as "
                + "well is not known; --exclude leaves files out; \(place): \(part?.text ?? "it cannot be read")")
        return true
    }

    func warn(_ consequence: String) {
        for path in paths.prefix(10) {
            let parts = Self.parts(of: path, in: history)
            for part in parts.prefix(3) {
                let place = part.position.map { "\(path):\($0)" } ?? path
                Terminal.warn("gitops: \(place): a part of it cannot be read, so that \(consequence): \(part.text)")
            }
            if parts.isEmpty { Terminal.warn("gitops: \(path): a part of it cannot be read, so that \(consequence)") }
            if parts.count > 3 { Terminal.warn("gitops: \(path): and so with \(parts.count - 3) more parts") }
        }
        if paths.count > 10 { Terminal.warn("gitops: and so with \(paths.count - 10) more files") }
    }

    /// What cannot be read of a file of the newest commit, where and why; empty when that cannot be found out.
    static func parts(of path: String, in history: ResourceHistory) -> [ManifestError] {
        let options = RevisionOptions(folder: path, filter: history.options.filter, threads: 1)
        let cache = ManifestCache(reading: history.options.reading, budget: 0)
        let set = try? history.repository.manifestsBlocking(at: history.head, options: options, cache: cache)
        return (set?.unreadable ?? []).filter { part in
            if case .notAResource = part.problem { return false }
            return part.origin.path.hasSameBytes(as: path)
        }
    }
}

/// What is missing from an answer, said on standard error.
struct HistoryGaps {
    let gaps: [HistoryGap]
    let history: ResourceHistory

    /// Says it, and ends the command with the status of a partial answer.
    func finish() throws {
        guard !gaps.isEmpty else { return }
        for reason in [HistoryGap.Reason.shallowBoundary, .missingFiles, .unreadableBefore] {
            if let gap = gaps.first(where: { $0.reason == reason }) {
                Terminal.warn("gitops: \(gap.commit.abbreviated): \(text(gap))")
            }
        }
        throw ExitStatus.unreadable
    }

    private func text(_ gap: HistoryGap) -> String {
        switch gap.reason {
        case .shallowBoundary:
            return "the clone is shallow, so that older changes are not seen; deepen it with git fetch --unshallow"
        case .missingFiles:
            // A clone that was made without a filter lacks nothing that somebody left out.
            guard let (path, error) = (try? history.unreadFile(of: gap.commit)) ?? nil else {
                return "files could not be read, so that changes may be missing; check the repository with git fsck"
            }
            if case .missingInPartialClone = error.problem {
                return "files were left out of the clone, so that changes may be missing; fetch them with "
                    + "git fetch --refetch --no-filter"
            }
            let detail = error.detail.isEmpty ? "" : " (\(error.detail))"
            return "\(path) cannot be read, so that changes may be missing: \(error.problemText)\(detail); "
                + error.nextStep
        case .unreadableBefore:
            return "documents could not be read before, so that something may be older; gitops history shows where"
        }
    }
}

extension Terminal {
    /// Runs a command's work; errors of Git, of histories and of files of keys and policies end it with the status for
    /// what could not be read.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as GitError {
            warn("gitops: \(error)")
            throw ExitStatus.unreadable
        } catch let error as HistoryError {
            warn("gitops: \(error)")
            throw ExitStatus.unreadable
        } catch let error as CommitPlanError {
            warn("gitops: \(error)")
            throw ExitStatus.unreadable
        } catch let error as CommitPolicyError {
            for problem in error.problems { warn("gitops: \(problem)") }
            throw ExitStatus.unreadable
        } catch let error where error is TrustFileError || error is DocumentError {
            warn("gitops: \(error)")
            throw ExitStatus.unreadable
        }
    }
}
