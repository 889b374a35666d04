extension Repository {
    /// A commit's tree, parents, people and message.
    ///
    /// - Throws: `GitError` when it is not there or not a commit.
    public func commit(_ id: ObjectID) throws(GitError) -> CommitInfo {
        try pool.withHandle { handle throws(GitError) in try commit(id, with: handle) }
    }

    func commit(_ id: ObjectID, with handle: RepositoryHandle) throws(GitError) -> CommitInfo {
        let info = try handle.read(id, as: .commit, maximumBytes: limits.blobBytes) { CommitInfo(id: id, content: $0) }
        guard let info else { throw GitError(.corrupt, repository: pool.path, detail: "the commit \(id) is malformed") }
        return info
    }

    /// Commits from `start` back, newest first by commit time, at most `count` of them.
    ///
    /// With `firstParent` only the first parent of each commit is followed. At the boundary of a shallow clone the walk
    /// ends; `isShallow` tells that there may be more. Complexity: O(commits · log).
    ///
    /// - Throws: `GitError` when a commit cannot be read, or there are more than `RepositoryLimits.commits`.
    public func log(from start: ObjectID, count: Int = .max, firstParent: Bool = false) throws(GitError) -> [CommitInfo]
    {
        try pool.withHandle { handle throws(GitError) in
            var result: [CommitInfo] = []
            var seen: Set<ObjectID> = [start]
            var queue = CommitQueue()
            queue.push(try commit(start, with: handle))
            while result.count < count, let commit = queue.pop() {
                guard result.count < limits.commits else {
                    throw GitError(.limitExceeded(.commits, maximum: limits.commits), repository: pool.path)
                }
                result.append(commit)
                if shallowBoundary.contains(commit.id) { continue }
                for parent in commit.parents.prefix(firstParent ? 1 : .max) where seen.insert(parent).inserted {
                    queue.push(try self.commit(parent, with: handle))
                }
            }
            return result
        }
    }
}

/// Commits by time, newest first; of equal times the one that was pushed first.
private struct CommitQueue {
    private var heap: [(commit: CommitInfo, order: Int)] = []
    private var pushed = 0

    mutating func push(_ commit: CommitInfo) {
        heap.append((commit, pushed))
        pushed += 1
        var child = heap.count - 1
        while child > 0, precedes(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> CommitInfo? {
        guard !heap.isEmpty else { return nil }
        heap.swapAt(0, heap.count - 1)
        let top = heap.removeLast()
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(child, best) {
                best = child
            }
            if best == parent { return top.commit }
            heap.swapAt(parent, best)
            parent = best
        }
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (heap[left], heap[right])
        // Not by their negatives: the smallest time of a commit has none.
        return (second.commit.committer.seconds, first.order) < (first.commit.committer.seconds, second.order)
    }
}
