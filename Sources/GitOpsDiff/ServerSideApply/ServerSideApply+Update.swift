public import GitOpsManifest
import GitOpsSchema

extension ServerSideApply {
    /// The object with the managed fields that the server writes when it is created or updated by other means than
    /// apply.
    ///
    /// `new` is the object as it is stored, `live` the one before, `nil` when it is created. Managed fields in `new`
    /// count as the client's wish: an empty list forgets all owners.
    ///
    /// Source: structured-merge-diff `merge/update.go`, `Update`; apimachinery
    /// `pkg/util/managedfields/internal/{fieldmanager,managedfieldsupdater,capmanagers}.go`.
    ///
    /// - Throws: `ServerSideApplyError.kindMismatch`, `tooDeep` and `tooLarge`.
    /// - Complexity: O(size of both objects and their managed fields).
    public func update(
        _ live: Node?, to new: Node, by manager: String, subresource: String = "", time: Timestamp? = nil
    ) throws(ServerSideApplyError) -> Document {
        let resource = AppliedResource(try kind(of: new, live), subresource: subresource, schema: schema)
        var ownership = Ownership(
            resource, capacity: new.storage.nodeCount + (live?.storage.nodeCount ?? 0))
        let source = Self.load(&ownership, new, live, isSubresource: !subresource.isEmpty)
        if !ownership.owners.isEmpty || live?["metadata"]?["uid"]?.string?.isEmpty ?? true {
            ownership.noteUpdate(live, new, manager.isEmpty ? "unknown" : manager, time)
        }
        var builder = DocumentBuilder()
        ownership.writeObject(new, nil, live: source, to: &builder)
        return try builder.finished()
    }

    /// Reads the entries that count: those of the new object, or the live one's when it brings none that can be read.
    private static func load(
        _ ownership: inout Ownership, _ new: Node, _ live: Node?, isSubresource: Bool
    ) -> DocumentStorage {
        if !isSubresource, let list = new["metadata"]?["managedFields"], list.kind == .array {
            if list.count == 0 || list.count == 1 && list[0]?.kind == .object && list[0]?.count == 0 {
                return new.storage
            }
            do throws(ManagedFieldsError) {
                try ownership.load(new)
                return new.storage
            } catch {
                ownership.forgetOwners()
            }
        }
        guard let live else { return new.storage }
        do throws(ManagedFieldsError) {
            try ownership.load(live)
        } catch {
            ownership.forgetOwners()
        }
        return live.storage
    }
}

extension Ownership {
    /// Updaters of which there is more than this become one.
    private static let maximumUpdaters = 10

    mutating func forgetOwners() {
        owners.removeAll()
        walk.trie.mapMembers { _, _ in 0 }
    }

    /// Gives what an update changed to its manager.
    mutating func noteUpdate(_ live: Node?, _ new: Node, _ manager: String, _ time: Timestamp?) {
        dropUnservedVersions()
        reconcileWithSchema()
        if let live {
            let pair = ComparedPair(
                left: live.storage, right: new.storage, sets: Self.changes, isMerging: false)
            _ = walk.compare(pair, live.index, new.index, resource.type, FieldTrie.root)
        } else {
            insertNew(new, Scratch.added)
        }
        removeResetFields(from: Scratch.added | Scratch.modified | Scratch.removed)
        takeChanges(from: owners.reduce(0) { $0 | $1.bit })
        owners.removeAll { walk.trie.isEmpty($0.bit) }

        walk.trie.mapMembers { _, node in
            node.members | (node.members & (Scratch.added | Scratch.modified) != 0 ? Scratch.applied : 0)
        }
        strip(Scratch.applied)
        if !walk.trie.isEmpty(Scratch.applied) {
            let index = owner(
                ManagedFieldsHead(
                    manager: manager, operation: .update, apiVersion: resource.kind.apiVersion,
                    subresource: resource.subresource))
            let bit = owners[index].bit
            owners[index].head.time = time
            owners[index].isChanged = true
            walk.trie.mapMembers { _, node in
                node.members & Scratch.applied != 0 ? node.members | bit : node.members
            }
        }
        mergeOldUpdaters()
        tidy()
    }

    /// Source: `capmanagers.go`, `capUpdateManagers`.
    private mutating func mergeOldUpdaters() {
        var updaters = owners.filter { $0.head.operation == .update }
        var count = updaters.count
        guard count > Self.maximumUpdaters else { return }
        updaters.sort { $0.head.precedes($1.head) }
        var firsts: [String: UInt64] = [:]
        for updater in updaters where count > Self.maximumUpdaters {
            let version = updater.head.apiVersion
            guard let first = firsts[version] else {
                firsts[version] = updater.bit
                continue
            }
            // The first of its version becomes the one that all are merged into.
            let bucket = ManagedFieldsHead(
                manager: "ancient-changes", operation: .update, apiVersion: version, subresource: "",
                time: updater.head.time)
            let isThere = owners.contains { $0.head.isSameManager(as: bucket) }
            if !isThere, let index = owners.firstIndex(where: { $0.bit == first }) { owners[index].head = bucket }
            let index = owner(bucket)
            if owners[index].bit == updater.bit { continue }
            let bit = owners[index].bit
            owners[index].isChanged = true
            owners[index].head.time = updater.head.time
            owners.removeAll { $0.bit == updater.bit }
            walk.trie.mapMembers { _, node in
                node.members & updater.bit != 0 ? node.members & ~updater.bit | bit : node.members
            }
            count -= 1
        }
    }
}
