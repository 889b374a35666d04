/// Two commits between which changes are looked for.
public struct RevisionRange: Sendable, Hashable {
    /// The older side.
    public let base: ObjectID
    /// The newer side.
    public let head: ObjectID

    /// A range of two commits.
    public init(base: ObjectID, head: ObjectID) {
        self.base = base
        self.head = head
    }
}

extension Repository {
    /// The commit that a revision expression names (gitrevisions(7)): `HEAD~3`, a branch, a tag, an abbreviated id.
    ///
    /// - Throws: `GitError.Problem.unknownRevision` and others.
    public func resolve(_ revision: String) throws(GitError) -> ObjectID {
        try pool.withHandle { handle throws(GitError) in
            do throws(GitError) {
                let object = try handle.object(named: revision)
                return try handle.commit(peeling: object.id, expression: revision)
            } catch {
                guard isShallow, case .unknownRevision = error.problem, let end = shallowBoundary.min() else {
                    throw error
                }
                throw GitError(
                    error.problem, repository: error.repository,
                    detail: "the clone is shallow and ends at \(end.abbreviated); deepen it with git fetch --unshallow")
            }
        }
    }

    /// The two sides of `A..B`, or of `A...B`, whose base is the best common ancestor; a missing side is `HEAD`.
    ///
    /// - Throws: `GitError`; `invalidRevision` when the text has no `..`, `unrelatedHistories` when the sides have no common
    ///   ancestor.
    public func resolveRange(_ text: String) throws(GitError) -> RevisionRange {
        guard let (left, right, isSymmetric) = Self.splitRange(text) else {
            throw GitError(.invalidRevision(text), repository: pool.path, detail: "a range is written A..B")
        }
        let base = try resolve(left.isEmpty ? "HEAD" : left)
        let head = try resolve(right.isEmpty ? "HEAD" : right)
        guard isSymmetric else { return RevisionRange(base: base, head: head) }
        guard let ancestor = try pool.withHandle({ handle throws(GitError) in try handle.mergeBase(base, head) }) else {
            throw GitError(.unrelatedHistories(text), repository: pool.path)
        }
        return RevisionRange(base: ancestor, head: head)
    }

    static func splitRange(_ text: String) -> (String, String, Bool)? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 2 else { return nil }
        for index in 0..<bytes.count - 1 where bytes[index] == 0x2E && bytes[index + 1] == 0x2E {
            let isSymmetric = index + 2 < bytes.count && bytes[index + 2] == 0x2E
            let left = String(decoding: bytes[..<index], as: UTF8.self)
            let right = String(decoding: bytes[(index + (isSymmetric ? 3 : 2))...], as: UTF8.self)
            return (left, right, isSymmetric)
        }
        return nil
    }
}
