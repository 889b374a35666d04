import GitOpsManifest
import GitOpsRepository

/// Commits and what they follow, read as far as somebody asks.
///
/// Commits are numbers here. Valid only in the call of `Repository.withTreeReader` that its reader comes from.
final class CommitGraph {
    private let reader: TreeReader
    private let maximumCount: Int
    private let limitError: GitError
    /// The trailer that makes a commit a possible seal.
    private let sealTrailer: String?
    private var numbers: [ObjectID: Int] = [:]
    private(set) var nodes: [Node] = []
    /// How many more commits the search for common ancestors may visit, in all of its calls.
    var remainingVisits: Int
    /// What the search for common ancestors knows of each commit; empty sets between its calls.
    var marks: [Marks] = []

    /// One commit.
    struct Node {
        let id: ObjectID
        /// When it was committed, as it says.
        var time: Int64 = 0
        /// The parents that may be followed: none at the end of a shallow clone.
        var parents: [Int] = []
        /// Parents that a shallow clone left out.
        var cutParents: [ObjectID] = []
        var hasSealTrailer = false
        /// `nil` when it was not asked for.
        var state: State?
    }

    enum State {
        case present
        case missing(GitError)
    }

    init(reader: TreeReader, repository: Repository, sealTrailer: String?, maximumVisits: Int = .max) {
        self.reader = reader
        remainingVisits = maximumVisits
        self.sealTrailer = sealTrailer
        maximumCount = repository.limits.commits
        limitError = GitError(
            .limitExceeded(.commits, maximum: maximumCount), repository: repository.commonDirectory)
    }

    /// The number of a commit, which need not be there.
    func number(of id: ObjectID) throws(GitError) -> Int {
        if let known = numbers[id] { return known }
        guard nodes.count < maximumCount else { throw limitError }
        numbers[id] = nodes.count
        nodes.append(Node(id: id))
        return nodes.count - 1
    }

    /// Reads a commit if that was not done; `false` when it is not there.
    @discardableResult
    func load(_ number: Int) throws(GitError) -> Bool {
        switch nodes[number].state {
        case .present?: return true
        case .missing?: return false
        case nil: break
        }
        let id = nodes[number].id
        do throws(GitError) {
            let content = try reader.commitContent(id)
            guard let info = content.withUnsafeBytes({ CommitInfo(id: id, content: $0) }) else {
                throw GitError(.corrupt, repository: limitError.repository, detail: "the commit \(id) is malformed")
            }
            if reader.isBoundary(id) {
                nodes[number].cutParents = info.parents
            } else {
                var parents: [Int] = []
                for parent in info.parents { parents.append(try self.number(of: parent)) }
                nodes[number].parents = parents
            }
            nodes[number].time = info.committer.seconds
            nodes[number].hasSealTrailer =
                sealTrailer.map { !CommitTrailers(info.message).values($0).isEmpty } ?? false
            nodes[number].state = .present
            return true
        } catch {
            if case .limitExceeded(.commits, _) = error.problem { throw error }
            nodes[number].state = .missing(error)
            return false
        }
    }

    /// Why a commit is not there.
    func failure(of number: Int) -> GitError {
        if case .missing(let error)? = nodes[number].state { return error }
        return GitError(
            .missingObject(nodes[number].id), repository: limitError.repository,
            detail: "the clone is shallow and ends before it; deepen it with git fetch --unshallow")
    }

    // MARK: Ancestors

    /// Whether a commit is among others or their ancestors; `nil` when the history is cut off before that is known.
    ///
    /// Complexity: O(commits newer than it · log) where it is, else O(commits · log).
    func isReached(_ wanted: Int, from starts: [Int]) throws(GitError) -> Bool? {
        var seen: Set<Int> = []
        var queue = NewestFirst<Int>()
        var isComplete = true
        for start in starts where seen.insert(start).inserted {
            if try load(start) { queue.push(start, time: nodes[start].time) } else { isComplete = false }
        }
        while let number = queue.pop() {
            if number == wanted { return true }
            if !nodes[number].cutParents.isEmpty {
                if nodes[number].cutParents.contains(nodes[wanted].id) { return true }
                isComplete = false
            }
            for parent in nodes[number].parents where seen.insert(parent).inserted {
                if parent == wanted { return true }
                if try load(parent) { queue.push(parent, time: nodes[parent].time) } else { isComplete = false }
            }
        }
        return isComplete ? false : nil
    }
}
