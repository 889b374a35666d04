import GitOpsManifest
import GitOpsRepository

/// Adds commits to an index.
struct IndexBuilder {
    let repository: Repository
    let options: HistoryOptions
    private let reader: BlobReader
    private var summaries = SummaryTable()
    /// Whether files of a path are read; paths come again and again.
    private var readPaths: [String: Bool] = [:]

    /// Commits that are added at a time: memory is bounded, and what is done is saved.
    static let batchSize = 8_192

    init(repository: Repository, options: HistoryOptions) {
        self.repository = repository
        self.options = options
        reader = BlobReader(documents: DocumentReader(options: options.reading))
    }

    /// Adds everything that leads to a commit; `save` is called now and then, and at the end.
    ///
    /// Complexity: O(changed files + entries of the folders that changed).
    ///
    /// - Throws: `GitError`; the index then has the commits of the batches before.
    mutating func extend(
        _ index: inout ResourceIndex, to head: ObjectID, progress: (any ProgressObserver)?,
        isCancelled: @Sendable () -> Bool, save: (ResourceIndex) -> Void
    ) throws(GitError) {
        let walk = CommitWalk(index: index, mode: options.mode, limit: repository.limits.commits)
        let commits = try repository.withTreeReader { reader throws(GitError) in
            try walk.commits(to: head, reader, repository: repository)
        }
        var trees = Dictionary(commits.map { ($0.id, $0.tree) }) { first, _ in first }
        var start = 0
        var saved = 0
        var size = Self.batchSize
        while start < commits.count {
            let end = min(start + size, commits.count)
            do throws(GitError) {
                try add(Array(commits[start..<end]), to: &index, &trees, progress, isCancelled)
            } catch {
                // Nothing was added yet. A commit alone that changes too many files is refused.
                guard case .limitExceeded(.pathBytes, _) = error.problem, end - start > 1 else { throw error }
                size = (end - start) / 2
                continue
            }
            guard !isCancelled() else { return }
            if end - saved >= Self.batchSize || end == commits.count {
                save(index)
                saved = end
            }
            progress?.update(ProgressUpdate(phase: "indexing", completed: end, total: commits.count))
            start = end
        }
    }

    private mutating func add(
        _ commits: [NewCommit], to index: inout ResourceIndex, _ trees: inout [ObjectID: ObjectID],
        _ progress: (any ProgressObserver)?, _ isCancelled: @Sendable () -> Bool
    ) throws(GitError) {
        var differences: [TreeDifference] = []
        for (position, commit) in commits.enumerated() {
            for (number, parent) in commit.parents.enumerated() {
                let tree: ObjectID
                if let known = trees[parent] { tree = known } else { tree = try repository.commit(parent).tree }
                trees[parent] = tree
                differences.append(
                    TreeDifference(commit: position, parent: number, oldTree: tree, newTree: commit.tree))
            }
            if commit.parents.isEmpty {
                differences.append(TreeDifference(commit: position, parent: 0, oldTree: nil, newTree: commit.tree))
            }
        }
        let threads = ParallelWork.threadCount(options.threads)
        let filled = try repository.fill(
            differences, threads: differences.count > 64 ? threads : 1, progress: progress, isCancelled: isCancelled)
        guard !isCancelled() else { return }
        summaries.read(
            blobs(of: filled), from: repository, with: reader, into: &index, threads: threads)
        var next = 0
        for (position, commit) in commits.enumerated() {
            guard !index.isFull else {
                throw GitError(
                    .limitExceeded(.commits, maximum: index.commits.count), repository: repository.commonDirectory)
            }
            var links: [NewLink] = []
            var flags: CommitRecord.Flags = commit.isBoundary ? .isBoundary : []
            while next < filled.count, filled[next].commit == position {
                let (found, lacksFiles) = changes(filled[next].files, &index)
                if lacksFiles { flags.insert(.lacksFiles) }
                for change in found {
                    links.append(NewLink(parent: Int32(truncatingIfNeeded: filled[next].parent), change: change))
                }
                next += 1
            }
            links.sort { ($0.change.subject, $0.parent) < ($1.change.subject, $1.parent) }
            index.append(commit.id, parents: commit.parents.compactMap { index.position(of: $0) }, flags: flags)
            for link in links {
                let change = link.change
                index.append(
                    subject: change.subject, parent: link.parent,
                    old: change.old.map { index.number(of: $0, subject: change.subject) } ?? -1,
                    new: change.new.map { index.number(of: $0, subject: change.subject) } ?? -1, flags: change.flags)
            }
        }
    }

    private struct NewLink {
        let parent: Int32
        let change: OccurrenceChange
    }

    // MARK: Files

    private mutating func blobs(of differences: [TreeDifference]) -> [ObjectID] {
        var ids: [ObjectID] = []
        for difference in differences {
            for file in difference.files where reads(file.path) {
                for leaf in [file.old, file.new] { if let leaf, leaf.mode.isFile { ids.append(leaf.id) } }
            }
        }
        return ids
    }

    private mutating func reads(_ path: String) -> Bool {
        if let known = readPaths[path] { return known }
        let reads = options.filter.readsWithFolders(path)
        if readPaths.count > 200_000 { readPaths = [:] }
        readPaths[path] = reads
        return reads
    }

    /// Makes the summaries that `changes` looks for.
    mutating func read(_ files: [ChangedFile], into index: inout ResourceIndex) {
        let difference = TreeDifference(commit: 0, parent: 0, oldTree: nil, newTree: ObjectID.none, files: files)
        summaries.read(
            blobs(of: [difference]), from: repository, with: reader, into: &index,
            threads: ParallelWork.threadCount(options.threads))
    }

    /// What changed files mean for the subjects in them.
    mutating func changes(
        _ files: [ChangedFile], _ index: inout ResourceIndex
    ) -> (changes: [OccurrenceChange], lacksFiles: Bool) {
        var sides = ChangeSides()
        for file in files {
            add(file.path, file.old, isOld: true, to: &sides, &index)
            add(file.path, file.new, isOld: false, to: &sides, &index)
        }
        return (sides.changes(index), sides.lacksFiles)
    }

    private mutating func add(
        _ path: String, _ leaf: TreeReader.Leaf?, isOld: Bool, to sides: inout ChangeSides, _ index: inout ResourceIndex
    ) {
        guard let leaf else { return }
        guard leaf.mode.isFile else {
            // What is behind a link or a submodule is not known.
            guard options.filter.descendsWithFolders(path) else { return }
            let number = index.number(ofPath: path)
            sides.addUnreadable(
                Occurrence(path: number, ordinal: 0, document: 0, item: -1, blob: leaf.id, content: leaf.id),
                subject: index.number(of: .unreadable(path: number)), isOld: isOld)
            return
        }
        guard reads(path) else { return }
        let number = index.number(ofPath: path)
        guard let summary = summaries[leaf.id] else { return }
        if summary.isMissing, !isOld { sides.lacksFiles = true }
        if summary.hasUnreadable { sides.noteUnreadable(number, isOld: isOld) }
        for item in summary.items {
            let subject =
                switch item.subject {
                case SummaryTable.unreadable: index.number(of: .unreadable(path: number))
                case SummaryTable.other: index.number(of: .other(path: number))
                default: item.subject
                }
            let occurrence = Occurrence(
                path: number, ordinal: item.ordinal, document: item.document, item: item.item, blob: leaf.id,
                content: item.content)
            sides.add(FoundOccurrence(occurrence: occurrence, text: item.text), subject: subject, isOld: isOld)
        }
    }
}

extension ObjectID {
    /// Stands for a tree that nobody looks at.
    fileprivate static let none = [UInt8]().withUnsafeBytes { ObjectID(namingBlob: $0) }
}
