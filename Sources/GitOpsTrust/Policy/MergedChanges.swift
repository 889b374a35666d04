import GitOpsManifest
import GitOpsRepository

/// Which rules the change of a commit touches.
struct TouchedRules: Sendable {
    /// For each touched rule, by its place in the policy, the first file by its bytes and whose change it is.
    private(set) var rules: [Int: Touch] = [:]

    struct Touch: Sendable {
        var path: String
        /// Whether the commit itself made a change; `false` when it only brings what others committed.
        var isOwn: Bool
    }

    mutating func touch(_ rule: Int, path: String, isOwn: Bool) {
        guard let known = rules[rule] else {
            rules[rule] = Touch(path: path, isOwn: isOwn)
            return
        }
        // An own change needs more, so it is the one to be told of.
        if isOwn == known.isOwn ? path.utf8.lexicographicallyPrecedes(known.path.utf8) : isOwn {
            rules[rule] = Touch(path: path, isOwn: isOwn)
        }
    }
}

/// Compares commits with those they follow.
struct ChangeReader {
    let reader: TreeReader
    let rules: [PathRule]
    /// Whether a merge answers for what it brings as well, not only for what it changes itself.
    let countsMerged: Bool

    /// The rules that a commit touches.
    ///
    /// - Parameters:
    ///   - tree: the tree of the commit.
    ///   - parents: the trees of the commits it follows.
    ///   - bases: the trees of the common ancestors of these, for a merge.
    func touched(_ tree: ObjectID, parents: [ObjectID], bases: [ObjectID]) throws(GitError) -> TouchedRules {
        var touched = TouchedRules()
        guard parents.count > 1 else {
            try reader.changes(from: parents.first, to: tree) { path, _, _ in note(path, isOwn: true, &touched) }
            return touched
        }
        let merge = try MergedChanges(tree, parents: parents, bases: bases, reader: reader)
        for (path, isOwn) in merge.changes {
            if isOwn || countsMerged && merge.differsFromFirst(path) { note(path, isOwn: isOwn, &touched) }
        }
        return touched
    }

    private func note(_ path: String, isOwn: Bool, _ touched: inout TouchedRules) {
        for (number, rule) in rules.enumerated() where rule.matches(path) {
            touched.touch(number, path: path, isOwn: isOwn)
        }
    }
}

/// What a merge changes of itself: files that are not as the one side that changed them left them.
///
/// The combined diff of Git is not enough: a merge that takes an old file where the other side has a newer one looks like
/// one side there, and yet takes back a change. A file whose text was merged is counted as the merge's own change,
/// since whether a tool or a person merged it cannot be told.
struct MergedChanges {
    private typealias Leaf = TreeReader.Leaf
    private var parents: [[ExactText: Leaf?]] = []
    private var bases: [[ExactText: Leaf?]] = []
    private var merged: [ExactText: Leaf?] = [:]

    init(
        _ tree: ObjectID, parents parentTrees: [ObjectID], bases baseTrees: [ObjectID], reader: TreeReader
    ) throws(GitError) {
        for parent in parentTrees { parents.append(try differences(parent, tree, reader)) }
        // Without a common ancestor everything is new.
        if baseTrees.isEmpty { bases.append(try differences(nil, tree, reader)) }
        for base in baseTrees { bases.append(try differences(base, tree, reader)) }
    }

    private mutating func differences(
        _ old: ObjectID?, _ new: ObjectID, _ reader: TreeReader
    ) throws(GitError) -> [ExactText: Leaf?] {
        var result: [ExactText: Leaf?] = [:]
        var found: [ExactText: Leaf?] = [:]
        try reader.changes(from: old, to: new) { path, old, new in
            result.updateValue(old, forKey: ExactText(path))
            found.updateValue(new, forKey: ExactText(path))
        }
        merged.merge(found) { $1 }
        return result
    }

    /// The files that differ between the merge and one of its parents, and whether the difference is the merge's own.
    var changes: [(path: String, isOwn: Bool)] {
        Set(parents.flatMap(\.keys)).map { ($0.text, isOwn($0)) }
    }

    func differsFromFirst(_ path: String) -> Bool { parents.first?.keys.contains(ExactText(path)) ?? false }

    private func isOwn(_ path: ExactText) -> Bool {
        // Bytes that are no text were replaced: several files may stand behind one path.
        if path.text.unicodeScalars.contains("\u{FFFD}") { return true }
        let result = merged[path] ?? nil
        let sides = parents.map { $0[path] ?? result }
        return bases.contains { base in
            let before = base[path] ?? result
            let changed = sides.filter { $0 != before }
            guard let first = changed.first else { return result != before }
            return !changed.allSatisfy { $0 == first } || result != first
        }
    }
}
