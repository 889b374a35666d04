/// Orders positions exactly as Go's `sort.Sort` does under a comparison that calls equal elements "less".
///
/// Strategic merge patches sort lists with such a comparison, so that the order of elements with the same key is the one
/// this very algorithm leaves them in. Source: Go, `sort/zsortinterface.go` (pattern-defeating quicksort).
/// Complexity: O(n · log n) comparisons.
struct GoSort {
    private(set) var items: [Int]
    private let comesFirst: (Int, Int) -> Bool

    /// `comesFirst` compares two items; it may hold both ways.
    static func sorted(_ items: [Int], by comesFirst: @escaping (Int, Int) -> Bool) -> [Int] {
        var sort = GoSort(items: items, comesFirst: comesFirst)
        if items.count > 1 { sort.quicksort(0, items.count, limit: Int.bitWidth - items.count.leadingZeroBitCount) }
        return sort.items
    }

    private init(items: [Int], comesFirst: @escaping (Int, Int) -> Bool) {
        self.items = items
        self.comesFirst = comesFirst
    }

    private func less(_ left: Int, _ right: Int) -> Bool { comesFirst(items[left], items[right]) }

    private mutating func quicksort(_ first: Int, _ last: Int, limit: Int) {
        var (start, end, limit) = (first, last, limit)
        var wasBalanced = true
        var wasPartitioned = true
        while true {
            let length = end - start
            if length <= 12 { return insertionSort(start, end) }
            if limit == 0 { return heapSort(start, end) }
            if !wasBalanced {
                breakPatterns(start, end)
                limit -= 1
            }
            var (pivot, hint) = choosePivot(start, end)
            if hint == .decreasing {
                items[start..<end].reverse()
                pivot = end - 1 - (pivot - start)
                hint = .increasing
            }
            if wasBalanced, wasPartitioned, hint == .increasing, partialInsertionSort(start, end) { return }
            if start > 0, !less(start - 1, pivot) {
                start = partitionEqual(start, end, pivot)
                continue
            }
            let (middle, isPartitioned) = partition(start, end, pivot)
            wasPartitioned = isPartitioned
            wasBalanced = min(middle - start, end - middle) >= length / 8
            if middle - start < end - middle {
                quicksort(start, middle, limit: limit)
                start = middle + 1
            } else {
                quicksort(middle + 1, end, limit: limit)
                end = middle
            }
        }
    }

    private mutating func insertionSort(_ start: Int, _ end: Int) {
        for index in stride(from: start + 1, to: end, by: 1) {
            var position = index
            while position > start, less(position, position - 1) {
                items.swapAt(position, position - 1)
                position -= 1
            }
        }
    }

    private mutating func heapSort(_ start: Int, _ end: Int) {
        let count = end - start
        for root in stride(from: (count - 1) / 2, through: 0, by: -1) { siftDown(root, count, start) }
        for last in stride(from: count - 1, through: 0, by: -1) {
            items.swapAt(start, start + last)
            siftDown(0, last, start)
        }
    }

    private mutating func siftDown(_ root: Int, _ count: Int, _ start: Int) {
        var root = root
        while true {
            var child = 2 * root + 1
            if child >= count { return }
            if child + 1 < count, less(start + child, start + child + 1) { child += 1 }
            if !less(start + root, start + child) { return }
            items.swapAt(start + root, start + child)
            root = child
        }
    }

    // MARK: Partitions

    private mutating func partition(_ start: Int, _ end: Int, _ pivot: Int) -> (middle: Int, isPartitioned: Bool) {
        items.swapAt(start, pivot)
        var (low, high) = (start + 1, end - 1)
        var swaps = 0
        while true {
            while low <= high, less(low, start) { low += 1 }
            while low <= high, !less(high, start) { high -= 1 }
            if low > high { break }
            items.swapAt(low, high)
            swaps += 1
            low += 1
            high -= 1
        }
        items.swapAt(high, start)
        return (high, swaps == 0)
    }

    private mutating func partitionEqual(_ start: Int, _ end: Int, _ pivot: Int) -> Int {
        items.swapAt(start, pivot)
        var (low, high) = (start + 1, end - 1)
        while true {
            while low <= high, !less(start, low) { low += 1 }
            while low <= high, less(start, high) { high -= 1 }
            if low > high { return low }
            items.swapAt(low, high)
            low += 1
            high -= 1
        }
    }

    private mutating func partialInsertionSort(_ start: Int, _ end: Int) -> Bool {
        var index = start + 1
        for _ in 0..<5 {
            while index < end, !less(index, index - 1) { index += 1 }
            if index == end { return true }
            if end - start < 50 { return false }
            items.swapAt(index, index - 1)
            if index - start >= 2 {
                var position = index - 1
                while position >= 1, less(position, position - 1) {
                    items.swapAt(position, position - 1)
                    position -= 1
                }
            }
            if end - index >= 2 {
                var position = index + 1
                while position < end, less(position, position - 1) {
                    items.swapAt(position, position - 1)
                    position += 1
                }
            }
        }
        return false
    }

    private mutating func breakPatterns(_ start: Int, _ end: Int) {
        let length = end - start
        guard length >= 8 else { return }
        var random = UInt64(length)
        let mask = (1 << (Int.bitWidth - length.leadingZeroBitCount)) - 1
        let index = start + (length / 4) * 2 - 1
        for offset in 0..<3 {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            var other = Int(truncatingIfNeeded: random) & mask
            if other >= length { other -= length }
            items.swapAt(index - 1 + offset, start + other)
        }
    }

    // MARK: Pivots

    private enum Hint { case increasing, decreasing, unknown }

    private func choosePivot(_ start: Int, _ end: Int) -> (pivot: Int, hint: Hint) {
        let length = end - start
        var swaps = 0
        var low = start + length / 4
        var middle = start + length / 4 * 2
        var high = start + length / 4 * 3
        if length >= 50 {
            low = median(low - 1, low, low + 1, &swaps)
            middle = median(middle - 1, middle, middle + 1, &swaps)
            high = median(high - 1, high, high + 1, &swaps)
        }
        middle = median(low, middle, high, &swaps)
        return (middle, swaps == 0 ? .increasing : swaps == 12 ? .decreasing : .unknown)
    }

    private func median(_ first: Int, _ second: Int, _ third: Int, _ swaps: inout Int) -> Int {
        var (low, middle, high) = (first, second, third)
        func order(_ left: inout Int, _ right: inout Int) {
            guard less(right, left) else { return }
            swaps += 1
            swap(&left, &right)
        }
        order(&low, &middle)
        order(&middle, &high)
        order(&low, &middle)
        return middle
    }
}
