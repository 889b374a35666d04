import GitOpsRepository

/// An occurrence on one side of a comparison.
struct FoundOccurrence {
    let occurrence: Occurrence
    let text: UInt64
}

/// Finds which occurrences of a subject in one tree are those of another.
///
/// Those in the same file belong together, equal ones first; then those of the same value, wherever they are; what is
/// left is paired by the likeness of the paths, because a resource that leaves one file and enters another was moved.
/// Whatever has no other is added or removed.
enum OccurrenceMatching {
    /// Above this number of comparisons what is left is paired in order.
    static let maximumWork = 1 << 16

    /// Pairs of positions; `nil` where there is no other. Complexity: O(n log n) but for what is left.
    static func pairs(
        _ old: [FoundOccurrence], _ new: [FoundOccurrence], paths: [String]
    ) -> [(old: Int?, new: Int?)] {
        if old.isEmpty { return new.indices.map { (nil, $0) } }
        if new.isEmpty { return old.indices.map { ($0, nil) } }
        if old.count == 1, new.count == 1 { return [(0, 0)] }
        var matching = Matching(old: Array(old.indices), new: Array(new.indices))
        matching.pair(
            { ExactKey(path: old[$0].occurrence.path, content: old[$0].occurrence.content, text: old[$0].text) },
            { ExactKey(path: new[$0].occurrence.path, content: new[$0].occurrence.content, text: new[$0].text) })
        matching.pair(
            { ExactKey(path: old[$0].occurrence.path, content: old[$0].occurrence.content, text: 0) },
            { ExactKey(path: new[$0].occurrence.path, content: new[$0].occurrence.content, text: 0) })
        matching.pair({ old[$0].occurrence.path }, { new[$0].occurrence.path })
        matching.pair({ old[$0].occurrence.content }, { new[$0].occurrence.content })
        matching.pairByLikeness { left, right in
            likeness(paths[Int(old[left].occurrence.path)], paths[Int(new[right].occurrence.path)])
        }
        return matching.pairs + matching.old.map { ($0, nil) } + matching.new.map { (nil, $0) }
    }

    private struct ExactKey: Hashable {
        let path: Int32
        let content: ObjectID
        let text: UInt64
    }

    /// Components that two paths have in common at their beginnings and ends.
    static func likeness(_ left: String, _ right: String) -> Int {
        let one = left.utf8.split(separator: UInt8(ascii: "/"))
        let other = right.utf8.split(separator: UInt8(ascii: "/"))
        func common(_ pairs: some Sequence<(Substring.UTF8View, Substring.UTF8View)>) -> Int {
            var count = 0
            for (first, second) in pairs {
                guard first.elementsEqual(second) else { break }
                count += 1
            }
            return count
        }
        return common(zip(one, other)) + common(zip(one.reversed(), other.reversed()))
    }
}

/// What is paired, and what is left on each side, in order.
private struct Matching {
    var pairs: [(old: Int?, new: Int?)] = []
    var old: [Int]
    var new: [Int]

    init(old: [Int], new: [Int]) {
        self.old = old
        self.new = new
    }

    /// Pairs those of the same key, in order.
    mutating func pair<Key: Hashable>(_ oldKey: (Int) -> Key, _ newKey: (Int) -> Key) {
        guard !old.isEmpty, !new.isEmpty else { return }
        var waiting: [Key: (positions: [Int], next: Int)] = [:]
        for position in old { waiting[oldKey(position), default: ([], 0)].positions.append(position) }
        var paired: Set<Int> = []
        new.removeAll { position in
            let key = newKey(position)
            guard let found = waiting[key], found.next < found.positions.count else { return false }
            waiting[key]?.next += 1
            pairs.append((found.positions[found.next], position))
            paired.insert(found.positions[found.next])
            return true
        }
        old.removeAll { paired.contains($0) }
    }

    /// Pairs all that can be paired, the most alike first; of equally alike ones the first.
    mutating func pairByLikeness(_ likeness: (Int, Int) -> Int) {
        guard !old.isEmpty, !new.isEmpty else { return }
        if case let (work, overflow) = old.count.multipliedReportingOverflow(by: new.count),
            !overflow, work <= OccurrenceMatching.maximumWork
        {
            var scores: [(score: Int, old: Int, new: Int)] = []
            for left in old { for right in new { scores.append((likeness(left, right), left, right)) } }
            scores.sort { ($1.score, $0.old, $0.new) < ($0.score, $1.old, $1.new) }
            var usedOld: Set<Int> = []
            var usedNew: Set<Int> = []
            for (_, left, right) in scores where !usedOld.contains(left) && !usedNew.contains(right) {
                usedOld.insert(left)
                usedNew.insert(right)
                pairs.append((left, right))
            }
            old.removeAll { usedOld.contains($0) }
            new.removeAll { usedNew.contains($0) }
        } else {
            for (left, right) in zip(old, new) { pairs.append((left, right)) }
            let count = min(old.count, new.count)
            old.removeFirst(count)
            new.removeFirst(count)
        }
    }
}
