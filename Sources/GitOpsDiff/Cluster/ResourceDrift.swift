public import GitOpsManifest

/// One object, desired, live or both.
public struct ResourceDrift: Sendable {
    /// What identifies it, with the namespace it lives in.
    public let id: ResourceID
    /// The desired state; `nil` for objects that only the cluster has.
    public let desired: Manifest?
    /// The live state; `nil` for objects that the cluster lacks. Complexity: O(values) for objects of a `DriftMonitor` that
    /// are not drifted, else O(1).
    public var live: Manifest? { keptLive?.manifest }
    /// How they stand to each other.
    public internal(set) var state: State
    /// The comparison, when there are both, without what is ignored.
    public let result: ComparisonResult
    /// What is ignored, and by which rules.
    public let hidden: [HiddenChange]
    /// How the two were compared; `nil` when there is only one.
    public let mode: ThreeWayDiff.Mode?
    /// What was applied before, where that was given apart from the live object.
    let lastApplied: Node?
    /// The live state as it is kept.
    var keptLive: KeptManifest?
    /// Whether the schema knows the kind; an unknown one is compared as untyped data.
    public let isKnownKind: Bool

    init(
        id: ResourceID, desired: Manifest?, live: Manifest?, state: State, result: ComparisonResult = .init(),
        hidden: [HiddenChange] = [], mode: ThreeWayDiff.Mode? = nil, lastApplied: Node? = nil,
        isKnownKind: Bool = true
    ) {
        self.id = id
        self.desired = desired
        keptLive = live.map(KeptManifest.whole)
        self.state = state
        self.result = result
        self.hidden = hidden
        self.mode = mode
        self.lastApplied = lastApplied
        self.isKnownKind = isKnownKind
    }

    /// Whether something in it is a value of the live state, which has to be kept as it is.
    var refersToLive: Bool { !result.changes.isEmpty || !result.liveOnly.isEmpty || !hidden.isEmpty }

    /// How the desired and the live state stand to each other.
    public enum State: Sendable, Hashable {
        /// Re-applying would change nothing but what is ignored.
        case inSync
        /// Re-applying would change something.
        case drifted
        /// The cluster does not have the object.
        case missing
        /// Nobody desires the object. It may be pruned when it names an owner that owns a desired object as well, and
        /// no other object owns it.
        case extra(owner: ResourceOwner?, isPrunable: Bool)
    }
}
