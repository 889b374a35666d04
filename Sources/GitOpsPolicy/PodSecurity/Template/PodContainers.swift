/// The containers of a pod, of all three lists one after the other, as indices of nodes.
struct PodContainers: Sequence, IteratorProtocol {
    private var current: Range<Int>
    private var second: Range<Int>
    private var third: Range<Int>

    init(_ first: Range<Int>, _ second: Range<Int>, _ third: Range<Int>) {
        current = first
        self.second = second
        self.third = third
    }

    @inline(__always)
    mutating func next() -> Int? {
        while current.isEmpty {
            if second.isEmpty, third.isEmpty { return nil }
            current = second
            second = third
            third = 0..<0
        }
        let container = current.lowerBound
        current = (container + 1)..<current.upperBound
        return container
    }
}
