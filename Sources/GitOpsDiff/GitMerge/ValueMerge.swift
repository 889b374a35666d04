import GitOpsManifest
import GitOpsSchema

/// One merge of three versions of a value.
struct ValueMerge {
    let favored: GitMerge.Side
    private(set) var conflicts: [MergeConflict] = []
    private var path = FieldPath()

    init(favored: GitMerge.Side) { self.favored = favored }

    /// - Parameter hasAlternatives: whether the value is an object that may have only one of some members.
    /// - Returns: `nil` when nothing is left of the value.
    mutating func merge(
        _ base: Node?, _ ours: Node?, _ theirs: Node?, _ type: TypeRef, hasAlternatives: Bool
    ) -> MergedValue? {
        if ours == theirs || theirs == base { return ours.map { .node($0) } }
        if ours == base { return theirs.map { .node($0) } }
        guard let ours, let theirs else {
            return conflict(ours == nil ? .removedByOurs : .removedByTheirs, base, ours, theirs)
        }
        switch (ours.kind, theirs.kind) {
        case (.object, .object):
            guard base.map({ $0.kind == .object }) ?? true, !type.isAtomic || type.kind == .list else { break }
            if hasAlternatives, choseAlternatives(base, ours, theirs) {
                return conflict(.alternatives, base, ours, theirs)
            }
            return mergeMembers(base, ours, theirs, type)
        case (.array, .array):
            guard base.map({ $0.kind == .array }) ?? true else { break }
            return mergeLists(base, ours, theirs, type, hasAlternatives: hasAlternatives)
        case (.string, .string):
            if let text = TextMerge.merge(base?.string, ours.string ?? "", theirs.string ?? "") { return .text(text) }
        default: break
        }
        return conflict(.changedByBoth, base, ours, theirs)
    }

    mutating func conflict(
        _ kind: MergeConflict.Kind, _ base: Node?, _ ours: Node?, _ theirs: Node?
    ) -> MergedValue? {
        conflicts.append(MergeConflict(kind, path: path, base: base, ours: ours, theirs: theirs))
        return (favored == .ours ? ours : theirs).map { .node($0) }
    }

    mutating func at<Result>(_ step: FieldPath.Step, _ body: (inout Self) -> Result) -> Result {
        path.steps.append(step)
        defer { path.steps.removeLast() }
        return body(&self)
    }

    /// Whether both sides have other members than before, and not the same ones.
    private func choseAlternatives(_ base: Node?, _ ours: Node, _ theirs: Node) -> Bool {
        let before = Set(base?.members.map(\.key) ?? [])
        let own = Set(ours.members.map(\.key))
        let other = Set(theirs.members.map(\.key))
        return own != before && other != before && own != other
    }

    private mutating func mergeMembers(_ base: Node?, _ ours: Node, _ theirs: Node, _ type: TypeRef) -> MergedValue {
        var members: [MergedValue.Member] = []
        let names = Self.order(ours.members.map(\.key), theirs.members.map(\.key))
        for name in names {
            let field = type.kind == .object ? type.field(named: name) : nil
            let memberType = field?.type ?? (type.kind == .map ? type.value : UntypedSchema.type)
            let retainsKeys = field?.patchStrategy.contains(.retainKeys) ?? false
            let merged = at(.field(name)) {
                $0.merge(base?[name], ours[name], theirs[name], memberType, hasAlternatives: retainsKeys)
            }
            if let merged { members.append(MergedValue.Member(name: name, value: merged)) }
        }
        return .object(members)
    }

    /// Our names in their order, and behind the one that they follow those that only the other side has.
    private static func order(_ ours: [String], _ theirs: [String]) -> [String] {
        let own = Set(ours)
        var following: [String: [String]] = [:]
        var first: [String] = []
        var previous: String?
        for name in theirs {
            if own.contains(name) {
                previous = name
            } else if let previous {
                following[previous, default: []].append(name)
            } else {
                first.append(name)
            }
        }
        return first + ours.flatMap { [$0] + (following[$0] ?? []) }
    }
}
