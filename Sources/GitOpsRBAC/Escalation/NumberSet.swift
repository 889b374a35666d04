/// Small numbers as bits.
struct NumberSet: Hashable {
    private var words: [UInt64]

    /// No numbers yet, and room for those below a capacity.
    init(capacity: Int) { words = Array(repeating: 0, count: (capacity + 63) / 64) }

    /// All numbers below a count.
    init(below count: Int) {
        self.init(capacity: count)
        for number in 0..<count { insert(number) }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    mutating func insert(_ number: Int) { words[number >> 6] |= 1 << UInt64(number & 63) }

    mutating func remove(_ number: Int) { words[number >> 6] &= ~(1 << UInt64(number & 63)) }

    mutating func formUnion(_ other: NumberSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    func contains(_ number: Int) -> Bool { words[number >> 6] & 1 << UInt64(number & 63) != 0 }

    func subtracting(_ other: NumberSet) -> NumberSet {
        var rest = self
        for index in words.indices { rest.words[index] &= ~other.words[index] }
        return rest
    }

    func intersection(_ other: NumberSet) -> NumberSet {
        var common = self
        for index in words.indices { common.words[index] &= other.words[index] }
        return common
    }

    func isSubset(of other: NumberSet) -> Bool { zip(words, other.words).allSatisfy { $0 & ~$1 == 0 } }

    func isDisjoint(with other: NumberSet) -> Bool { zip(words, other.words).allSatisfy { $0 & $1 == 0 } }

    /// The numbers in their order.
    var elements: [Int] {
        var found: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                found.append(index << 6 | rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
        return found
    }

    var first: Int? {
        words.firstIndex { $0 != 0 }.map { $0 << 6 | words[$0].trailingZeroBitCount }
    }
}
