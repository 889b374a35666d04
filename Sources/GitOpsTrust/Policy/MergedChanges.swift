import GitOpsManifest
import GitOpsRepository

/// Compares commits with those they follow.
struct ChangeReader {
    let reader: TreeReader
    let rules: [PathRule]
    /// Whether a merge answers for what it brings as well, not only for what it changes itself.
    let countsMerged: Bool

    /// A commit that another follows, by its tree.
    struct Parent {
        let tree: ObjectID
        /// The trees of the common ancestors that it has with the first parent; none for the first parent itself.
        let bases: [ObjectID]
        /// Whether it may vouch for files: it is no ancestor of the first parent, and has one in common with it.
        let vouches: Bool
    }

    /// The rules that a commit with a tree touches.
    func touched(_ tree: ObjectID, parents: [Parent]) throws(GitError) -> TouchedRules {
        var touched = TouchedRules()
        guard parents.count > 1 else {
            try reader.changes(from: parents.first?.tree, to: tree) { path, old, new in
                note(path, isLink: Self.isLink(old) || Self.isLink(new), .own, &touched)
            }
            return touched
        }
        let merge = try MergedChanges(tree, parents: parents, reader: reader)
        for (path, isOwn) in merge.changes {
            let isLink = merge.states(of: path).contains(where: Self.isLink)
            if isOwn {
                note(path.text, isLink: isLink, .own, &touched)
            } else if countsMerged, merge.differsFromFirst(path) {
                note(path.text, isLink: isLink, .brought(by: merge.vouchingParents(for: path)), &touched)
            }
        }
        return touched
    }

    private static func isLink(_ leaf: TreeReader.Leaf?) -> Bool {
        leaf?.mode == .symbolicLink || leaf?.mode == .submodule
    }

    private func note(_ path: String, isLink: Bool, _ change: TouchedRules.Change, _ touched: inout TouchedRules) {
        for (number, rule) in rules.enumerated() where rule.matches(path, isLink: isLink) {
            touched.touch(number, path: path, change)
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
    /// By their trees.
    private var bases: [ObjectID?: [ExactText: Leaf?]] = [:]
    private var merged: [ExactText: Leaf?] = [:]
    private let sides: [ChangeReader.Parent]

    init(_ tree: ObjectID, parents sides: [ChangeReader.Parent], reader: TreeReader) throws(GitError) {
        self.sides = sides
        for side in sides { parents.append(try differences(side.tree, tree, reader)) }
        var trees: [ObjectID?] = sides.flatMap(\.bases)
        // Without a common ancestor everything is new.
        if trees.isEmpty { trees = [nil] }
        for base in trees where bases[base] == nil { bases[base] = try differences(base, tree, reader) }
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
    var changes: [(path: ExactText, isOwn: Bool)] {
        Set(parents.flatMap(\.keys)).map { ($0, isOwn($0)) }
    }

    func differsFromFirst(_ path: ExactText) -> Bool { parents.first?.keys.contains(path) ?? false }

    /// What stands at a path in the merge and its parents.
    func states(of path: ExactText) -> [TreeReader.Leaf?] {
        let result = merged[path] ?? nil
        return [result] + parents.map { $0[path] ?? result }
    }

    /// The parents that made a change: the file is as they have it, and was another when they parted from the first.
    ///
    /// A parent that only has the file has not approved of anything: whoever merges may name any old commit.
    func vouchingParents(for path: ExactText) -> [Int] {
        sides.indices.dropFirst().filter { index in
            sides[index].vouches && parents[index][path] == nil
                && sides[index].bases.allSatisfy { bases[$0]?.keys.contains(path) ?? false }
        }
    }

    private func isOwn(_ path: ExactText) -> Bool {
        // Bytes that are no text were replaced: several files may stand behind one path.
        if path.text.unicodeScalars.contains("\u{FFFD}") { return true }
        let result = merged[path] ?? nil
        let sides = parents.map { $0[path] ?? result }
        return bases.values.contains { base in
            let before = base[path] ?? result
            let changed = sides.filter { $0 != before }
            guard let first = changed.first else { return result != before }
            return !changed.allSatisfy { $0 == first } || result != first
        }
    }
}
