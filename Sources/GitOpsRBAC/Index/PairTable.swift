/// Pairs of names, each with a number in the order of their first appearance.
struct PairTable: Sendable {
    private var slots: [UInt32]
    private(set) var firsts: [NameID] = []
    private(set) var seconds: [NameID] = []

    init() { slots = Array(repeating: .max, count: 256) }

    var count: Int { firsts.count }

    mutating func intern(_ first: NameID, _ second: NameID) -> UInt32 {
        let slot = slot(first, second)
        if slots[slot] != .max { return slots[slot] }
        let pair = UInt32(truncatingIfNeeded: firsts.count)
        slots[slot] = pair
        firsts.append(first)
        seconds.append(second)
        if firsts.count * 2 > slots.count { grow() }
        return pair
    }

    /// The number of a pair, or `nil` when the table does not have it. Complexity: O(1) expected.
    @inline(__always)
    func find(_ first: NameID, _ second: NameID) -> UInt32? {
        let pair = slots[slot(first, second)]
        return pair == .max ? nil : pair
    }

    @inline(__always)
    private func slot(_ first: NameID, _ second: NameID) -> Int {
        let mask = slots.count - 1
        var slot = Self.hash(first, second) & mask
        while slots[slot] != .max, case let pair = Int(slots[slot]), firsts[pair] != first || seconds[pair] != second {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = Array(repeating: .max, count: mask + 1)
        for pair in firsts.indices {
            var slot = Self.hash(firsts[pair], seconds[pair]) & mask
            while slots[slot] != .max { slot = (slot + 1) & mask }
            slots[slot] = UInt32(truncatingIfNeeded: pair)
        }
    }

    @inline(__always)
    private static func hash(_ first: NameID, _ second: NameID) -> Int {
        let mixed = (UInt64(first) << 32 | UInt64(second)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32)
    }

    var byteCount: Int { (slots.capacity + firsts.capacity + seconds.capacity) * 4 }
}
