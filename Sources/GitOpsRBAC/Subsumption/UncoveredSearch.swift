/// Looks for something that boxes do not contain.
struct UncoveredSearch {
    let boxes: [PermissionBox]
    let paths: [PathBox]
    /// After how many steps a search is given up.
    var maximumSteps = 1_000_000

    enum Found {
        case resource(PermissionBox)
        case path(PathBox)
    }

    enum Answer {
        case covered
        case uncovered(Found)
        case undecided
    }

    func answer(_ wanted: [PermissionSpace.RuleBoxes]) -> Answer {
        var steps = maximumSteps
        return answer(wanted, &steps)
    }

    /// As above, with a number of steps that several searches share. What was given up for one box may still be found
    /// in another.
    func answer(_ wanted: [PermissionSpace.RuleBoxes], _ steps: inout Int) -> Answer {
        var isDecided = true
        for rule in wanted {
            for box in rule.boxes where !box.isEmpty {
                switch answer(box, &steps) {
                case .covered: continue
                case .undecided: isDecided = false
                case .uncovered(let found): return .uncovered(found)
                }
            }
            guard let pieces = PathCover.remainder(of: rule.paths, without: paths) else {
                isDecided = false
                continue
            }
            if let piece = pieces.first { return .uncovered(.path(piece)) }
        }
        return isDecided ? .covered : .undecided
    }

    /// Whether the boxes contain one.
    ///
    /// - Parameter isLeftOut: tells boxes, by position, that do not count.
    func answer(_ box: PermissionBox, _ steps: inout Int, isLeftOut: (Int) -> Bool = { _ in false }) -> Answer {
        steps -= 1 + boxes.count / 16
        guard steps >= 0 else { return .undecided }
        var near: [PermissionBox] = []
        for (position, other) in boxes.enumerated() where !isLeftOut(position) && other.intersects(box) {
            if box.isSubset(of: other) { return .covered }
            near.append(other)
        }
        guard var search = PointSearch(box, near, &steps), let found = search.find(&steps) else {
            return steps < 0 ? .undecided : .covered
        }
        return .uncovered(.resource(found))
    }
}

/// Looks for a request of a box that none of other boxes contains, name by name.
///
/// Boxes are told apart by the names of the wanted box alone, and what names leave of them is a row of bits: the work
/// is bounded by the number of combinations of its names, however the others overlap. Of all but some names, those
/// that the others mention are tried, and one that nobody mentions.
private struct PointSearch {
    private struct Choice {
        var names: NameSet
        /// A bit for each of the other boxes that contains the names.
        var bits: [UInt64]
    }

    private let box: PermissionBox
    private let everything: [UInt64]
    /// For each dimension what can be chosen.
    private var choices: [[Choice]] = []
    /// For each dimension the boxes that contain the wanted one in it and all after it.
    private var rest: [[UInt64]] = []
    /// For each dimension what was found to be covered from there on.
    private var covered: [Set<[UInt64]>]
    private static let mostRemembered = 4_096

    /// Makes the rows; `nil` when that takes too many steps.
    init?(_ box: PermissionBox, _ near: [PermissionBox], _ steps: inout Int) {
        let words = (near.count + 63) / 64
        self.box = box
        everything = (0..<words).map { word in
            let count = near.count - word * 64
            return count >= 64 ? .max : (1 << UInt64(count)) - 1
        }
        covered = Array(repeating: [], count: PermissionBox.Dimension.allCases.count + 1)
        for dimension in PermissionBox.Dimension.allCases {
            guard let row = Self.choices(box[dimension], near.map { $0[dimension] }, words, &steps) else { return nil }
            choices.append(row)
        }
        rest = [everything]
        for dimension in PermissionBox.Dimension.allCases.reversed() {
            var bits = rest[0]
            for (number, other) in near.enumerated() where !box[dimension].isSubset(of: other[dimension]) {
                bits[number / 64] &= ~(1 << UInt64(number % 64))
            }
            rest.insert(bits, at: 0)
        }
    }

    private static func choices(
        _ wanted: NameSet, _ others: [NameSet], _ words: Int, _ steps: inout Int
    ) -> [Choice]? {
        let mentioned = wanted.isComplement ? NameSet(others.flatMap(\.names)).intersection(wanted) : wanted
        steps -= others.count / 4 + mentioned.names.count * (1 + words / 16)
        guard steps >= 0 else { return nil }
        var open = Array(repeating: UInt64(0), count: words)
        for (number, other) in others.enumerated() where other.isComplement {
            open[number / 64] |= 1 << UInt64(number % 64)
        }
        var positions: [NameID: Int] = [:]
        for (position, name) in mentioned.names.enumerated() { positions[name] = position }
        var found = mentioned.names.map { Choice(names: NameSet([$0]), bits: open) }
        for (number, other) in others.enumerated() {
            for name in other.names {
                guard let position = positions[name] else { continue }
                found[position].bits[number / 64] ^= 1 << UInt64(number % 64)
            }
        }
        guard wanted.isComplement else { return found }
        return [Choice(names: wanted.subtracting(mentioned), bits: open)] + found
    }

    /// A part of the box that no other contains; `nil` when there is none, or when the steps are used up.
    mutating func find(_ steps: inout Int) -> PermissionBox? { find(0, everything, box, &steps) }

    private mutating func find(
        _ depth: Int, _ bits: [UInt64], _ part: PermissionBox, _ steps: inout Int
    ) -> PermissionBox? {
        if Self.isEmpty(bits) { return part }
        guard depth < choices.count, !Self.intersect(bits, rest[depth]) else { return nil }
        let dimension = PermissionBox.Dimension.allCases[depth]
        var further: [(count: Int, choice: Int, bits: [UInt64])] = []
        for (number, choice) in choices[depth].enumerated() {
            steps -= 1 + bits.count / 16
            guard steps >= 0 else { return nil }
            let left = zip(bits, choice.bits).map { $0 & $1 }
            if Self.isEmpty(left) {
                var part = part
                part[dimension] = choice.names
                return part
            }
            if Self.intersect(left, rest[depth + 1]) || covered[depth + 1].contains(left) { continue }
            further.append((left.reduce(0) { $0 + $1.nonzeroBitCount }, number, left))
        }
        // What few boxes contain is the likeliest to have a hole.
        further.sort { ($0.count, $0.choice) < ($1.count, $1.choice) }
        for next in further where !covered[depth + 1].contains(next.bits) {
            var part = part
            part[dimension] = choices[depth][next.choice].names
            if let found = find(depth + 1, next.bits, part, &steps) { return found }
            guard steps >= 0 else { return nil }
            if covered[depth + 1].count < Self.mostRemembered { covered[depth + 1].insert(next.bits) }
        }
        return nil
    }

    private static func isEmpty(_ bits: [UInt64]) -> Bool { bits.allSatisfy { $0 == 0 } }

    private static func intersect(_ left: [UInt64], _ right: [UInt64]) -> Bool {
        for index in left.indices where left[index] & right[index] != 0 { return true }
        return false
    }
}
