/// Boxes brought into few: together they allow what the given ones did, none can be left out, and each has been made as
/// wide as the others let it.
struct PermissionCover {
    private(set) var boxes: [PermissionBox]

    /// Complexity: O(boxes) while boxes differ in one dimension only, O(boxes³) for what is left then.
    init(_ given: [PermissionBox]) {
        boxes = given.filter { !$0.isEmpty }
        unite()
        guard boxes.count > 1 else { return }
        widen()
        unite()
        leaveOutCovered()
    }

    /// Puts boxes together that differ in one dimension alone.
    private mutating func unite() {
        var count: Int
        repeat {
            count = boxes.count
            for dimension in PermissionBox.Dimension.allCases { unite(dimension) }
        } while boxes.count < count
    }

    private mutating func unite(_ dimension: PermissionBox.Dimension) {
        guard boxes.count > 1 else { return }
        var positions: [PermissionBox: Int] = [:]
        var parts: [(rest: PermissionBox, sets: [NameSet])] = []
        for box in boxes {
            var rest = box
            rest[dimension] = .all
            if let position = positions[rest] {
                parts[position].sets.append(box[dimension])
            } else {
                positions[rest] = parts.count
                parts.append((rest, [box[dimension]]))
            }
        }
        boxes = parts.map { rest, sets in
            var box = rest
            box[dimension] = Self.union(sets)
            return box
        }
    }

    /// The union of many sets, in one step where none is a complement.
    private static func union(_ sets: [NameSet]) -> NameSet {
        guard let first = sets.first, sets.count > 1 else { return sets.first ?? NameSet([]) }
        if sets.contains(where: \.isComplement) { return sets.dropFirst().reduce(first) { $0.union($1) } }
        return NameSet(sets.flatMap(\.names))
    }

    private mutating func widen() {
        let limit = 256
        guard boxes.count <= limit else { return }
        var changed = true
        while changed {
            changed = false
            for index in boxes.indices {
                for other in boxes.indices where other != index {
                    guard let wider = boxes[index].widened(by: boxes[other]) else { continue }
                    boxes[index] = wider
                    changed = true
                }
            }
        }
        var seen: Set<PermissionBox> = []
        boxes.removeAll { !seen.insert($0).inserted }
    }

    /// Removes boxes that the others contain together, those with the fewest names first.
    private mutating func leaveOutCovered() {
        boxes.sort { Self.width($0) < Self.width($1) }
        var index = 0
        while index < boxes.count {
            var others = boxes
            let box = others.remove(at: index)
            if Self.remainder(of: [box], without: others)?.isEmpty == true { boxes = others } else { index += 1 }
        }
        boxes.reverse()
    }

    private static func width(_ box: PermissionBox) -> (open: Int, names: Int) {
        (
            PermissionBox.Dimension.allCases.count { box[$0].isComplement },
            PermissionBox.Dimension.allCases.reduce(0) { $0 + box[$1].names.count }
        )
    }

    /// What is left of boxes without others; `nil` when it falls into more than 4,096 pieces.
    static func remainder(of boxes: [PermissionBox], without others: some Sequence<PermissionBox>) -> [PermissionBox]? {
        var pieces = boxes
        for other in others {
            if pieces.isEmpty { break }
            pieces = pieces.flatMap { $0.subtracting(other) }
            if pieces.count > 4096 { return nil }
        }
        return pieces
    }
}
