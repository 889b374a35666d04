import GitOpsManifest

/// A name as a number: equal numbers for equal bytes, within one table.
typealias NameID = UInt32

/// Every name of a model once: users, groups, namespaces, verbs, resources.
///
/// Names are compared by their bytes. The hash is keyed per process, so nobody can choose names that collide.
struct NameTable: Sendable {
    private var bytes: [UInt8] = []
    /// Where each name begins in `bytes`, and one past the last.
    private var offsets: [UInt32] = [0]
    private var hashes: [UInt64] = []
    /// The upper half of a hash above the number of its name, so that other names are passed over without looking.
    private var slots: [UInt64]

    /// The empty name.
    static let empty: NameID = 0
    /// The name `*`.
    static let star: NameID = 1
    /// Stands for a name that no table has.
    static let unknown: NameID = .max

    init() {
        slots = Array(repeating: .max, count: 1024)
        intern("")
        intern("*")
    }

    var count: Int { hashes.count }

    /// Makes room for so many names, so that the table does not grow on the way.
    mutating func reserve(_ count: Int) {
        var size = slots.count
        while size < count * 2 { size *= 2 }
        hashes.reserveCapacity(count)
        offsets.reserveCapacity(count + 1)
        if size > slots.count { resize(to: size) }
    }

    /// The number of a name; a new one when the table does not have it. Complexity: O(bytes) on average.
    mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> NameID {
        intern(name, Self.hash(name))
    }

    @inline(__always)
    private mutating func intern(_ name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> NameID {
        let slot = slot(of: name, hash)
        if slots[slot] != .max { return NameID(truncatingIfNeeded: slots[slot]) }
        let id = NameID(truncatingIfNeeded: hashes.count)
        slots[slot] = Self.entry(hash, id)
        hashes.append(hash)
        bytes.append(contentsOf: name)
        offsets.append(UInt32(truncatingIfNeeded: bytes.count))
        if hashes.count * 2 > slots.count { resize(to: slots.count * 2) }
        return id
    }

    /// Takes the names of another table over, in its order, and gives the number that each of them has here.
    mutating func append(_ other: NameTable) -> [NameID] {
        reserve(count + other.count)
        return other.bytes.withUnsafeBufferPointer { bytes in
            other.hashes.indices.map { id in
                let range = Int(other.offsets[id])..<Int(other.offsets[id + 1])
                return intern(UnsafeBufferPointer(rebasing: bytes[range]), other.hashes[id])
            }
        }
    }

    @discardableResult
    mutating func intern(_ name: String) -> NameID {
        var name = name
        return name.withUTF8 { intern($0) }
    }

    /// The number of a name, or `unknown`. Complexity: O(bytes) on average, without allocation.
    func find(_ name: UnsafeBufferPointer<UInt8>) -> NameID {
        NameID(truncatingIfNeeded: slots[slot(of: name, Self.hash(name))])
    }

    func find(_ name: String) -> NameID {
        var name = name
        return name.withUTF8 { find($0) }
    }

    /// The number of three texts put together.
    func find(_ first: String, _ second: String, _ third: String) -> NameID {
        let room = 256
        guard first.utf8.count + second.utf8.count + third.utf8.count <= room else {
            return find(first + second + third)
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { buffer in
            var count = 0
            for text in [first, second, third] {
                for byte in text.utf8 {
                    buffer[count] = byte
                    count += 1
                }
            }
            return find(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    subscript(id: NameID) -> String { withBytes(of: id) { String(decoding: $0, as: UTF8.self) } }

    func withBytes<Result>(of id: NameID, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let range = Int(offsets[Int(id)])..<Int(offsets[Int(id) + 1])
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// Whether the bytes of a name come before those of another.
    func precedes(_ first: NameID, _ second: NameID) -> Bool {
        withBytes(of: first) { first in withBytes(of: second) { first.lexicographicallyPrecedes($0) } }
    }

    /// Bytes of memory that the table takes.
    var byteCount: Int { bytes.capacity + offsets.capacity * 4 + (hashes.capacity + slots.capacity) * 8 }

    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let base = name.baseAddress else { return withUnsafePointer(to: 0) { ContentHash.bytes($0, 0) } }
        return ContentHash.bytes(base, name.count)
    }

    @inline(__always)
    private static func entry(_ hash: UInt64, _ id: NameID) -> UInt64 { hash & 0xFFFF_FFFF_0000_0000 | UInt64(id) }

    /// The slot that holds the name, or the free one where it belongs.
    @inline(__always)
    private func slot(of name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != .max, !matches(slots[slot], name, hash) { slot = (slot + 1) & mask }
        return slot
    }

    @inline(__always)
    private func matches(_ entry: UInt64, _ name: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Bool {
        guard entry >> 32 == hash >> 32 else { return false }
        let id = Int(entry & 0xFFFF_FFFF)
        let start = Int(offsets[id])
        guard Int(offsets[id + 1]) - start == name.count else { return false }
        guard let base = name.baseAddress, !name.isEmpty else { return true }
        return bytes.withUnsafeBufferPointer { own in
            own.baseAddress.map { bytesEqual($0 + start, base, name.count) } ?? false
        }
    }

    private mutating func resize(to size: Int) {
        let mask = size - 1
        slots = Array(repeating: .max, count: size)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != .max { slot = (slot + 1) & mask }
            slots[slot] = Self.entry(hash, NameID(truncatingIfNeeded: index))
        }
    }
}
