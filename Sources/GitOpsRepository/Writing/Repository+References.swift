extension Repository {
    /// Writes a commit and returns its name. No reference leads to it yet.
    ///
    /// - Throws: `GitError`: `invalidCommit` when a commit cannot hold the draft, `missingObject` or `wrongType` for
    ///   its tree or parents.
    public func write(_ draft: CommitDraft) throws(GitError) -> ObjectID {
        if let defect = draft.defect { throw GitError(.invalidCommit, repository: pool.path, detail: defect) }
        return try pool.withHandle { handle throws(GitError) in
            try require(draft.tree, .tree, with: handle)
            for parent in draft.parents { try require(parent, .commit, with: handle) }
            return try handle.write(draft.content, as: .commit)
        }
    }

    /// Lets a reference lead to a commit, if it still leads where the change began.
    ///
    /// The comparison and the change are one step, under Git's own lock of the reference.
    ///
    /// - Parameters:
    ///   - name: the full name, as in `refs/heads/main`.
    ///   - id: the commit.
    ///   - expected: where the reference leads now; `nil` when there is none of that name.
    ///   - reason: the line of the reference's log.
    /// - Throws: `GitError`: `referenceMoved` when somebody else changed it meanwhile, `invalidReference`,
    ///   `notWritten`.
    public func setReference(
        _ name: String, to id: ObjectID, expecting expected: ObjectID?, reason: String
    ) throws(GitError) {
        guard name.hasPrefix("refs/"), !name.utf8.contains(0) else {
            throw GitError(.invalidReference(name), repository: pool.path)
        }
        try pool.withHandle { handle throws(GitError) in
            try require(id, .commit, with: handle)
            try handle.setReference(name, to: id, expecting: expected, reason: reason)
        }
    }

    private func require(
        _ id: ObjectID, _ type: RepositoryHandle.ObjectType, with handle: RepositoryHandle
    ) throws(GitError) {
        guard try handle.header(id).type == type else {
            throw GitError(.wrongType(id, expected: type.name), repository: pool.path)
        }
    }
}
