import GitOpsManifest
public import GitOpsRepository

extension ResourceHistory {
    /// The first file of a commit that cannot be read from the repository, and why: it was left out of a partial clone, is
    /// not there, is kept in Git LFS and not here, or is damaged. `nil` when all of them can be read, but for those larger than allowed.
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
            for file in try Self.changedFiles(from: old, to: info.tree, of: repository) {
                guard let leaf = file.new, leaf.mode.isFile, options.filter.readsWithFolders(file.path) else {
                    continue
                }
                do throws(GitError) {
                    try repository.withResolvedContent(of: leaf.id) { _ in }
                } catch {
                    if case .limitExceeded = error.problem { continue }
                    return (file.path, error)
                }
            }
            return nil
        } catch {
            throw .git(error)
        }
    }
}
