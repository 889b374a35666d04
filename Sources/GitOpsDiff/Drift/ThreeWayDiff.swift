public import GitOpsManifest
public import GitOpsSchema

/// What re-applying the desired state of an object would change on the live one.
///
/// ```swift
/// let result = ThreeWayDiff(mode: .serverSideApply(manager: "flux")).compare(desired: desired, live: live)
/// if !result.isInSync { for change in result.changes { print(change.path) } }
/// ```
///
/// The comparison knows what the server does to what it is given: defaults, canonical spellings, fields it drops, lists
/// whose elements have keys. Nothing is asked of a cluster. An unknown kind is compared as the server treats untyped data.
public struct ThreeWayDiff: Sendable {
    /// Whose fields are removed when the desired state no longer has them.
    public enum Mode: Sendable, Hashable {
        /// Those that the field manager owns alone in `metadata.managedFields`; as a forced server-side apply does.
        case serverSideApply(manager: String)
        /// Those that the state applied before had, as `kubectl apply` does: `lastApplied`, or the annotation
        /// `kubectl.kubernetes.io/last-applied-configuration` of the live object.
        case clientSideApply
        /// Those that the state applied before had, by a JSON merge patch for every kind: lists are replaced as a whole.
        /// `kubectl apply` does so for custom resources, also in `clientSideApply`; other tools do for all.
        case jsonMerge
        /// None: only what is desired is compared.
        case twoWay
    }

    /// The kinds that are known.
    public var schema: Schema
    /// Whose fields are removed.
    public var mode: Mode
    /// Whether what only the live state has is listed with an explanation; costs about as much as the comparison.
    public var explainsLiveOnly: Bool

    /// A comparison with a schema and a mode.
    public init(schema: Schema = .kubernetes, mode: Mode, explainsLiveOnly: Bool = false) {
        self.schema = schema
        self.mode = mode
        self.explainsLiveOnly = explainsLiveOnly
    }

    /// Compares two states of one object.
    ///
    /// `lastApplied` is what was applied before; it counts for `clientSideApply` and `jsonMerge` only.
    ///
    /// - Complexity: O(size of the desired state), O(1) when both states are equal.
    public func compare(lastApplied: Node? = nil, desired: Node, live: Node) -> ComparisonResult {
        if desired.record.hash == live.record.hash, !explainsLiveOnly { return ComparisonResult() }
        let resource = schema.resource(of: live) ?? schema.resource(of: desired)
        let type = resource?.type ?? UntypedSchema.object
        var walk = DriftWalk(desired: desired.storage, live: live.storage, definition: resource?.definition)
        // Strategic merge patches and JSON merge patches alike merge every object.
        walk.mergesAtomicObjects = mode == .clientSideApply || mode == .jsonMerge
        walk.replacesLists = mode.replacesLists(of: desired)
        if type.kind == .object, desired.record.kind == .object, live.record.kind == .object {
            walk.compareMembers(desired.index, live.index, type)
        } else {
            walk.compare(desired.index, live.index, type)
        }
        var owners: [FieldOwners.Entry] = []
        if mode != .twoWay || explainsLiveOnly { owners = FieldOwners(live).entries }
        if resource?.custom?.hasStatusSubresource == true { walk.ignoreStatus(desired.index, live.index) }
        removals(&walk, lastApplied, desired, live, type, owners)

        var result = ComparisonResult()
        for difference in walk.differences {
            result.changes.append(change(difference, desired, live, type))
        }
        let derived = DerivedChanges.after(result.changes, live: live, type: type)
        result.changes += derived
        result.derived = derived.map(\.path)
        if !result.changes.isEmpty {
            result.compared = ComparedObjects(
                schema: schema, mode: mode, lastApplied: lastApplied, desired: desired, live: live)
        }
        result.unknownFields = walk.unknown.map { SchemaPath.of($0, from: desired.index, in: desired.storage, type) }
        if explainsLiveOnly {
            result.liveOnly = explanations(desired, live, resource, type, owners, walk.differences)
        }
        return result
    }

    private func removals(
        _ walk: inout DriftWalk, _ lastApplied: Node?, _ desired: Node, _ live: Node, _ type: TypeRef,
        _ owners: [FieldOwners.Entry]
    ) {
        switch mode {
        case .twoWay: return
        case .serverSideApply(let manager):
            for (index, entry) in owners.enumerated()
            where entry.isApply && entry.manager == manager && entry.subresource.isEmpty {
                let others = owners.enumerated().filter { $0.offset != index }.map(\.element)
                walk.removeOwned(entry.fields, wanted: desired.index, found: live.index, type, others: others)
            }
        case .clientSideApply, .jsonMerge:
            guard let applied = lastApplied ?? LastApplied.document(of: live)?.root else { return }
            walk.removeApplied(applied.storage, applied.index, wanted: desired.index, found: live.index, type)
        }
    }

    private func explanations(
        _ desired: Node, _ live: Node, _ resource: ResourceSchema?, _ type: TypeRef, _ owners: [FieldOwners.Entry],
        _ differences: [RawDifference]
    ) -> [LiveOnlyField] {
        var others = owners
        if case .serverSideApply(let manager) = mode {
            others.removeAll { $0.isApply && $0.manager == manager && $0.subresource.isEmpty }
        }
        var walk = LiveOnlyWalk(
            desired: desired.storage, live: live.storage, definition: resource?.definition, owners: others,
            differences: differences)
        walk.explainRoot(desired.index, live.index, type)
        var found = walk.found
        // What the storage version adds is there in every version.
        if let stored = resource?.custom?.storageVersion, found.contains(where: { $0.explanation == .unexplained }) {
            var again = LiveOnlyWalk(
                desired: desired.storage, live: live.storage, definition: stored.definition.storage, owners: others,
                differences: differences)
            again.explainRoot(desired.index, live.index, stored.type)
            let known = Set(again.found.filter { $0.explanation == .defaulted }.map(\.node))
            for index in found.indices where known.contains(found[index].node) {
                found[index].explanation = .defaulted
            }
        }
        return found.map { node, explanation in
            LiveOnlyField(
                path: SchemaPath.of(node, from: live.index, in: live.storage, type),
                live: Node(storage: live.storage, index: node),
                explanation: explanation)
        }
    }

    private func change(_ difference: RawDifference, _ desired: Node, _ live: Node, _ type: TypeRef) -> Change {
        let wanted = difference.desired >= 0 ? Node(storage: desired.storage, index: difference.desired) : nil
        let found = difference.live >= 0 ? Node(storage: live.storage, index: difference.live) : nil
        let path =
            wanted.map { SchemaPath.of($0.index, from: desired.index, in: desired.storage, type) }
            ?? SchemaPath.of(difference.live, from: live.index, in: live.storage, type)
        return Change(
            path: path, operation: difference.operation, base: nil, desired: wanted, live: found)
    }
}

extension ThreeWayDiff.Mode {
    /// Whether lists are replaced as a whole: strategic merge patches, which merge them, are made for built-in kinds only.
    func replacesLists(of object: Node) -> Bool {
        switch self {
        case .jsonMerge: true
        case .clientSideApply: Schema.builtInType(of: object) == nil
        case .serverSideApply, .twoWay: false
        }
    }
}

/// What a three-way comparison found.
public struct ComparisonResult: Sendable {
    /// What re-applying would change; nothing else decides whether the object is in sync.
    public internal(set) var changes: [Change] = []
    /// What only the live state has, when asked for.
    public internal(set) var liveOnly: [LiveOnlyField] = []
    /// Fields of the desired state that the schema does not know and the server prunes.
    public internal(set) var unknownFields: [FieldPath] = []

    /// Where the changes are, at their end, that follow from others.
    var derived: [FieldPath] = []
    /// What was compared, when it differs.
    var compared: ComparedObjects?

    /// Whether re-applying would change nothing.
    public var isInSync: Bool { changes.isEmpty }
}

/// The states of an object that were compared, and how.
struct ComparedObjects: Sendable {
    let schema: Schema
    let mode: ThreeWayDiff.Mode
    /// As it was given to the comparison.
    let lastApplied: Node?
    let desired: Node
    let live: Node
}

/// The state that `kubectl apply` keeps in an annotation.
enum LastApplied {
    static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

    static func document(of live: Node) -> Document? {
        guard let text = live["metadata"]?["annotations"]?[annotation]?.string else { return nil }
        return try? Document(json: SourceText(text, name: annotation))
    }
}
