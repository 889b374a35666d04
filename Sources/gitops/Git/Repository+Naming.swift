import GitOpsRepository

extension Repository {
    /// The commit that a revision expression names, as Git takes it, with a warning when the name has several meanings.
    func commit(named revision: String) throws(GitError) -> ObjectID {
        try warnOfAmbiguities(in: revision)
        return try resolve(revision)
    }

    /// The two sides of a range, as Git takes their names, with a warning when one has several meanings.
    func range(named text: String) throws(GitError) -> RevisionRange {
        try warnOfAmbiguities(in: text)
        return try resolveRange(text)
    }

    private func warnOfAmbiguities(in text: String) throws(GitError) {
        for ambiguity in try ambiguities(in: text) {
            Terminal.warn("gitops: warning: \(ambiguity); taken as \(ambiguity.references.first ?? ambiguity.name)")
        }
    }
}
