import GitOpsManifest
public import GitOpsRepository

extension ResourceHistory {
    /// The first file that a commit changed, to or from, that cannot be read from the repository, and why: it was left
    /// out of a partial clone, is not there, is kept in Git LFS and not here, or is damaged. `nil` when all of them can
    /// be read, but for those larger than allowed.
    ///
    /// Says what a gap with `missingFiles` comes from. Complexity: O(bytes of the files that the commit changed).
    ///
    /// - Parameter commit: the commit.
    /// - Throws: `HistoryError.git` when the commit or one of its trees cannot be read.
    public func unreadFile(of commit: ObjectID) throws(HistoryError) -> (path: String, error: GitError)? {
        do throws(GitError) {
            let info = try repository.commit(commit)
            let isBoundary = repository.shallowBoundary.contains(commit)
            let parent = isBoundary ? nil : info.parents.first
            let old = try parent.map { parent throws(GitError) in try repository.commit(parent).tree }
            let files = try Self.changedFiles(from: old, to: info.tree, of: repository)
            // What it changed to comes first: what it changed from is told of an older commit as well.
            for (path, leaf) in files.map({ ($0.path, $0.new) }) + files.map({ ($0.path, $0.old) }) {
                guard let leaf, leaf.mode.isFile, options.filter.readsWithFolders(path) else { continue }
                do throws(GitError) {
                    try repository.withResolvedContent(of: leaf.id) { _ in }
                } catch {
                    if case .limitExceeded = error.problem { continue }
                    return (path, error)
                }
            }
            return nil
        } catch {
            throw .git(error)
        }
    }
}
