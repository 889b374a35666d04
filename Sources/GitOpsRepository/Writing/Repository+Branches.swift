extension Repository {
    /// The full name of the branch that `HEAD` leads to, as in `refs/heads/main`; `nil` when it leads to a commit.
    ///
    /// - Throws: `GitError` when the repository cannot be opened again.
    public func headBranch() throws(GitError) -> String? {
        try pool.withHandle { handle throws(GitError) in handle.symbolicTarget(of: "HEAD") }
    }

    /// The full name of a branch, as in `refs/heads/main`, by its full or short name; `nil` for what no branch may be
    /// called.
    ///
    /// Source: `git check-ref-format --branch`.
    public static func branchName(_ name: String) -> String? {
        let prefix = "refs/heads/"
        let short = name.utf8.starts(with: prefix.utf8) ? String(name.dropFirst(prefix.count)) : name
        // `@` alone means HEAD.
        guard !short.utf8.starts(with: "refs/".utf8), !short.utf8.contains(0), !short.utf8.elementsEqual("@".utf8),
            RepositoryHandle.isBranchName(short)
        else { return nil }
        return prefix + short
    }

    /// What a reference leads to; `nil` when there is none of that name.
    ///
    /// - Parameter name: the full name, as in `refs/heads/main`.
    /// - Throws: `GitError`: `invalidReference` and others.
    public func reference(_ name: String) throws(GitError) -> ObjectID? {
        guard !name.utf8.contains(0) else { throw GitError(.invalidReference(name), repository: pool.path) }
        return try pool.withHandle { handle throws(GitError) in try handle.target(of: name) }
    }

    /// Whether a branch is checked out in a work tree, also in a linked one: when it moves, the files there are no
    /// longer those of the branch.
    ///
    /// - Parameter name: the full name, as in `refs/heads/main`.
    /// - Throws: `GitError` when the repository cannot be read.
    public func isCheckedOut(_ name: String) throws(GitError) -> Bool {
        guard !name.utf8.contains(0) else { throw GitError(.invalidReference(name), repository: pool.path) }
        return try pool.withHandle { handle throws(GitError) in try handle.isCheckedOut(name) }
    }

    /// Who makes commits here now, as `user.name` and `user.email` of Git's configuration say; `nil` when they do not.
    ///
    /// - Throws: `GitError` when the repository cannot be opened again.
    public func configuredPerson() throws(GitError) -> CommitInfo.Signature? {
        try pool.withHandle { handle throws(GitError) in handle.configuredPerson }
    }
}
