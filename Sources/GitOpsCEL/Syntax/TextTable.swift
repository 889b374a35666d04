/// Finds names in a tree's `texts` by their bytes, so that each is kept once.
struct TextTable {
    private var slots: [UInt32]
    private var hashes: [UInt32] = []

    private static let empty = UInt32.max
    /// Differs from process to process: nobody can write names that all fall into one slot.
    private static let seed = UInt32.random(in: 1 ... .max)

    init(capacity: Int) {
        var size = 16
        while size < capacity { size *= 2 }
        slots = Array(repeating: Self.empty, count: size)
        hashes.reserveCapacity(capacity)
    }

    /// The number of a name; a new one is added. Complexity: O(length).
    mutating func id(of name: UnsafeBufferPointer<UInt8>, in texts: inout [String]) -> TextID {
        var hash = Self.seed
        for byte in name { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        hash ^= hash >> 15
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != Self.empty {
            let found = Int(slots[slot])
            if hashes[found] == hash, Self.isEqual(&texts[found], name) { return TextID(rawValue: UInt32(found)) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let id = UInt32(texts.count)
        slots[slot] = id
        hashes.append(hash)
        texts.append(String(decoding: name, as: UTF8.self))
        if hashes.count * 2 > slots.count { grow() }
        return TextID(rawValue: id)
    }

    private static func isEqual(_ text: inout String, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.utf8.count == name.count else { return false }
        return text.withUTF8 { bytes in
            for index in 0..<name.count where bytes[index] != name[index] { return false }
            return true
        }
    }

    private mutating func grow() {
        slots = Array(repeating: Self.empty, count: slots.count * 2)
        for (id, hash) in hashes.enumerated() {
            var slot = Int(hash) & (slots.count - 1)
            while slots[slot] != Self.empty { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(id)
        }
    }
}
