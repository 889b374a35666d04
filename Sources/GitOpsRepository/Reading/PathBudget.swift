/// How many bytes the paths of listings and comparisons may take that are held at once; shared by the threads that
/// make them.
package final class PathBudget: Sendable {
    private let budget: ByteBudget
    private let repository: String
    /// What is kept with a path: names of contents, modes, and what an allocator adds.
    static let bytesOfEntry = 128

    init(_ limits: RepositoryLimits, repository: String) {
        budget = ByteBudget(limits.pathBytes)
        self.repository = repository
    }

    /// Counts a path of some bytes.
    ///
    /// - Throws: `GitError` with the limit when there is no room for it.
    func take(_ byteCount: Int) throws(GitError) {
        let (bytes, overflows) = byteCount.addingReportingOverflow(Self.bytesOfEntry)
        guard !overflows, budget.takes(bytes) else {
            throw GitError(.limitExceeded(.pathBytes, maximum: budget.maximum), repository: repository)
        }
    }
}

extension Repository {
    /// Room for the paths of comparisons whose results are held together.
    package func pathBudget() -> PathBudget { PathBudget(limits, repository: pool.path) }
}
