/// Pairs of names, each with a number in the order of their first appearance.
struct PairTable: Sendable {
    /// Holds the pair itself, so that a look-up reads one place of memory.
    private struct Slot: BitwiseCopyable {
        var first: NameID = 0
        var second: NameID = 0
        var pair = UInt32.max
    }

    private var slots: [Slot]
    private(set) var count = 0

    init() { slots = Array(repeating: Slot(), count: 256) }

    /// Makes room for so many pairs, so that the table does not grow on the way.
    mutating func reserve(_ count: Int) {
        var size = slots.count
        while size < count * 2 { size *= 2 }
        if size > slots.count { resize(to: size) }
    }

    mutating func intern(_ first: NameID, _ second: NameID) -> UInt32 {
        let slot = slot(first, second)
        if slots[slot].pair != .max { return slots[slot].pair }
        let pair = UInt32(truncatingIfNeeded: count)
        slots[slot] = Slot(first: first, second: second, pair: pair)
        count += 1
        if count * 2 > slots.count { resize(to: slots.count * 2) }
        return pair
    }

    /// The number of a pair, or `nil` when the table does not have it. Complexity: O(1) expected.
    @inline(__always)
    func find(_ first: NameID, _ second: NameID) -> UInt32? {
        let pair = slots[slot(first, second)].pair
        return pair == .max ? nil : pair
    }

    @inline(__always)
    private func slot(_ first: NameID, _ second: NameID) -> Int {
        let mask = slots.count - 1
        var slot = Self.hash(first, second) & mask
        while slots[slot].pair != .max, slots[slot].first != first || slots[slot].second != second {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func resize(to size: Int) {
        let old = slots
        slots = Array(repeating: Slot(), count: size)
        for entry in old where entry.pair != .max { slots[slot(entry.first, entry.second)] = entry }
    }

    /// The pairs in no order.
    var all: [(first: NameID, second: NameID)] { slots.filter { $0.pair != .max }.map { ($0.first, $0.second) } }

    @inline(__always)
    private static func hash(_ first: NameID, _ second: NameID) -> Int {
        let mixed = (UInt64(first) << 32 | UInt64(second)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32)
    }

    var byteCount: Int { slots.capacity * MemoryLayout<Slot>.stride }
}
