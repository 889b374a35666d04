import GitOpsManifest
public import GitOpsRepository
public import GitOpsTrust

extension CommitPlan {
    /// Writes the tree and proves that it is the one that is wanted; no reference leads to it yet.
    ///
    /// The tree is read back: only the planned files differ from the base, each has the planned bytes and, told from
    /// its values, the documents that were intended; and after a rollback the selected resources are as in the target
    /// revision, and no other resource has another value than before.
    ///
    /// Complexity: O(planned files + entries of their folders), for a rollback also the difference to the target.
    ///
    /// - Throws: `CommitPlanError`: `nothingToChange`, `notAsIntended` and others.
    public func writeTree() throws(CommitPlanError) -> ObjectID {
        guard !files.isEmpty else { throw .nothingToChange }
        let edits = files.map { file in
            TreeEdit(path: file.path, change: file.new.map { .write($0, mode: file.mode) } ?? .remove)
        }
        let found: (tree: ObjectID, wrong: PlanMismatch?)
        do throws(GitError) {
            let tree = try repository.writeTree(applying: edits, onto: base)
            var wrong = try mismatch(of: tree)
            if wrong == nil { wrong = try selection?.mismatch(of: tree, self) }
            found = (tree, wrong)
        } catch {
            throw .git(error)
        }
        if let wrong = found.wrong { throw .notAsIntended(path: wrong.path, wrong.detail) }
        return found.tree
    }

    /// Writes the commit; no reference leads to it yet.
    ///
    /// - Parameters:
    ///   - message: the whole message.
    ///   - author: who wrote the change.
    ///   - committer: who makes the commit; the author unless told.
    ///   - key: the key to sign with; without one the commit is not signed.
    /// - Throws: `CommitPlanError`.
    public func writeCommit(
        message: String, author: CommitInfo.Signature, committer: CommitInfo.Signature? = nil,
        signedWith key: SSHPrivateKey? = nil
    ) throws(CommitPlanError) -> ObjectID {
        var draft = CommitDraft(
            tree: try writeTree(), parents: [base], author: author, committer: committer, message: message)
        if let key {
            do {
                draft.signature = try key.sign(draft.signedPayload)
            } catch {
                throw .notSigned("\(error)")
            }
        }
        do throws(GitError) {
            return try repository.write(draft)
        } catch {
            throw .git(error)
        }
    }

    /// Lets a branch lead to the commit, if it still leads to the base.
    ///
    /// - Parameters:
    ///   - reference: the full name, as in `refs/heads/main`.
    ///   - commit: what `writeCommit` returned.
    ///   - isNew: whether the branch is made now: it must not exist.
    ///   - reason: the line of the reference's log.
    /// - Throws: `CommitPlanError.git`, with `referenceMoved` when somebody else changed the branch meanwhile.
    public func move(
        _ reference: String, to commit: ObjectID, isNew: Bool = false, reason: String
    ) throws(CommitPlanError) {
        do throws(GitError) {
            try repository.setReference(reference, to: commit, expecting: isNew ? nil : base, reason: reason)
        } catch {
            throw .git(error)
        }
    }

    /// Lets a branch of a remote lead to the commit, if it still leads to the base.
    ///
    /// - Parameters:
    ///   - commit: what `writeCommit` returned.
    ///   - reference: the full name at the remote.
    ///   - isNew: whether the branch is made now: it must not exist there.
    ///   - url: the remote.
    ///   - transport: how it is reached.
    /// - Throws: `CommitPlanError.git`, with `referenceMoved` or `pushRejected` when somebody else was faster, or
    ///   `CancellationError` when the task is cancelled.
    public func push(
        _ commit: ObjectID, as reference: String, isNew: Bool = false, to url: RemoteURL,
        through transport: some RemoteTransport
    ) async throws {
        do {
            try await transport.push(
                ReferencePush(reference, to: commit, expecting: isNew ? nil : base), to: url, from: repository)
        } catch let error as GitError {
            throw CommitPlanError.git(error)
        }
    }

    // MARK: The proof

    /// What is not as planned; `nil` when all is.
    private func mismatch(of tree: ObjectID) throws(GitError) -> PlanMismatch? {
        let base = try repository.commit(base).tree
        let changed = try ResourceHistory.changedFiles(from: base, to: tree, of: repository)
        let planned = Set(files.map { ExactText($0.path) })
        if let other = changed.first(where: { !planned.contains(ExactText($0.path)) }) {
            return PlanMismatch(path: other.path, detail: "it was not to change")
        }
        let found = Dictionary(changed.map { (ExactText($0.path), $0) }) { first, _ in first }
        for file in files {
            if let detail = try mismatch(of: file, found[ExactText(file.path)]) {
                return PlanMismatch(path: file.path, detail: detail)
            }
        }
        return nil
    }

    private func mismatch(of file: PlannedFile, _ change: ChangedFile?) throws(GitError) -> String? {
        guard let change else { return "it did not change" }
        guard let new = file.new else { return change.new == nil ? nil : "it is still there" }
        guard let leaf = change.new, leaf.mode.isFile, change.old.map({ $0.mode == leaf.mode }) ?? true else {
            return "it has another mode"
        }
        let bytes = try repository.content(of: leaf.id)
        guard bytes == new else { return "it has other bytes" }
        let items = IntendedItem.items(of: bytes, reader: DocumentReader(options: options.reading))
        return items.map(\.intended) == intended[ExactText(file.path)] ? nil : "its documents are others"
    }
}

/// Where a tree is not what was planned, and how.
struct PlanMismatch {
    let path: String
    let detail: String
}
