import GitOpsManifest
import GitOpsSchema

extension ComparisonResult {
    /// Every change, in the order of `changes`, with all that is known of it.
    ///
    /// Nothing of it is worked out by the comparison itself. Complexity: O(changes · (managers + depth)), one more
    /// comparison where the state applied before is known, and that of the classifier.
    ///
    /// - Parameter risk: says what each change does; `nil` to leave it out.
    public func explained(risk: RiskClassifier? = nil) -> [ExplainedChange] {
        guard let compared else { return [] }
        let origins = ChangeOrigins(compared)
        let risks = risk.map { $0.assess(self, desired: compared.desired, live: compared.live).changes } ?? []
        return changes.enumerated().map { index, change in
            let owners = origins.owners(of: change)
            return ExplainedChange(
                change: change, lastApplied: origins.lastApplied(change),
                classification: derived.contains(change.path) ? .derived : origins.classification(of: change, owners),
                owners: owners, risks: index < risks.count ? risks[index] : [])
        }
    }
}

/// Finds for the changes of one comparison which side moved.
private struct ChangeOrigins {
    private let compared: ComparedObjects
    private let entries: [FieldOwners.Entry]
    private let root: TypeRef
    /// The state applied before, and where the live one differs from it.
    private let applied: (state: Node, changes: [FieldPath])?

    init(_ compared: ComparedObjects) {
        self.compared = compared
        entries = FieldOwners(compared.live).entries
        root =
            (compared.schema.resource(of: compared.live) ?? compared.schema.resource(of: compared.desired))?.type
            ?? UntypedSchema.object
        var state = compared.lastApplied
        if state == nil, compared.mode == .clientSideApply || compared.mode == .jsonMerge {
            state = LastApplied.document(of: compared.live)?.root
        }
        applied = state.map { state in
            let diff = ThreeWayDiff(schema: compared.schema, mode: compared.mode)
            let result = diff.compare(lastApplied: state, desired: state, live: compared.live)
            return (state, result.changes.map(\.path))
        }
    }

    func lastApplied(_ change: Change) -> Node? { applied?.state.value(at: change.path) }

    // MARK: Which side moved

    func classification(of change: Change, _ owners: [FieldOwner]) -> ExplainedChange.Classification {
        if applied != nil { return byLastApplied(change) }
        if change.live == nil { return .missing }
        guard case .serverSideApply(let manager) = compared.mode, change.operation != .reorder else {
            return owners.isEmpty ? .unknown : .takenOver
        }
        if owners.contains(where: { $0.manager == manager && $0.operation == .apply && $0.subresource.isEmpty }) {
            return .desiredChanged
        }
        return owners.isEmpty ? .unknown : .takenOver
    }

    private func byLastApplied(_ change: Change) -> ExplainedChange.Classification {
        let before = lastApplied(change)
        // A value that was never applied and is there belongs to somebody else.
        if before == nil, change.live != nil { return .takenOver }
        let isLiveMoved = applied?.changes.contains { isRelated($0, change.path) } ?? false
        let isDesiredMoved = before != change.desired
        switch (isDesiredMoved, isLiveMoved) {
        case (true, true): return before == nil ? .desiredChanged : .bothChanged
        case (false, true): return .liveChanged
        case (true, false): return .desiredChanged
        case (false, false): return .unknown
        }
    }

    /// Whether one path leads to the place of the other, or through it.
    private func isRelated(_ path: FieldPath, _ other: FieldPath) -> Bool {
        path.steps.starts(with: other.steps) || other.steps.starts(with: path.steps)
    }

    // MARK: Who owns the live value

    func owners(of change: Change) -> [FieldOwner] {
        guard let node = change.live, node.storage === compared.live.storage else { return [] }
        let storage = node.storage
        var chain = [node.index]
        while let last = chain.last, last != compared.live.index, let parent = storage.parent(of: last) {
            chain.append(parent)
        }
        return entries.filter { owns($0.fields, chain.reversed(), storage) }.map { entry in
            FieldOwner(
                manager: entry.manager, operation: entry.isApply ? .apply : .update, subresource: entry.subresource,
                time: entry.time(in: storage))
        }
    }

    /// Whether a set of fields has the last of the nodes, part of it, or a whole that it is part of.
    private func owns(_ fields: Int, _ chain: [Int], _ storage: DocumentStorage) -> Bool {
        var fields = fields
        var type: TypeRef? = root
        for (outer, inner) in zip(chain, chain.dropFirst()) {
            // The root of a set is no field: an empty one owns nothing.
            if storage.record(fields).high == 0 { return outer != chain.first }
            let next: Int?
            if storage.record(outer).kind == .object {
                let key = storage.record(inner).key
                next = storage.owned(in: fields, field: storage.nameBytes(key))
                type = type?.kind == .object ? type?.field(key, in: storage)?.type : type?.mapValue
            } else {
                next = storage.owned(in: fields, item: inner, of: outer, type)
                type = type?.kind == .list ? type?.element : nil
            }
            guard let next, storage.record(next).kind == .object else { return false }
            fields = next
        }
        return true
    }
}

extension TypeRef {
    fileprivate var mapValue: TypeRef? { kind == .map ? value : nil }
}
