import GitOpsRepository

/// A commit that is not in the index yet.
struct NewCommit: Sendable {
    let id: ObjectID
    let tree: ObjectID
    let parents: [ObjectID]
    let isBoundary: Bool
}

/// Finds the commits that lead to a commit and are not in an index, parents before children.
///
/// Depth first, along the first parents: commits of a branch stand one after the other.
struct CommitWalk {
    let index: ResourceIndex
    let mode: HistoryOptions.Mode
    let limit: Int

    /// Complexity: O(new commits).
    func commits(to head: ObjectID, _ reader: TreeReader, repository: Repository) throws(GitError) -> [NewCommit] {
        guard index.position(of: head) == nil else { return [] }
        var result: [NewCommit] = []
        var seen: Set<ObjectID> = [head]
        var stack = [(commit: try read(head, reader), next: 0)]
        while let top = stack.last {
            guard top.next < top.commit.parents.count else {
                result.append(top.commit)
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let parent = top.commit.parents[top.next]
            guard index.position(of: parent) == nil, seen.insert(parent).inserted else { continue }
            guard seen.count <= limit else {
                throw GitError(.limitExceeded(.commits, maximum: limit), repository: repository.commonDirectory)
            }
            stack.append((try read(parent, reader), 0))
        }
        return result
    }

    private func read(_ id: ObjectID, _ reader: TreeReader) throws(GitError) -> NewCommit {
        let (info, isBoundary) = try reader.commit(id)
        // A commit that names a parent twice has one all the same.
        var parents: [ObjectID] = []
        if !isBoundary {
            for parent in info.parents.prefix(mode == .full ? .max : 1) where !parents.contains(parent) {
                parents.append(parent)
            }
        }
        return NewCommit(id: id, tree: info.tree, parents: parents, isBoundary: isBoundary)
    }
}
