/// The process-wide table from the built-in schema's member names to their symbols and back.
///
/// Built once, at the first use, from `WellKnownNames.list`.
package enum WellKnownNames {
    /// Slots of the open-addressing table: a power of two, at most a quarter full.
    static let slotMask = 4095

    /// What a search needs to know of a name, in half a cache line.
    struct Slot: BitwiseCopyable {
        /// The first sixteen bytes of the name.
        var text = ShortText.none
        var hash: UInt64 = 0
        /// Bytes of the name; in an empty slot a count that no name has.
        var count: UInt32 = .max
        var symbol: UInt32 = .max
    }

    /// The table; the memory is written once, in the initialiser of a global constant, and lives as long as the process.
    struct Table: @unchecked Sendable {
        let slots: UnsafePointer<Slot>
        let hashes: UnsafePointer<UInt64>
        /// Byte offsets into `bytes`; one more than there are names.
        let offsets: UnsafePointer<UInt32>
        let bytes: UnsafePointer<UInt8>
    }

    static let table: Table = {
        let text = list.utf8Start
        let names = Int(count)
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: slotMask + 1)
        slots.initialize(repeating: Slot(), count: slotMask + 1)
        let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: names)
        let offsets = UnsafeMutablePointer<UInt32>.allocate(capacity: names + 1)
        var index = 0
        var start = 0
        for position in 0...list.utf8CodeUnitCount where index < names {
            let isEnd = position == list.utf8CodeUnitCount || text[position] == UInt8(ascii: " ")
            guard isEnd else { continue }
            let length = position - start
            let hash = ContentHash.bytes(text + start, length)
            hashes[index] = hash
            offsets[index] = UInt32(start)
            var slot = Int(truncatingIfNeeded: hash) & slotMask
            while slots[slot].count != .max { slot = (slot + 1) & slotMask }
            slots[slot] = Slot(
                text: ShortText(text + start, min(length, ShortText.maximumCount)), hash: hash, count: UInt32(length),
                symbol: UInt32(index))
            index += 1
            start = position + 1
        }
        offsets[names] = UInt32(start)
        return Table(slots: slots, hashes: hashes, offsets: offsets, bytes: text)
    }()

    /// The symbol of a name, or `nil` when the built-in schema does not have it. Complexity: O(count).
    package static func symbol(_ name: UnsafePointer<UInt8>, _ count: Int, hash: UInt64) -> Symbol? {
        symbol(name, count, hash: hash, in: table)
    }

    @inline(__always)
    static func symbol(_ name: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, in table: Table) -> Symbol? {
        count <= ShortText.maximumCount
            ? symbol(ShortText(name, count), count, hash: hash, in: table)
            : symbol(long: name, count, hash: hash, in: table)
    }

    /// The symbol of a name of at most sixteen bytes, which are compared as they stand in the slot.
    @inline(__always)
    static func symbol(_ text: ShortText, _ count: Int, hash: UInt64, in table: Table) -> Symbol? {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let found = table.slots[slot]
            if found.text == text, Int(found.count) == count { return Symbol(rawValue: found.symbol) }
            if found.count == .max { return nil }
            slot = (slot &+ 1) & slotMask
        }
    }

    static func symbol(long name: UnsafePointer<UInt8>, _ count: Int, hash: UInt64, in table: Table) -> Symbol? {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let found = table.slots[slot]
            if found.hash == hash, Int(found.count) == count,
                bytesEqual(table.bytes + Int(table.offsets[Int(found.symbol)]), name, count)
            {
                return Symbol(rawValue: found.symbol)
            }
            if found.count == .max { return nil }
            slot = (slot &+ 1) & slotMask
        }
    }

    package static func symbol(_ name: String) -> Symbol? {
        var name = name
        return name.withUTF8 { bytes in
            guard let base = bytes.baseAddress else { return nil }
            return symbol(base, bytes.count, hash: ContentHash.bytes(base, bytes.count))
        }
    }

    /// The bytes of a well-known name.
    package static func bytes(_ symbol: Symbol) -> UnsafeBufferPointer<UInt8> {
        let start = Int(table.offsets[Int(symbol.rawValue)])
        let end = Int(table.offsets[Int(symbol.rawValue) + 1]) - 1
        return UnsafeBufferPointer(start: table.bytes + start, count: end - start)
    }
}
