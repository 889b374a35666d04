/// The common elements of two long lists that differ in few places.
///
/// Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, the greedy algorithm.
struct ShortestEdit {
    /// Most elements that are removed and added; lists that differ in more have nothing in common here.
    static let maximumEdits = 2_000
    /// Most comparisons of two elements.
    static let maximumComparisons = 40_000_000

    private let base: Range<Int>
    private let desired: Range<Int>
    /// How far into the base each diagonal (position in the base less that in the desired list) got.
    private var furthest: [Int32]
    /// What `furthest` held before each number of edits, from the diagonal of that many added elements on.
    private var history: [[Int32]] = []
    private let middle: Int

    /// Pairs in order of both lists; empty when there is nothing in common, or it would take too long to find.
    ///
    /// Complexity: O((base + desired) · edits), at most `maximumComparisons`.
    static func commonPairs(
        _ base: Range<Int>, _ desired: Range<Int>, _ areSame: (Int, Int) -> Bool
    ) -> [(Int, Int)] {
        guard base.count < Int(Int32.max), desired.count < Int(Int32.max) else { return [] }
        var search = ShortestEdit(base, desired)
        return search.run(areSame) ? search.pairs() : []
    }

    private init(_ base: Range<Int>, _ desired: Range<Int>) {
        self.base = base
        self.desired = desired
        middle = Self.maximumEdits + 1
        furthest = [Int32](repeating: 0, count: 2 * middle + 1)
    }

    private mutating func run(_ areSame: (Int, Int) -> Bool) -> Bool {
        var left = Self.maximumComparisons
        for edits in 0...Self.maximumEdits {
            history.append(Array(furthest[(middle - edits)...(middle + edits)]))
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                var old = start(of: diagonal, edits) { furthest[middle + $0] }
                var new = old - diagonal
                while old < base.count, new < desired.count,
                    areSame(base.lowerBound + old, desired.lowerBound + new)
                {
                    (old, new, left) = (old + 1, new + 1, left - 1)
                }
                furthest[middle + diagonal] = Int32(old)
                if old >= base.count, new >= desired.count { return true }
                left -= 1
            }
            if left < 0 { return false }
        }
        return false
    }

    /// Where a diagonal begins: behind an element that is added or one that is removed, whichever leads further.
    private func start(of diagonal: Int, _ edits: Int, _ reached: (Int) -> Int32) -> Int {
        isAdded(diagonal, edits, reached) ? Int(reached(diagonal + 1)) : Int(reached(diagonal - 1)) + 1
    }

    private func isAdded(_ diagonal: Int, _ edits: Int, _ reached: (Int) -> Int32) -> Bool {
        edits == 0 || diagonal == -edits
            || diagonal != edits && reached(diagonal - 1) < reached(diagonal + 1)
    }

    /// The way back from the ends of both lists.
    private func pairs() -> [(Int, Int)] {
        var pairs: [(Int, Int)] = []
        var (old, new) = (base.count, desired.count)
        for edits in stride(from: history.count - 1, through: 0, by: -1) {
            let reached = { (diagonal: Int) in history[edits][diagonal + edits] }
            let diagonal = old - new
            let first = edits == 0 ? 0 : start(of: diagonal, edits, reached)
            while old > first {
                (old, new) = (old - 1, new - 1)
                pairs.append((base.lowerBound + old, desired.lowerBound + new))
            }
            if isAdded(diagonal, edits, reached) { new -= 1 } else { old -= 1 }
        }
        return pairs.reversed()
    }
}
