import GitOpsManifest
import GitOpsSchema

extension Ownership {
    /// Writes an object, merged with a configuration when there is one, with the managed fields of the owners.
    mutating func writeObject(
        _ object: Node, _ configuration: Node?, live: DocumentStorage, to builder: inout DocumentBuilder
    ) {
        let left = object.storage
        let right = configuration?.storage ?? left
        let leftMembers = object.record.kind == .object ? object.record.children : 0..<0
        let rightMembers = configuration.map { $0.record.children } ?? 0..<0
        let name = WellKnownNames.symbol("metadata") ?? .none
        let root = FieldTrie.root
        let leftMetadata = left.member(named: name, of: left, in: leftMembers, hint: leftMembers.lowerBound)
        let rightMetadata = right.member(named: name, of: right, in: rightMembers, hint: rightMembers.lowerBound)
        let split = leftMetadata ?? leftMembers.upperBound

        builder.beginObject()
        walk.writeMembers(
            left, leftMembers.lowerBound..<split, right, rightMembers, resource.type, root, to: &builder)
        builder.key("metadata")
        writeMetadata(left, leftMetadata, right, rightMetadata, live, &builder)
        if split < leftMembers.upperBound {
            walk.writeMembers(
                left, split + 1..<leftMembers.upperBound, right, rightMembers, resource.type, root, to: &builder)
        }
        walk.writeOthers(left, leftMembers, right, rightMembers, except: name, to: &builder)
        builder.end()
    }

    private mutating func writeMetadata(
        _ left: DocumentStorage, _ leftIndex: Int?, _ right: DocumentStorage, _ rightIndex: Int?,
        _ live: DocumentStorage, _ builder: inout DocumentBuilder
    ) {
        let path = walk.trie.path(FieldPath([.field("metadata")]))
        let type = resource.type.field(named: "metadata")?.type ?? UntypedSchema.type
        let leftMembers = leftIndex.map { left.record($0) }.map { $0.kind == .object ? $0.children : 0..<0 } ?? 0..<0
        let rightMembers =
            rightIndex.map { right.record($0) }.map { $0.kind == .object ? $0.children : 0..<0 } ?? 0..<0
        let name = WellKnownNames.symbol("managedFields") ?? .none
        let entries = left.member(named: name, of: left, in: leftMembers, hint: leftMembers.lowerBound)
        let split = entries ?? leftMembers.upperBound

        builder.beginObject()
        walk.writeMembers(left, leftMembers.lowerBound..<split, right, rightMembers, type, path, to: &builder)
        if split < leftMembers.upperBound {
            walk.writeMembers(
                left, split + 1..<leftMembers.upperBound, right, rightMembers, type, path, to: &builder)
        }
        walk.writeOthers(left, leftMembers, right, rightMembers, except: name, to: &builder)
        if !owners.isEmpty {
            builder.key("managedFields")
            appendEntries(live, to: &builder)
        }
        builder.end()
    }

    // MARK: Objects without managed fields

    /// Gives everything in an object without managed fields to an updater of that name.
    ///
    /// Source: apimachinery `pkg/util/managedfields/internal/skipnonapplied.go`.
    mutating func insertBeforeFirstApply(_ object: Node, _ time: Timestamp?) {
        let index = owner(
            ManagedFieldsHead(
                manager: "before-first-apply", operation: .update, apiVersion: resource.kind.apiVersion,
                subresource: resource.subresource, time: time))
        insertNew(object, owners[index].bit)
        removeResetFields(from: owners[index].bit)
        strip(owners[index].bit)
        if walk.trie.isEmpty(owners[index].bit) { owners.remove(at: index) }
    }

    /// Adds what an object has that an empty one of its kind has not.
    mutating func insertNew(_ object: Node, _ set: UInt64) {
        insertNew(object.storage, object.index, resource.type, FieldTrie.root, set, hasZeros: resource.isBuiltIn)
    }

    /// An empty object of a built-in kind has the zero values of its Go type.
    private mutating func insertNew(
        _ storage: DocumentStorage, _ object: Int, _ type: TypeRef, _ path: FieldTrie.Index, _ set: UInt64,
        hasZeros: Bool
    ) {
        for member in storage.record(object).children {
            let key = storage.record(member).key
            let found = OwnershipWalk.member(type, key, in: storage)
            let child = walk.trie.child(of: path, field: key, in: storage)
            guard hasZeros, let field = found.field, field.writesZero else {
                walk.insertAll(storage, member, found.type, child, set)
                continue
            }
            switch OwnershipWalk.shape(field.type, storage.record(member).kind) {
            case .object where storage.record(member).kind == .object:
                insertNew(storage, member, field.type, child, set, hasZeros: true)
            case .list where storage.record(member).kind == .array && storage.record(member).high > 0:
                walk.insertAll(storage, member, field.type, child, set)
                walk.trie[child].members &= ~set
            default: if !storage.isZero(member) { walk.trie.insert(child, set) }
            }
        }
        if path == FieldTrie.root { walk.trie.refreshBelow() }
    }
}
