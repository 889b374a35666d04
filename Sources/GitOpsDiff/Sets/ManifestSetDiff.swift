public import GitOpsManifest

/// What differs between two sets of manifests, resource by resource.
public struct ManifestSetDiff: Sendable {
    /// The resources that differ, sorted by identity.
    public let resources: [ResourceChange]
    /// Number of resources that are the same in both sets and stand in the same file.
    public let unchangedCount: Int
    /// Parts of the newer set that could not be read and were not there, or could be read, before.
    public let newlyUnreadable: [ManifestError]
    /// Parts that cannot be read in both sets.
    public let stillUnreadable: [ManifestError]
    /// Parts of the older set that could not be read and are gone or readable now.
    public let fixedUnreadable: [ManifestError]

    /// Parts that cannot be read in both sets, and of which it is not known that they are the same.
    public let undecided: [ManifestError]
    /// Valid documents that are no resources, and differ: values of a chart, configuration of kustomize, ignore files.
    public let otherChanges: [OtherChange]

    /// Whether there is nothing to report: nothing differs, and nothing changed in what cannot be read.
    public var isEmpty: Bool {
        resources.isEmpty && otherChanges.isEmpty && newlyUnreadable.isEmpty && fixedUnreadable.isEmpty
    }

    /// Whether a part that could not be read may hold a change: it is new, gone, or its file is not the same as before.
    public let isIncomplete: Bool

    /// Compares two sets.
    ///
    /// Resources are paired by identity: group, kind, namespace as written, and name. A resource that a set defines more
    /// than once is paired with the one in the same file first, then in order. Equal resources cost a hash comparison.
    /// Complexity: O(resources + size of what differs).
    ///
    /// - Parameters:
    ///   - base: the older set.
    ///   - head: the newer set.
    ///   - diff: how two states of a resource are compared.
    ///   - comparesFiles: whether a resource that stands in another file has moved; not so for two single files.
    public init(
        base: ManifestSet, head: ManifestSet, using diff: TwoWayDiff = TwoWayDiff(), comparesFiles: Bool = true
    ) {
        var join = Join(base: base, head: head, diff: diff, comparesFiles: comparesFiles)
        join.run()
        resources = join.resources.sorted { $0.precedes($1) }
        unchangedCount = join.unchangedCount

        var before: [UnreadableKey: ManifestError] = [:]
        for entry in base.unreadable { before[UnreadableKey(entry)] = entry }
        let after = Set(head.unreadable.map(UnreadableKey.init))
        newlyUnreadable = head.unreadable.filter { before[UnreadableKey($0)] == nil }
        stillUnreadable = head.unreadable.filter { before[UnreadableKey($0)] != nil }
        fixedUnreadable = base.unreadable.filter { !after.contains(UnreadableKey($0)) }
        undecided = stillUnreadable.filter { entry in
            entry.contentHash == nil || entry.contentHash != before[UnreadableKey(entry)]?.contentHash
        }
        isIncomplete = !newlyUnreadable.isEmpty || !fixedUnreadable.isEmpty || !undecided.isEmpty
        otherChanges = OtherChange.all(base: base.nonResources, head: head.nonResources)
    }

    /// Lines move when something is inserted above them: they do not make an entry another one.
    private struct UnreadableKey: Hashable {
        let path: String
        let text: String

        init(_ entry: ManifestError) {
            path = entry.origin.path
            text = entry.text
        }
    }
}

/// A resource that differs between two sets.
public struct ResourceChange: Sendable {
    /// What identifies it.
    public let id: ResourceID
    /// The resource before; `nil` when it was added.
    public let base: Manifest?
    /// The resource after; `nil` when it was removed.
    public let head: Manifest?
    /// The changes in it; empty for a resource that was added, removed, or only moved to another file.
    public let changes: [Change]

    /// What happened to it.
    public enum Kind: String, Sendable, Hashable {
        case added, removed, changed
        /// The same content in another file.
        case moved
    }

    /// What happened to it.
    public var kind: Kind {
        if base == nil { return .added }
        if head == nil { return .removed }
        return changes.isEmpty ? .moved : .changed
    }

    /// Whether it stands in another file than before.
    public var isInOtherFile: Bool {
        guard let base, let head else { return false }
        return base.origin.path != head.origin.path
    }

    /// The manifest to point at: the newer one where there is one.
    public var manifest: Manifest? { head ?? base }

    fileprivate func precedes(_ other: ResourceChange) -> Bool {
        if id != other.id { return id < other.id }
        return (manifest?.origin.path ?? "", manifest?.origin.documentIndex ?? 0)
            < (other.manifest?.origin.path ?? "", other.manifest?.origin.documentIndex ?? 0)
    }
}

private struct Join {
    let base: ManifestSet
    let head: ManifestSet
    let diff: TwoWayDiff
    let comparesFiles: Bool
    var resources: [ResourceChange] = []
    var unchangedCount = 0

    init(base: ManifestSet, head: ManifestSet, diff: TwoWayDiff, comparesFiles: Bool) {
        self.base = base
        self.head = head
        self.diff = diff
        self.comparesFiles = comparesFiles
    }

    mutating func run() {
        var isPaired = [Bool](repeating: false, count: base.manifests.count)
        var seen: Set<Int> = []
        // Sets of the same project have most manifests in the same order: the next one is tried before the index.
        let isSimple = !base.hasDuplicates && !head.hasDuplicates
        var hint = 0
        for (index, manifest) in head.manifests.enumerated() {
            if isSimple, hint < base.manifests.count, base.manifests[hint].id == manifest.id {
                isPaired[hint] = true
                pair(base.manifests[hint], manifest)
                hint += 1
            } else if let only = base.onlyPosition(of: manifest.id), head.onlyPosition(of: manifest.id) != nil {
                isPaired[only] = true
                pair(base.manifests[only], manifest)
                hint = only + 1
            } else if !seen.contains(index) {
                pairAll(manifest.id, &isPaired, &seen)
            }
        }
        for (index, manifest) in base.manifests.enumerated() where !isPaired[index] {
            resources.append(ResourceChange(id: manifest.id, base: manifest, head: nil, changes: []))
        }
    }

    /// Pairs the definitions of an identity that a set has none or several of.
    private mutating func pairAll(_ id: ResourceID, _ isPaired: inout [Bool], _ seen: inout Set<Int>) {
        var old = base.positions(of: id)
        var new = head.positions(of: id)
        seen.formUnion(new)
        isPaired.withUnsafeMutableBufferPointer { flags in for position in old { flags[position] = true } }
        var byPath: [String: [Int]] = [:]
        for position in old.reversed() { byPath[base.manifests[position].origin.path, default: []].append(position) }
        var paired: Set<Int> = []
        var pairs: [(Int, Int)] = []
        new.removeAll { position in
            guard let match = byPath[head.manifests[position].origin.path]?.popLast() else { return false }
            paired.insert(match)
            pairs.append((match, position))
            return true
        }
        old.removeAll { paired.contains($0) }
        pairs += zip(old, new)
        let rest = min(old.count, new.count)
        for (oldPosition, newPosition) in pairs { pair(base.manifests[oldPosition], head.manifests[newPosition]) }
        for position in old.dropFirst(rest) {
            resources.append(ResourceChange(id: id, base: base.manifests[position], head: nil, changes: []))
        }
        for position in new.dropFirst(rest) {
            resources.append(ResourceChange(id: id, base: nil, head: head.manifests[position], changes: []))
        }
    }

    private mutating func pair(_ old: Manifest, _ new: Manifest) {
        let changes =
            old.root.contentHash == new.root.contentHash ? [] : diff.compare(base: old.root, desired: new.root)
        if changes.isEmpty, !comparesFiles || old.origin.path == new.origin.path {
            unchangedCount += 1
        } else {
            resources.append(ResourceChange(id: new.id, base: old, head: new, changes: changes))
        }
    }
}
