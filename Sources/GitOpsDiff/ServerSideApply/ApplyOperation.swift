import GitOpsManifest
import GitOpsSchema

/// One apply on its way: compares first, writes only when there are no conflicts.
struct ApplyOperation: ~Copyable {
    var ownership: Ownership
    let configuration: Node
    let live: Node
    let isNew: Bool
    /// The object is as it was; decided by values and by the order of elements.
    private(set) var isUnchanged = false
    private var own = 0
    /// The merged object after fields were removed; `nil` when nothing had to be.
    private var pruned: Document?
    private var lastVersion = ""

    private typealias Scratch = Ownership.Scratch

    init(_ resource: AppliedResource, configuration: Node, live: Node, isNew: Bool) {
        self.configuration = configuration
        self.live = live
        self.isNew = isNew
        ownership = Ownership(resource, capacity: live.storage.nodeCount + configuration.storage.nodeCount)
    }

    private var type: TypeRef { ownership.resource.type }

    // MARK: Preparing

    /// Reads who owns what, checks the configuration, and compares.
    mutating func prepare(_ head: ManagedFieldsHead, _ time: Timestamp?) throws(ServerSideApplyError) {
        do throws(ManagedFieldsError) {
            try ownership.load(live)
        } catch {
            throw .managedFields(error)
        }
        ownership.walk.insertFields(
            configuration.storage, configuration.index, type, FieldTrie.root, Scratch.applied, checks: true)
        if let problem = ownership.walk.problem { throw problem }
        ownership.removeResetFields(from: Scratch.applied)
        if ownership.owners.isEmpty, !isNew { ownership.insertBeforeFirstApply(live, time) }
        ownership.dropUnservedVersions()
        ownership.reconcileWithSchema()
        startOwnSet(head)
        try prune()
        compare()
    }

    /// Exchanges the fields that the manager applied last for those of the configuration.
    private mutating func startOwnSet(_ head: ManagedFieldsHead) {
        own = ownership.owner(head)
        lastVersion = ownership.owners[own].head.apiVersion
        let bit = ownership.owners[own].bit
        var isSame = true
        ownership.walk.trie.mapMembers { _, node in
            let was = node.members & bit != 0
            let isNow = node.members & Scratch.applied != 0
            if was != isNow { isSame = false }
            return node.members & ~(bit | Scratch.last) | (was ? Scratch.last : 0) | (isNow ? bit : 0)
        }
        ownership.owners[own].head.apiVersion = head.apiVersion
        if !isSame { ownership.owners[own].isChanged = true }
    }

    /// Compares the live object with what it would become, without writing it when nothing is removed.
    private mutating func compare() {
        var pair = ComparedPair(
            left: live.storage, right: configuration.storage, sets: Ownership.changes, isMerging: true)
        var isReordered: Bool
        if let pruned {
            pair = ComparedPair(
                left: live.storage, right: pruned.storage, sets: Ownership.changes, isMerging: false)
            isReordered = ownership.walk.compare(pair, live.index, pruned.root.index, type, FieldTrie.root)
        } else {
            isReordered = ownership.walk.compare(pair, live.index, configuration.index, type, FieldTrie.root)
        }
        let changes = Scratch.added | Scratch.modified | Scratch.removed
        isUnchanged = !isNew && !isReordered && ownership.walk.trie.isEmpty(changes)
        ownership.removeResetFields(from: changes)
    }

    // MARK: Conflicts

    mutating func conflicts() -> [FieldConflict] {
        let sets = ownership.conflictingSets(except: ownership.owners[own].bit)
        return sets == 0 ? [] : ownership.conflicts(with: sets)
    }

    /// The first scalar of the configuration that the server could not read as its type.
    var unreadablePath: FieldPath? { ownership.walk.unreadable.map { ownership.walk.trie.path(of: $0) } }

    // MARK: Result

    /// Writes the object with its new managed fields.
    mutating func finish(_ time: Timestamp?) throws(ServerSideApplyError) -> Document {
        let ownBit = ownership.owners[own].bit
        if !isUnchanged { ownership.owners[own].head.time = time }
        ownership.takeChanges(from: ownership.owners.reduce(0) { $0 | $1.bit } & ~ownBit)
        ownership.strip(ownBit)
        ownership.tidy()
        var builder = DocumentBuilder(roomFor: live.document)
        if isUnchanged {
            ownership.writeObject(live, nil, live: live.storage, to: &builder)
        } else if let pruned {
            ownership.writeObject(pruned.root, nil, live: live.storage, to: &builder)
        } else {
            ownership.writeObject(live, try reachable(), live: live.storage, to: &builder)
        }
        return try builder.finished()
    }

    /// The configuration without what the write does not reach.
    private mutating func reachable() throws(ServerSideApplyError) -> Node {
        var hasReset = false
        for path in ownership.resource.resetPaths + ownership.resource.keptPaths {
            var node: Node? = configuration
            for name in path { node = node?[name] }
            guard node != nil else { continue }
            hasReset = true
            let index = ownership.walk.trie.path(FieldPath(path.map { .field($0) }))
            ownership.walk.trie.insert(index, Scratch.removal)
        }
        guard hasReset else { return configuration }
        var builder = DocumentBuilder()
        ownership.walk.writeWithout(
            Scratch.removal, configuration.storage, configuration.index, type, FieldTrie.root, to: &builder)
        ownership.walk.trie.mapMembers { _, node in node.members & ~Scratch.removal }
        return try builder.finished().root
    }

    // MARK: Fields no longer applied

    /// Removes what the manager applied last, does not now, and nobody else owns.
    ///
    /// Source: `merge/update.go`, `prune`.
    private mutating func prune() throws(ServerSideApplyError) {
        let isDropped = ownership.walk.trie.nodes.contains {
            $0.members & (Scratch.last | Scratch.applied) == Scratch.last
        }
        guard isDropped, ownership.resource.serves(lastVersion) else { return }
        var builder = DocumentBuilder()
        let overlay = try reachable()
        ownership.walk.writeMerged(
            live.storage, live.index, overlay.storage, overlay.index, type, FieldTrie.root, to: &builder)
        let merged = try builder.finished()
        pruned = try ownership.prune(merged, lastVersion: lastVersion)
    }
}
