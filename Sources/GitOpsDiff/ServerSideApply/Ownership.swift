import GitOpsManifest
import GitOpsSchema

/// The managers of one object and what each owns, on the trie of one operation.
///
/// Source: structured-merge-diff v6 `merge/update.go`, apimachinery `pkg/util/managedfields/internal`.
struct Ownership: ~Copyable {
    /// A manager, its bit in the masks of the trie, and whether its fields are still those of the live object.
    struct Owner {
        var head: ManagedFieldsHead
        let bit: UInt64
        var isChanged = false
    }

    /// Bits of sets that are no manager's.
    enum Scratch {
        static let added: UInt64 = 1 << 63
        static let modified: UInt64 = 1 << 62
        static let removed: UInt64 = 1 << 61
        static let applied: UInt64 = 1 << 60
        static let merged: UInt64 = 1 << 59
        static let pruned: UInt64 = 1 << 58
        static let removal: UInt64 = 1 << 57
        static let last: UInt64 = 1 << 56
        /// Fields that client-side apply leaves to server-side apply.
        static let allowed: UInt64 = 1 << 55
        static let managers: UInt64 = allowed - 1
    }

    static let maximumOwners = 55
    static let changes = ChangeSets(added: Scratch.added, modified: Scratch.modified, removed: Scratch.removed)

    var walk: OwnershipWalk
    var owners: [Owner] = []
    let resource: AppliedResource

    init(_ resource: AppliedResource, capacity: Int) {
        self.resource = resource
        walk = OwnershipWalk(capacity: capacity, definition: resource.definition)
    }

    // MARK: Owners

    /// Reads the entries of an object; of several entries of one manager the last counts.
    mutating func load(_ object: Node) throws(ManagedFieldsError) {
        var parser = ElementParser()
        for (index, head) in try ManagedFieldsHead.heads(of: object).enumerated() {
            var bit = UInt64(1) << UInt64(owners.count)
            if let earlier = owners.firstIndex(where: { $0.head.isSameManager(as: head) }) {
                bit = owners[earlier].bit
                owners[earlier].head = head
                walk.trie.mapMembers { _, node in node.members & ~bit }
            } else {
                guard owners.count < Self.maximumOwners - 2 else {
                    throw ManagedFieldsError(entry: index, problem: .tooMany(maximum: Self.maximumOwners - 2))
                }
                owners.append(Owner(head: head, bit: bit))
            }
            guard let fields = head.fields else { continue }
            do throws(FieldSetError) {
                try walk.trie.load(object.storage, fields, bit, &parser)
            } catch {
                throw ManagedFieldsError(entry: index, problem: .fields(error))
            }
        }
    }

    /// The owner with an identity, made when it is not there.
    mutating func owner(_ head: ManagedFieldsHead) -> Int {
        if let index = owners.firstIndex(where: { $0.head.isSameManager(as: head) }) { return index }
        let used = owners.reduce(0) { $0 | $1.bit }
        let bit = UInt64(1) << UInt64((~used).trailingZeroBitCount)
        owners.append(Owner(head: head, bit: bit, isChanged: true))
        return owners.count - 1
    }

    /// Drops managers whose version the schema no longer serves.
    ///
    /// Source: `merge/update.go`, `IsMissingVersionError`.
    mutating func dropUnservedVersions() {
        let dropped = owners.reduce(0) { $0 | (resource.serves($1.head.apiVersion) ? 0 : $1.bit) }
        guard dropped != 0 else { return }
        owners.removeAll { $0.bit & dropped != 0 }
        walk.trie.mapMembers { _, node in node.members & ~dropped }
    }

    /// Marks managers whose sets no longer are what the live object says.
    mutating func markChanged(_ bits: UInt64) {
        guard bits != 0 else { return }
        for index in owners.indices where owners[index].bit & bits != 0 { owners[index].isChanged = true }
    }

    // MARK: Changes of the schema

    /// Owners of parts of what the schema now calls atomic own the whole.
    ///
    /// Source: `typed/reconcile_schema.go`.
    mutating func reconcileWithSchema() {
        var wholes: [(index: FieldTrie.Index, sets: UInt64)] = []
        findWholes(FieldTrie.root, resource.type, &wholes)
        guard !wholes.isEmpty else { return }
        for whole in wholes {
            walk.trie.remove(whole.sets, under: [whole.index], andRoots: false)
            walk.trie.insert(whole.index, whole.sets)
            markChanged(whole.sets)
        }
    }

    private func findWholes(
        _ path: FieldTrie.Index, _ type: TypeRef, _ wholes: inout [(index: FieldTrie.Index, sets: UInt64)]
    ) {
        let owned = walk.trie[path].below & Scratch.managers
        guard owned != 0 else { return }
        switch type.kind {
        case .scalar, .untyped, .builtIn: return
        case .map where type.value.kind == .untyped: return
        case .object where type.fields.isEmpty && type.preservesUnknownFields: return
        case .list where type.listKind == .atomic, .map where type.isAtomic, .object where type.isAtomic:
            if path != FieldTrie.root { wholes.append((path, owned)) }
            return
        case .list, .map, .object: break
        }
        var child = walk.trie[path].firstChild
        while child != FieldTrie.none {
            if let childType = walk.trie.childType(child, of: type) { findWholes(child, childType, &wholes) }
            child = walk.trie[child].next
        }
    }

    // MARK: Fields that nobody may own

    /// Takes what a write does not reach out of sets.
    mutating func removeResetFields(from sets: UInt64) {
        var roots: [FieldTrie.Index] = []
        for path in resource.resetPaths {
            if let index = walk.trie.existing(path), (walk.trie[index].members | walk.trie[index].below) & sets != 0 {
                roots.append(index)
            }
        }
        if !roots.isEmpty { walk.trie.remove(sets, under: roots, andRoots: true) }
    }

    /// Source: apimachinery `pkg/util/managedfields/internal/stripmeta.go`.
    private static let strippedOfMetadata = [
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
        "resourceVersion",
    ]

    /// Takes the fields that identify an object out of a set.
    mutating func strip(_ set: UInt64) {
        for name in ["apiVersion", "kind", "metadata"] {
            if let index = walk.trie.existing([name]) { walk.trie[index].members &= ~set }
        }
        if walk.trie.existing(["metadata"]) != nil {
            for name in Self.strippedOfMetadata {
                if let index = walk.trie.existing(["metadata", name]) { walk.trie[index].members &= ~set }
            }
        }
        walk.trie.refreshBelow()
    }

    // MARK: Conflicts

    /// The managers but one that own a field which is added or modified.
    func conflictingSets(except own: UInt64) -> UInt64 {
        let others = owners.reduce(0) { $0 | $1.bit } & ~own
        var found: UInt64 = 0
        for node in walk.trie.nodes where Self.isContested(node) { found |= node.members & others }
        return found
    }

    private static func isContested(_ node: FieldTrie.Node) -> Bool {
        node.members & (Scratch.added | Scratch.modified) != 0 && node.members & Scratch.allowed == 0
    }

    func conflicts(with sets: UInt64) -> [FieldConflict] {
        var conflicts: [FieldConflict] = []
        for owner in owners where owner.bit & sets != 0 {
            for (index, node) in walk.trie.nodes.enumerated()
            where node.members & owner.bit != 0 && Self.isContested(node) {
                conflicts.append(
                    FieldConflict(
                        path: walk.trie.path(of: FieldTrie.Index(truncatingIfNeeded: index)),
                        manager: owner.head.manager, operation: owner.head.operation,
                        apiVersion: owner.head.apiVersion, subresource: owner.head.subresource))
            }
        }
        return conflicts
    }

    /// Takes changed and removed fields from every manager but one.
    mutating func takeChanges(from sets: UInt64) {
        let changes = Scratch.added | Scratch.modified | Scratch.removed
        var lost: UInt64 = 0
        for index in walk.trie.nodes.indices.dropFirst() {
            let place = FieldTrie.Index(truncatingIfNeeded: index)
            guard walk.trie[place].members & changes != 0, walk.trie[place].members & sets != 0 else { continue }
            lost |= walk.trie[place].members & sets
            walk.trie[place].members &= ~sets
        }
        guard lost != 0 else { return }
        walk.trie.refreshBelow()
        markChanged(lost)
    }

    /// Drops managers that own nothing, and sorts the others as the server does.
    mutating func tidy() {
        owners.removeAll { walk.trie.isEmpty($0.bit) }
        owners.sort { $0.head.precedes($1.head) }
    }

    // MARK: Writing

    /// Appends the value of `metadata.managedFields`, sorted; `live` is the document the entries were read from.
    mutating func appendEntries(_ live: DocumentStorage, to builder: inout DocumentBuilder) {
        builder.beginArray()
        for owner in owners {
            builder.beginObject()
            owner.head.appendMembers(to: &builder)
            builder.key("fieldsV1")
            if !owner.isChanged, let fields = owner.head.fields {
                builder.append(Node(storage: live, index: fields))
            } else {
                walk.trie.append(owner.bit, to: &builder)
            }
            owner.head.appendSubresource(to: &builder)
            builder.end()
        }
        builder.end()
    }
}
