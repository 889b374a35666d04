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
            var queue = NewestFirst<CommitInfo>()
            let first = try commit(start, with: handle)
            queue.push(first, time: first.committer.seconds)
            while result.count < count, let commit = queue.pop() {
                guard result.count < limits.commits else {
                    throw GitError(.limitExceeded(.commits, maximum: limits.commits), repository: pool.path)
                }
                result.append(commit)
                if shallowBoundary.contains(commit.id) { continue }
                for parent in commit.parents.prefix(firstParent ? 1 : .max) where seen.insert(parent).inserted {
                    let older = try self.commit(parent, with: handle)
                    queue.push(older, time: older.committer.seconds)
                }
            }
            return result
        }
    }
}
