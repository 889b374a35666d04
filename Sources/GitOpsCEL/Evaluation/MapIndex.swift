import GitOpsManifest

/// A table of hashes behind the entries of a large map in scratch memory.
///
/// Open addressing: a slot holds the number of an entry, counted from 1. Memory for the slots, a power of two at most
/// half full, follows the last entry.
enum MapIndex {
    /// Slots for so many entries: none for maps that are searched as fast without.
    static func slotCount(entries: Int) -> Int {
        guard entries > 12 else { return 0 }
        var slots = 32
        while slots < entries * 2 { slots *= 2 }
        return slots
    }

    private static func slots(_ map: Value) -> UnsafeMutablePointer<UInt32> {
        UnsafeMutableRawPointer(mutating: map.values + 2 * Int(map.count)).assumingMemoryBound(to: UInt32.self)
    }

    /// Fills the slots of a map with entries. Of equal keys the first is found.
    static func build(_ map: Value) {
        let count = slotCount(entries: Int(map.count))
        let slots = UnsafeMutableRawPointer(mutating: map.values + 2 * Int(map.count))
            .bindMemory(to: UInt32.self, capacity: count)
        slots.initialize(repeating: 0, count: count)
        for entry in 0..<Int(map.count) {
            let key = map.values[2 * entry]
            let slot = slot(of: key, in: map)
            if slots[slot] == 0 { slots[slot] = UInt32(entry + 1) }
        }
    }

    /// Position of the entry with a key.
    static func position(of key: Value, in map: Value) -> Int? {
        let found = slots(map)[slot(of: key, in: map)]
        return found == 0 ? nil : Int(found) - 1
    }

    /// The slot that a key is in, or a free one.
    private static func slot(of key: Value, in map: Value) -> Int {
        let mask = slotCount(entries: Int(map.count)) - 1
        let slots = slots(map)
        var slot = Int(truncatingIfNeeded: hash(key)) & mask
        while slots[slot] != 0, !Evaluation.keysAreEqual(map.values[2 * Int(slots[slot] - 1)], key) {
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// Equal for equal numbers of any type.
    private static func hash(_ key: Value) -> UInt64 {
        switch key.tag {
        case .string:
            let bytes = key.bytes
            guard let start = bytes.baseAddress else { return 0 }
            return ContentHash.bytes(start, bytes.count)
        case .double:
            // Doubles are compared with integers as doubles, so both hash as doubles.
            return mix((key.double + 0).bitPattern)
        case .integer: return mix(Double(key.integer).bitPattern)
        case .unsigned: return mix(Double(key.unsigned).bitPattern)
        default: return mix(key.payload)
        }
    }

    private static func mix(_ bits: UInt64) -> UInt64 {
        let product = (bits ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
