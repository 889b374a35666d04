/// Lines of a file that one commit wrote.
public struct BlamedLines: Sendable, Hashable {
    /// The lines, counted from 1, as they stand in the file that was asked about.
    public let lines: ClosedRange<Int>
    /// The commit that wrote them as they are. At the end of a shallow clone, the oldest commit that is there.
    public let commit: CommitInfo
}

extension Repository {
    /// Who wrote lines of a file as it stands at a commit, in the order of the lines; those behind the end of the file
    /// are left out. Works without a checkout, in bare repositories too. Renames are followed, moves of lines are not.
    ///
    /// Slow on long histories: every commit that is not known to have the same file is compared with its parents, until
    /// each line has found its origin. Ask only for the lines that are shown, and for those of a file at once.
    ///
    /// Complexity: O(commits since the oldest of these lines · size of their differences).
    ///
    /// - Parameters:
    ///   - path: the file, from the root of the tree.
    ///   - lines: the lines, counted from 1.
    ///   - commit: the commit at which the file is looked at.
    ///
    /// - Throws: `GitError` when the commit has no such file, or it is larger than `RepositoryLimits.blobBytes`.
    public func blame(
        _ path: String, lines: ClosedRange<Int>, at commit: ObjectID
    ) throws(GitError) -> [BlamedLines] {
        guard let entry = try files(at: commit, under: path).first(where: { $0.path == path }), entry.mode.isFile else {
            throw GitError(
                .unknownRevision("\(commit):\(path)"), repository: pool.path, detail: "there is no such file")
        }
        let count = try withContent(of: entry.id) { bytes in
            bytes.reduce(bytes.last == UInt8(ascii: "\n") ? 0 : 1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        }
        let (first, last) = (max(1, lines.lowerBound), min(count, lines.upperBound))
        guard first <= last else { return [] }
        let found = try pool.withHandle { handle throws(GitError) in
            try handle.blame(path, lines: first...last, at: commit)
        }
        var result: [BlamedLines] = []
        for part in found {
            let (start, end) = (max(first, part.lines.lowerBound), min(last, part.lines.upperBound))
            guard start <= end else { continue }
            result.append(BlamedLines(lines: start...end, commit: try self.commit(part.commit)))
        }
        return result
    }
}
