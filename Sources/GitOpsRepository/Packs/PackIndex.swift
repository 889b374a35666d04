/// One pack index: sorted ids and their offsets. The file may be damaged: every access is checked.
struct PackIndex: Sendable {
    /// The pack beside the index.
    let packPath: String
    private let bytes: [UInt8]
    private let count: Int

    private static let header = 8
    private static let fanout = 256 * 4
    /// Larger indices are not read: the order is not worth the memory.
    private static let maximumBytes = 1 << 30

    init?(path: String) {
        packPath = path.dropLast(4) + ".pack"
        guard let file = RegularFile.read(path, maximumBytes: Self.maximumBytes),
            file.count >= Self.header + Self.fanout
        else { return nil }
        bytes = file
        guard bytes.starts(with: [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]) else { return nil }
        count = Int(Self.word(bytes, Self.header + Self.fanout - 4))
        guard Self.header + Self.fanout + count * (ObjectID.byteCount + 8) <= bytes.count else { return nil }
    }

    /// Complexity: O(log objects).
    func offset(of id: ObjectID) -> UInt64? {
        let first = id.firstByte
        var low = first == 0 ? 0 : Int(Self.word(bytes, Self.header + (first - 1) * 4))
        var high = min(Int(Self.word(bytes, Self.header + first * 4)), count)
        while low < high {
            let middle = (low + high) / 2
            let found = self.id(middle)
            if found == id { return offset(middle) }
            if found < id { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Where the last object of the pack begins, at or after which the pack cannot end. Complexity: O(objects).
    var lastOffset: UInt64 { (0..<count).map(offset).max() ?? 0 }

    /// What is wrong with the head or the end of the pack, as a sentence about it; `nil` when both fit the index.
    ///
    /// A pack begins with its name, version and number of objects and ends with a checksum, with which the index names
    /// it (gitformat-pack(5)). libgit2 passes over a pack whose head is not as expected, as though its objects were
    /// nowhere.
    var packDamage: String? {
        guard let size = RegularFile.size(packPath), let file = WindowedFile(path: packPath, windowBytes: 32),
            let head = file.bytes(at: 0, count: 12)
        else { return "cannot be read" }
        guard head.starts(with: Array("PACK".utf8)) else { return "does not begin with PACK, as every pack does" }
        let version = Self.word(head, 4)
        guard version == 2 || version == 3 else { return "has version \(version) by its header, and is to have 2 or 3" }
        let objects = Self.word(head, 8)
        guard Int(objects) == count else {
            return "has \(objects) objects by its header, and \(count) by its index"
        }
        let sum = bytes.dropLast(ObjectID.byteCount).suffix(ObjectID.byteCount)
        guard let end = file.bytes(at: UInt64(max(0, size - ObjectID.byteCount)), count: ObjectID.byteCount),
            end.elementsEqual(sum)
        else { return "ends with another checksum than its index names" }
        return nil
    }

    private func id(_ index: Int) -> ObjectID {
        let start = Self.header + Self.fanout + index * ObjectID.byteCount
        return bytes.withUnsafeBytes { buffer in
            ObjectID(bytes: UnsafeRawBufferPointer(rebasing: buffer[start..<start + ObjectID.byteCount])) ?? .zero
        }
    }

    private func offset(_ index: Int) -> UInt64 {
        let table = Self.header + Self.fanout + count * (ObjectID.byteCount + 4)
        let word = Self.word(bytes, table + index * 4)
        guard word >> 31 == 1 else { return UInt64(word) }
        let large = table + count * 4 + Int(word & 0x7FFF_FFFF) * 8
        guard large + 8 <= bytes.count else { return .max }
        return UInt64(Self.word(bytes, large)) << 32 | UInt64(Self.word(bytes, large + 4))
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
            | UInt32(bytes[offset + 3])
    }
}
