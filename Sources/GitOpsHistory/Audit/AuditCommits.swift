import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// A commit of an audit trail, and what became of its signature.
struct AuditCommit: Sendable {
    let info: CommitInfo
    /// `nil` when two readers could take the commit apart differently: nobody signed that.
    let signature: SignatureVerification?
}

/// Reads the commits of an audit trail, several threads at once.
struct AuditCommitReader: Sendable {
    let repository: Repository
    let verifier: SignatureVerifier
    let firstSeen: [ObjectID: Int64]

    /// Opening the packs anew is not worth the while for fewer.
    private static let fewCommits = 64

    /// Commits in the order of their names as given. Complexity: O(bytes of the commits), and a verification for each.
    func read(
        _ ids: [ObjectID], threads: Int, progress: (any ProgressObserver)?
    ) throws(GitError) -> [AuditCommit] {
        let readsPacks = ids.count > Self.fewCommits
        let threads = readsPacks ? ParallelWork.threadCount(threads) : 1
        let chunks = ParallelWork.chunks(ids.count, parts: threads) { _ in 1 }
        let parts = ParallelWork.map(
            chunks, threads: threads, progress: progress, phase: "verifying", isCancelled: { false }
        ) { range in
            Result { () throws(GitError) in
                try repository.withTreeReader(readsPacks: readsPacks) { reader throws(GitError) in
                    var commits: [AuditCommit] = []
                    for id in ids[range] { commits.append(try read(id, reader)) }
                    return commits
                }
            }
        }
        var commits: [AuditCommit] = []
        for part in parts { if let part { commits += try part.get() } }
        return commits
    }

    private func read(_ id: ObjectID, _ reader: TreeReader) throws(GitError) -> AuditCommit {
        let info = try reader.commit(id).info
        let content = try reader.commitContent(id)
        let object = try? SignedObject(content, kind: .commit)
        return AuditCommit(info: info, signature: object.map { verifier.verify($0, at: firstSeen[id]) })
    }
}
