import GitOpsManifest
import GitOpsRepository

/// The files that differ between a commit and one of its parents.
struct TreeDifference: Sendable {
    /// Position of the commit among the new ones.
    let commit: Int
    /// Number of the parent, 0 when there is none.
    let parent: Int
    let oldTree: ObjectID?
    let newTree: ObjectID
    var files: [ChangedFile] = []
}

/// A file, link or submodule on both sides.
struct ChangedFile: Sendable {
    let path: String
    let old: TreeReader.Leaf?
    let new: TreeReader.Leaf?
}

extension Repository {
    /// Fills in the files of many differences, the newest first, which is the order of packs.
    ///
    /// - Throws: `GitError` of the first difference that cannot be made, or for which there is no room.
    func fill(
        _ differences: [TreeDifference], threads: Int, progress: (any ProgressObserver)?,
        isCancelled: @Sendable () -> Bool
    ) throws(GitError) -> [TreeDifference] {
        // The files of all of them are held together.
        let paths = pathBudget()
        let chunks = ParallelWork.chunks(differences.count, parts: threads) { _ in 1 }
        let results = ParallelWork.map(
            chunks, threads: threads, progress: progress, phase: "comparing trees", isCancelled: isCancelled
        ) { range -> Result<[TreeDifference], GitError> in
            Result { () throws(GitError) in
                try withTreeReader(readsPacks: differences.count > 64) { reader throws(GitError) in
                    reader.sharedPaths = paths
                    var filled = Array(differences[range])
                    for position in filled.indices.reversed() {
                        var files: [ChangedFile] = []
                        try reader.changes(from: filled[position].oldTree, to: filled[position].newTree) {
                            files.append(ChangedFile(path: $0, old: $1, new: $2))
                        }
                        filled[position].files = files
                    }
                    return filled
                }
            }
        }
        var all: [TreeDifference] = []
        for result in results { if let result { all += try result.get() } }
        return all
    }
}
