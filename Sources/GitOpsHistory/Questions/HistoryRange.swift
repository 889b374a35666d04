package import GitOpsRepository

/// The commits that the end of a history reaches and a base does not.
package struct HistoryRange: Sendable {
    private let index: ResourceIndex
    private let isMeant: [Bool]

    /// Complexity: O(commits).
    ///
    /// - Throws: `HistoryError.notInHistory` when the history does not lead to the base.
    package init(_ history: ResourceHistory, since base: ObjectID) throws(HistoryError) {
        index = history.index
        guard let position = index.position(of: base) else { throw .notInHistory(base) }
        var isMeant = history.isReachable
        for (number, isOld) in index.ancestors(of: position).enumerated() where isOld { isMeant[number] = false }
        self.isMeant = isMeant
    }

    /// Whether a commit is one of them. Complexity: O(1) expected.
    package func contains(_ commit: ObjectID) -> Bool {
        index.position(of: commit).map { isMeant[Int($0)] } ?? false
    }
}
