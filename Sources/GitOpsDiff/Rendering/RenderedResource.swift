import GitOpsManifest

/// A resource that differs, in the form every renderer prints: secrets masked, positions of the originals.
struct RenderedResource {
    let change: ResourceChange
    /// The state before, masked where it has to be.
    let base: Node?
    /// The state after, masked where it has to be.
    let head: Node?
    let changes: [RenderedChange]
    /// What the change of the resource does, when that was asked for.
    let risk: RiskAssessment?

    struct RenderedChange {
        let change: Change
        let basePosition: SourcePosition?
        let desiredPosition: SourcePosition?
        /// What the change does; empty where it is not known which of the masked changes it belongs to.
        var risks: [RiskFinding] = []
    }

    init(
        _ change: ResourceChange, showsSecrets: Bool, diff: TwoWayDiff, risk: RiskClassifier?
    ) throws(DocumentBuilderError) {
        self.change = change
        let assessment = risk?.assess(change)
        self.risk = assessment
        let originalBase = change.base?.root
        let originalHead = change.head?.root
        guard !showsSecrets, SecretMask.isNeeded(change.id, originalBase, originalHead) else {
            base = originalBase
            head = originalHead
            changes = change.changes.enumerated().map { index, change in
                RenderedChange(
                    change: change, basePosition: change.base?.keyPosition,
                    desiredPosition: change.desired?.keyPosition,
                    risks: assessment.flatMap { index < $0.changes.count ? $0.changes[index] : nil } ?? [])
            }
            return
        }
        let masked = try SecretMask.masked(change.id, base: originalBase, head: originalHead)
        base = masked.base
        head = masked.head
        guard let base = masked.base, let head = masked.head, let originalBase, let originalHead else {
            changes = []
            return
        }
        let baseOriginals = Originals(of: base, originalBase)
        let headOriginals = Originals(of: head, originalHead)
        changes = diff.compare(base: base, desired: head).map { change in
            RenderedChange(
                change: change, basePosition: baseOriginals.keyPosition(change.base),
                desiredPosition: headOriginals.keyPosition(change.desired))
        }
    }

    /// The values that masked ones are copies of: both trees have the same shape.
    private struct Originals {
        private var indices: [Int: Int] = [:]
        private let storage: DocumentStorage

        /// Complexity: O(values).
        init(of masked: Node, _ original: Node) {
            storage = original.storage
            pair(masked, original)
        }

        private mutating func pair(_ masked: Node, _ original: Node) {
            indices[masked.index] = original.index
            for (copy, value) in zip(masked.members, original.members) { pair(copy.value, value.value) }
            for (copy, element) in zip(masked.elements, original.elements) { pair(copy, element) }
        }

        func keyPosition(_ masked: Node?) -> SourcePosition? {
            masked.flatMap { indices[$0.index] }.flatMap { Node(storage: storage, index: $0).keyPosition }
        }
    }

    /// `web/web.yaml:11:13`.
    static func place(_ manifest: Manifest?, _ position: SourcePosition?) -> String {
        guard let manifest else { return "" }
        return (position ?? manifest.position).map { "\(manifest.origin.path):\($0)" } ?? manifest.origin.path
    }

    /// What a change does beyond the update of the object, in words.
    static func consequences(_ findings: [RiskFinding]) -> String {
        let severe = findings.filter { $0.risk > .inPlace }
        return severe.isEmpty
            ? "" : "  [" + severe.map { "\($0.risk.words): \($0.reason)" }.joined(separator: "; ") + "]"
    }

    /// What the resource as a whole does, where its changes do not say it one by one.
    var consequences: String {
        guard let risk, changes.allSatisfy(\.risks.isEmpty) else { return "" }
        return Self.consequences(risk.findings)
    }

    var basePath: String { change.base?.origin.path ?? "" }
    var headPath: String { change.head?.origin.path ?? "" }
}

extension Node {
    /// The pointer from `root`, an ancestor of this value or the value itself.
    func pointer(from root: Node) -> JSONPointer {
        JSONPointer(Array(pointer.tokens.dropFirst(root.pointer.tokens.count)))
    }
}
