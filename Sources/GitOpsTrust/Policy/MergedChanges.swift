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

    /// How much matching of paths one commit may cost.
    let maximumSteps: Int

    /// The rules that a commit with a tree touches; `nil` when telling them would cost too much.
    func touched(_ tree: ObjectID, parents: [Parent]) throws(GitError) -> TouchedRules? {
        var touched = TouchedRules()
        var matcher = PathMatcher(rules, maximumSteps: maximumSteps)
        var links = LinkRules(reader: reader, rules: rules, maximumSteps: maximumSteps)
        func note(_ path: [UInt8], _ leaves: [PlacedLeaf], _ change: TouchedRules.Change) {
            let kinds = leaves.map { $0.leaf.mode }
            var kind = PathMatcher.Kind.file
            if kinds.contains(.symbolicLink) { kind = .link }
            if kinds.contains(.submodule) { kind = .opaque }
            for leaf in leaves where kind == .link && leaf.leaf.mode == .symbolicLink {
                guard let found = links.rules(behind: path, leaf.leaf.id, in: leaf.tree) else {
                    kind = .opaque
                    break
                }
                for rule in found { touched.touch(rule, path: path, change) }
            }
            for rule in matcher.rules(for: path, as: kind) { touched.touch(rule, path: path, change) }
        }
        guard parents.count > 1 else {
            let old = parents.first?.tree
            // Links are looked at when the walk over the trees is done.
            var others: [(path: [UInt8], leaves: [PlacedLeaf])] = []
            try reader.changedLeaves(from: old, to: tree) { path, before, after in
                let leaves = [PlacedLeaf(before, in: old), PlacedLeaf(after, in: tree)].compactMap { $0 }
                if leaves.allSatisfy({ $0.leaf.mode.isFile }) {
                    note(path, leaves, .own)
                } else {
                    others.append((path, leaves))
                }
            }
            for other in others { note(other.path, other.leaves, .own) }
            return matcher.isExhausted ? nil : touched
        }
        let merge = try MergedChanges(tree, parents: parents, reader: reader)
        let trees = [tree] + parents.map(\.tree)
        for (path, isOwn) in merge.changes {
            let leaves = zip(merge.states(of: path), trees).compactMap { PlacedLeaf($0, in: $1) }
            if isOwn {
                note(path, leaves, .own)
            } else if countsMerged, merge.differsFromFirst(path) {
                note(path, leaves, .brought(by: merge.vouchingParents(for: path)))
            }
        }
        return matcher.isExhausted ? nil : touched
    }

    /// What stands at a path in one of the trees that are compared.
    private struct PlacedLeaf {
        let leaf: TreeReader.Leaf
        let tree: ObjectID

        init?(_ leaf: TreeReader.Leaf?, in tree: ObjectID?) {
            guard let leaf, let tree else { return nil }
            (self.leaf, self.tree) = (leaf, tree)
        }
    }
}

/// What a merge changes of itself: files that are not as the one side that changed them left them.
///
/// The combined diff of Git is not enough: a merge that takes an old file where the other side has a newer one looks
/// like one side there, and yet takes back a change. A file whose text was merged is counted as the merge's own change,
/// since whether a tool or a person merged it cannot be told.
struct MergedChanges {
    private typealias Leaf = TreeReader.Leaf
    /// Paths by their bytes, so that no name hides another.
    typealias Path = [UInt8]
    private var parents: [[Path: Leaf?]] = []
    /// By their trees.
    private var bases: [ObjectID?: [Path: Leaf?]] = [:]
    private var merged: [Path: Leaf?] = [:]
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
    ) throws(GitError) -> [Path: Leaf?] {
        var result: [Path: Leaf?] = [:]
        var found: [Path: Leaf?] = [:]
        try reader.changedLeaves(from: old, to: new) { path, old, new in
            result.updateValue(old, forKey: path)
            found.updateValue(new, forKey: path)
        }
        merged.merge(found) { $1 }
        return result
    }

    /// The files that differ between the merge and one of its parents, in the order of their bytes, and whether the
    /// difference is the merge's own.
    var changes: [(path: Path, isOwn: Bool)] {
        Set(parents.flatMap(\.keys)).sorted { $0.lexicographicallyPrecedes($1) }.map { ($0, isOwn($0)) }
    }

    func differsFromFirst(_ path: Path) -> Bool { parents.first?.keys.contains(path) ?? false }

    /// What stands at a path in the merge and its parents.
    func states(of path: Path) -> [TreeReader.Leaf?] {
        let result = merged[path] ?? nil
        return [result] + parents.map { $0[path] ?? result }
    }

    /// The parents that made a change: the file is as they have it, and was another when they parted from the first.
    ///
    /// A parent that only has the file has not approved of anything: whoever merges may name any old commit.
    func vouchingParents(for path: Path) -> [Int] {
        sides.indices.dropFirst().filter { index in
            sides[index].vouches && parents[index][path] == nil
                && sides[index].bases.allSatisfy { bases[$0]?.keys.contains(path) ?? false }
        }
    }

    private func isOwn(_ path: Path) -> Bool {
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
