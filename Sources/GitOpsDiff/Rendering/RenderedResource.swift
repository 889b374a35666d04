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
        let masked = try SecretMask.masked(base: originalBase, head: originalHead)
        base = masked.base
        head = masked.head
        var rendered: [RenderedChange] = []
        if let base = masked.base, let head = masked.head {
            for change in diff.compare(base: base, desired: head) {
                rendered.append(
                    RenderedChange(
                        change: change,
                        basePosition: change.base.flatMap { originalBase?.value(at: $0.pointer(from: base)) }?
                            .keyPosition,
                        desiredPosition: change.desired.flatMap { originalHead?.value(at: $0.pointer(from: head)) }?
                            .keyPosition
                    ))
            }
        }
        changes = rendered
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
