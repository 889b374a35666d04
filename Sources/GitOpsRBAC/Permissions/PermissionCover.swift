/// Boxes brought into few: together they allow what the given ones did, none can be left out, and each has been made as
/// wide as the others let it.
struct PermissionCover {
    private(set) var boxes: [PermissionBox]
    /// Whether every step was taken. Of many boxes that overlap in many ways only the first are: what they allow
    /// together is the same, and fewer might do.
    private(set) var isSmallest = true

    /// More boxes are not made wider, which takes a time of their third power.
    private static let mostWidened = 256
    /// Into more pieces nothing is cut.
    static let mostPieces = 4_096

    /// Complexity: O(boxes) while boxes differ in one dimension only; for what is left then O(boxes³) up to 256 boxes
    /// and O(boxes²) for more, given up after five million steps.
    init(_ given: [PermissionBox]) {
        var steps = 5_000_000
        self.init(given, steps: &steps)
    }

    /// As above, given up after a number of steps that several covers share.
    init(_ given: [PermissionBox], steps: inout Int) {
        boxes = given.filter { !$0.isEmpty }
        unite()
        guard boxes.count > 1 else { return }
        widen(&steps)
        unite()
        leaveOutCovered(&steps)
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

    private mutating func widen(_ steps: inout Int) {
        var changed = true
        while changed {
            let isFew = boxes.count <= Self.mostWidened
            if isFew { steps -= boxes.count * boxes.count }
            guard isFew, steps >= 0 else {
                isSmallest = false
                break
            }
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
    private mutating func leaveOutCovered(_ steps: inout Int) {
        guard steps >= 0 else {
            isSmallest = false
            return
        }
        boxes = boxes.map { (width: Self.width($0), box: $0) }.sorted { $0.width < $1.width }.map(\.box)
        let search = UncoveredSearch(boxes: boxes, paths: [])
        var isLeftOut = Array(repeating: false, count: boxes.count)
        for (position, box) in boxes.enumerated() {
            let answer = search.answer(box, &steps) { $0 == position || isLeftOut[$0] }
            if case .covered = answer { isLeftOut[position] = true }
            if steps < 0 {
                isSmallest = false
                break
            }
        }
        boxes = boxes.indices.reversed().filter { !isLeftOut[$0] }.map { boxes[$0] }
    }

    private static func width(_ box: PermissionBox) -> (open: Int, names: Int) {
        (
            PermissionBox.Dimension.allCases.count { box[$0].isComplement },
            PermissionBox.Dimension.allCases.reduce(0) { $0 + box[$1].names.count }
        )
    }

    /// What is left of boxes without others; `nil` when it falls into more than 4,096 pieces or takes too many cuts.
    static func remainder(of boxes: [PermissionBox], without others: some Sequence<PermissionBox>) -> [PermissionBox]? {
        var cuts = 1_000_000
        return remainder(of: boxes, without: others, cuts: &cuts)
    }

    /// As above, with a number of cuts that several share.
    static func remainder(
        of boxes: [PermissionBox], without others: some Sequence<PermissionBox>, cuts: inout Int
    ) -> [PermissionBox]? {
        var pieces = boxes
        for other in others {
            if pieces.isEmpty { break }
            cuts -= pieces.count
            guard cuts >= 0 else { return nil }
            pieces = pieces.flatMap { $0.subtracting(other) }
            if pieces.count > mostPieces { return nil }
        }
        return pieces
    }
}
