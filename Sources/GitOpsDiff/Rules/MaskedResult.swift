import GitOpsManifest
import GitOpsSchema

/// One comparison and the fields that rules choose in its two states.
struct MaskedResult {
    private let result: ComparisonResult
    private let compared: ComparedObjects
    private let type: TypeRef
    private let definition: DocumentStorage?
    private let desired: FieldMask
    private let live: FieldMask

    init(_ result: ComparisonResult, _ compared: ComparedObjects, rules: [(Int, [DriftRule.Fields])]) {
        let resource = compared.schema.resource(of: compared.live) ?? compared.schema.resource(of: compared.desired)
        let type = resource?.type ?? UntypedSchema.object
        var desired = FieldMask(compared.desired)
        var live = FieldMask(compared.live)
        for (number, fields) in rules {
            for choice in fields {
                switch choice {
                case .pattern(let pattern):
                    desired.add(pattern, number, type)
                    live.add(pattern, number, type)
                case .glob(let glob):
                    desired.add(glob, number, type)
                    live.add(glob, number, type)
                case .manager(let manager):
                    desired.add(ownedBy: manager, in: compared.live, number, type)
                    live.add(ownedBy: manager, in: compared.live, number, type)
                case .all:
                    desired.add(compared.desired.index, number)
                    live.add(compared.live.index, number)
                }
            }
        }
        self.result = result
        self.compared = compared
        self.type = type
        definition = resource?.definition
        self.desired = desired
        self.live = live
    }

    mutating func split() -> (kept: [Change], hidden: [(Change, [Int])]) {
        guard !desired.isEmpty || !live.isEmpty else { return (result.changes, []) }
        let own = result.changes.dropLast(result.derived.count)
        var verdicts = own.map { hidingRules($0) }
        let kept = zip(own, verdicts).filter { $1.isEmpty }.map(\.0)
        // What the server writes itself follows from the changes that are left.
        let derived = DerivedChanges.after(kept, live: compared.live, type: type).map(\.path)
        let all = verdicts.flatMap { $0 }
        for change in result.changes.suffix(result.derived.count) {
            let rules = hidingRules(change)
            verdicts.append(rules.isEmpty && !derived.contains(change.path) ? all : rules)
        }
        let sorted = verdicts.map { Array(Set($0)).sorted() }
        return (
            zip(result.changes, sorted).filter { $1.isEmpty }.map(\.0),
            zip(result.changes, sorted).filter { !$1.isEmpty }.map { ($0, $1) }
        )
    }

    /// The rules that hide a change; none when it counts.
    private func hidingRules(_ change: Change) -> [Int] {
        let wanted = change.desired.map(\.index)
        let found = change.live.map(\.index)
        let covering = (wanted.map(desired.rules(covering:)) ?? []) + (found.map(live.rules(covering:)) ?? [])
        if !covering.isEmpty { return covering }
        let inside = (wanted.map(desired.rules(inside:)) ?? []) + (found.map(live.rules(inside:)) ?? [])
        guard !inside.isEmpty else { return [] }
        var comparison = MaskedComparison(
            walk: DriftWalk(desired: desired.storage, live: live.storage, definition: definition), desired: desired,
            live: live)
        let isHidden =
            switch (change.operation, wanted, found) {
            case (.add, let wanted?, _): desired.covers(wanted)
            case (.remove, _, let found?): live.covers(found)
            case (.replace, let wanted?, let found?): comparison.isStored(wanted, found, from: type)
            case (.reorder, let wanted?, let found?): comparison.isInOrder(wanted, found, from: type)
            default: false
            }
        return isHidden ? inside : []
    }
}
