import GitOpsManifest
import GitOpsSchema

extension Ownership {
    /// The merged object without the fields of the set `last` that nobody owns now.
    ///
    /// Source: structured-merge-diff `merge/update.go`, `prune`, `addBackOwnedItems`, `addBackDanglingItems`.
    mutating func prune(_ merged: Document, lastVersion: String) throws(ServerSideApplyError) -> Document {
        walk.insertFields(merged.storage, merged.root.index, resource.type, FieldTrie.root, Scratch.merged)
        nameFields(FieldTrie.root, resource.type)

        // Everything that was applied goes, …
        var pruned = try removing(from: merged) { node in Self.has(node, Scratch.last) }
        // … what somebody owns comes back, …
        var versions = [lastVersion]
        for owner in owners where !versions.contains(owner.head.apiVersion) { versions.append(owner.head.apiVersion) }
        for version in versions {
            let sets = owners.reduce(0) { $0 | ($1.head.apiVersion == version ? $1.bit : 0) }
            if sets == 0 { continue }
            notePruned(pruned)
            pruned = try removing(from: merged) { node in
                Self.has(node, Scratch.merged) && !Self.has(node, Scratch.pruned) && !Self.has(node, sets)
            }
        }
        // … and so does what went with it without having been applied.
        notePruned(pruned)
        pruned = try removing(from: merged) { node in
            Self.has(node, Scratch.merged) && !Self.has(node, Scratch.pruned) && Self.has(node, Scratch.last)
        }
        walk.trie.mapMembers { _, node in
            node.members & ~(Scratch.merged | Scratch.pruned | Scratch.removal | Scratch.last)
        }
        return pruned
    }

    /// Whether a set has a path, or has one under a member that the schema names.
    ///
    /// Source: `fieldpath/set.go`, `EnsureNamedFieldsAreMembers`.
    private static func has(_ node: FieldTrie.Node, _ set: UInt64) -> Bool {
        node.members & set != 0 || node.isNamed && node.below & set != 0
    }

    private mutating func removing(
        from object: Document, _ isRemoved: (FieldTrie.Node) -> Bool
    ) throws(ServerSideApplyError) -> Document {
        walk.trie.mapMembers { _, node in
            isRemoved(node) ? node.members | Scratch.removal : node.members & ~Scratch.removal
        }
        if walk.trie.isEmpty(Scratch.removal) { return object }
        var builder = DocumentBuilder()
        walk.writeWithout(
            Scratch.removal, object.storage, object.root.index, resource.type, FieldTrie.root, to: &builder)
        return try builder.finished()
    }

    private mutating func notePruned(_ object: Document) {
        walk.trie.mapMembers { _, node in node.members & ~Scratch.pruned }
        walk.insertFields(object.storage, object.root.index, resource.type, FieldTrie.root, Scratch.pruned)
    }

    /// Marks the members that the schema names.
    private mutating func nameFields(_ path: FieldTrie.Index, _ type: TypeRef) {
        var child = walk.trie[path].firstChild
        while child != FieldTrie.none {
            if let childType = walk.trie.childType(child, of: type) {
                walk.trie[child].isNamed = walk.trie.field(child, of: type) != nil
                nameFields(child, childType)
            }
            child = walk.trie[child].next
        }
    }
}
