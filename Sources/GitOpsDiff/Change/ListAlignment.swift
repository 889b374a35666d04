/// Pairs the elements of two lists in order: a longest common subsequence, with bounded work.
struct ListAlignment {
    enum Step: Equatable {
        case both(Int, Int)
        case removed(Int)
        case added(Int)
    }

    /// Above this product of lengths, what is not a common beginning or end is searched by `ShortestEdit`, and paired by
    /// position when that finds nothing.
    static let maximumWork = 4_000_000

    /// Steps in order of both lists. `areSame` tells whether two elements are the same one.
    ///
    /// Elements between two common ones are paired by position, so that a changed element is one step.
    /// Complexity: O(base · desired) below the limit, else that of `ShortestEdit`.
    static func align(_ baseCount: Int, _ desiredCount: Int, _ areSame: (Int, Int) -> Bool) -> [Step] {
        var start = 0
        while start < baseCount, start < desiredCount, areSame(start, start) { start += 1 }
        var baseEnd = baseCount
        var desiredEnd = desiredCount
        while baseEnd > start, desiredEnd > start, areSame(baseEnd - 1, desiredEnd - 1) {
            baseEnd -= 1
            desiredEnd -= 1
        }
        var steps = (0..<start).map { Step.both($0, $0) }
        let common = commonPairs(start..<baseEnd, start..<desiredEnd, areSame)
        var base = start
        var desired = start
        for (baseIndex, desiredIndex) in common + [(baseEnd, desiredEnd)] {
            fill(base..<baseIndex, desired..<desiredIndex, &steps)
            if baseIndex < baseEnd { steps.append(.both(baseIndex, desiredIndex)) }
            base = baseIndex + 1
            desired = desiredIndex + 1
        }
        for offset in 0..<(baseCount - baseEnd) { steps.append(.both(baseEnd + offset, desiredEnd + offset)) }
        return steps
    }

    private static func fill(_ base: Range<Int>, _ desired: Range<Int>, _ steps: inout [Step]) {
        let paired = min(base.count, desired.count)
        for offset in 0..<paired { steps.append(.both(base.lowerBound + offset, desired.lowerBound + offset)) }
        for index in base.dropFirst(paired) { steps.append(.removed(index)) }
        for index in desired.dropFirst(paired) { steps.append(.added(index)) }
    }

    private static func commonPairs(
        _ base: Range<Int>, _ desired: Range<Int>, _ areSame: (Int, Int) -> Bool
    ) -> [(Int, Int)] {
        guard !base.isEmpty, !desired.isEmpty else { return [] }
        let (work, overflow) = base.count.multipliedReportingOverflow(by: desired.count)
        guard !overflow, work <= maximumWork else { return ShortestEdit.commonPairs(base, desired, areSame) }
        let width = desired.count + 1
        var lengths = [UInt32](repeating: 0, count: (base.count + 1) * width)
        for row in stride(from: base.count - 1, through: 0, by: -1) {
            for column in stride(from: desired.count - 1, through: 0, by: -1) {
                lengths[row * width + column] =
                    areSame(base.lowerBound + row, desired.lowerBound + column)
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var pairs: [(Int, Int)] = []
        var (row, column) = (0, 0)
        while row < base.count, column < desired.count {
            if areSame(base.lowerBound + row, desired.lowerBound + column) {
                pairs.append((base.lowerBound + row, desired.lowerBound + column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return pairs
    }
}
