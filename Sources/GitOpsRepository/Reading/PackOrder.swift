#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The order in which objects lie in their packs.
///
/// Objects are stored as differences to others nearby; read in this order, each base is still in libgit2's cache when it
/// is needed. libgit2 does not tell offsets, so they are read from the pack indices (gitformat-pack(5), version 2). The
/// order is only a hint: whatever cannot be read here keeps its place at the end.
struct PackOrder {
    private let indices: [PackIndex]

    init(commonDirectory: String) {
        let folder = commonDirectory + (commonDirectory.hasSuffix("/") ? "" : "/") + "objects/pack"
        indices = Self.names(in: folder).filter { $0.hasSuffix(".idx") }.sorted()
            .compactMap { PackIndex(path: folder + "/" + $0) }
    }

    /// Positions in `ids`, ordered by pack and offset; objects outside of packs come last.
    func positions(of ids: [ObjectID]) -> [Int] {
        guard !indices.isEmpty else { return Array(ids.indices) }
        let places = ids.map { id -> UInt64 in
            for (number, index) in indices.enumerated() {
                if let offset = index.offset(of: id) { return UInt64(number) << 48 | min(offset, 1 << 48 - 1) }
            }
            return .max
        }
        return ids.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }
}

/// One pack index: sorted ids and their offsets. The file may be damaged: every access is checked.
private struct PackIndex {
    private let bytes: [UInt8]
    private let count: Int

    private static let header = 8
    private static let fanout = 256 * 4
    /// Larger indices are not read: the order is not worth the memory.
    private static let maximumBytes = 1 << 30

    init?(path: String) {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        guard fseek(file, 0, SEEK_END) == 0, case let size = ftell(file), size >= Self.header + Self.fanout,
            size <= Self.maximumBytes, fseek(file, 0, SEEK_SET) == 0
        else { return nil }
        bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            initialized = fread(buffer.baseAddress, 1, size, file)
        }
        guard bytes.count == size, bytes.starts(with: [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]) else { return nil }
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
