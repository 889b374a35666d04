extension Repository {
    /// Writes the tree that edits make of a commit's, without a work tree, and returns its name.
    ///
    /// Only what the edits name changes: the result is compared with the commit's tree before it is returned. Nothing
    /// leads to the tree until a commit does. Complexity: O(entries of the folders with edits), not of the tree.
    ///
    /// - Parameters:
    ///   - edits: at most one for each path.
    ///   - commit: the commit whose tree is edited; `nil` begins with an empty one.
    /// - Throws: `GitError`: `unsafePath`, `conflictingEdits`, `noSuchFile` for the removal of what is not there, a
    ///   limit.
    public func writeTree(applying edits: [TreeEdit], onto commit: ObjectID?) throws(GitError) -> ObjectID {
        var root = EditedFolder()
        for edit in edits {
            guard root.add(try components(of: edit)[...], edit.change) else {
                throw GitError(
                    .conflictingEdits(path: edit.path), repository: pool.path, detail: "the path has two edits")
            }
        }
        return try pool.withHandle { handle throws(GitError) in
            let base: ObjectID? = if let commit { try self.commit(commit, with: handle).tree } else { nil }
            let writer = TreeWriter(handle: handle, limits: limits, repository: pool.path)
            // Git knows a tree without entries only at the root.
            let written = try writer.write(root, onto: base, path: "")
            let result = if let written { written } else { try handle.write([], as: .tree) }
            try check(result, against: base, edits: edits, with: handle)
            return result
        }
    }

    private func components(of edit: TreeEdit) throws(GitError) -> [[UInt8]] {
        let parts = edit.path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
        guard parts.count <= limits.depth else {
            throw GitError(.limitExceeded(.depth, maximum: limits.depth), repository: pool.path)
        }
        let isUnsafe = parts.contains { part in
            part.contains(0) || part.withUnsafeBytes { RawTree.isUnsafe($0) }
        }
        if isUnsafe { throw GitError(.unsafePath(edit.path), repository: pool.path) }
        return parts
    }

    /// Whether the edited paths hold what they are meant to, and no other path changed.
    private func check(
        _ tree: ObjectID, against base: ObjectID?, edits: [TreeEdit], with handle: RepositoryHandle
    ) throws(GitError) {
        var edited: Set<[UInt8]> = []
        for edit in edits {
            edited.insert(Array(edit.path.utf8))
            let place = try self.tree(edit.path, in: tree, with: handle)
            guard try edit.isDone(place, with: handle) else { throw wrong(edit.path) }
        }
        for change in try changes(from: base.map { .tree($0) }, to: .tree(tree), with: handle)
        where !edited.contains(Array(change.path.utf8)) {
            throw wrong(change.path)
        }
    }

    private func wrong(_ path: String) -> GitError {
        GitError(.notWritten, repository: pool.path, detail: "the new tree is not what was asked for at \(path)")
    }
}

extension TreeEdit {
    fileprivate func isDone(_ place: Repository.Place?, with handle: RepositoryHandle) throws(GitError) -> Bool {
        switch (change, place) {
        case (.remove, nil), (.remove, .tree?): true
        case (.write(let content, _), .entry(let entry)?):
            try handle.read(entry.id, as: .blob, maximumBytes: content.count) { $0.elementsEqual(content) }
        case (.place(let id, let mode), .entry(let entry)?): entry.id == id && entry.mode == mode
        default: false
        }
    }
}
