/// Reads the objects of one pack, best in the order of their offsets.
///
/// libgit2 unpacks a chain of differences anew for each object; here the bases that were just made are kept, as `git
/// cat-file` does. The pack may be damaged or change while it is read: every access is checked, nothing is mapped, and
/// what is not as expected gives no object. Each stream is read to its end, so that its checksum (Adler-32, RFC 1950)
/// is compared, and every length with that of its header and difference. What these do not cover is the head of a
/// difference: damage that leads to another base of the same length is noticed only by comparing the object with its
/// name. Source: gitformat-pack(5).
final class PackReader {
    private let index: PackIndex
    private let file: WindowedFile
    private let inflater: Inflater
    /// Objects that were made, two generations of them: the older one goes when the younger is full.
    private var young: [UInt64: PackObject] = [:]
    private var old: [UInt64: PackObject] = [:]
    private var youngBytes = 0
    private let cacheBytes: Int
    /// Entries of the pack that were inflated.
    private(set) var inflated = 0
    /// Bytes of the pack that were read.
    var bytesRead: Int { file.bytesRead }

    /// Where a pack is read onwards, the next objects are in the window as well.
    static let onwardWindowBytes = 256 << 10
    /// Git itself makes no longer chains.
    private static let maximumDepth = 4_095

    init?(index: PackIndex, cacheBytes: Int, windowBytes: Int = PackReader.onwardWindowBytes) {
        guard let file = WindowedFile(path: index.packPath, windowBytes: windowBytes),
            let inflater = Inflater(), let header = file.bytes(at: 0, count: 8),
            header.starts(with: [0x50, 0x41, 0x43, 0x4B, 0, 0, 0]), header[7] == 2 || header[7] == 3
        else { return nil }
        self.index = index
        self.file = file
        self.inflater = inflater
        self.cacheBytes = cacheBytes
    }

    /// The content of the blob at an offset; `nil` for other objects and for everything that is not as expected.
    func blob(at offset: UInt64, maximumBytes: Int) -> [UInt8]? {
        content(at: offset, .blob, maximumBytes: maximumBytes)
    }

    /// The content of the object at an offset; `nil` when it is of another type, and for everything that is not as
    /// expected.
    func content(at offset: UInt64, _ type: PackObject.Kind, maximumBytes: Int) -> [UInt8]? {
        guard let object = object(at: offset, maximumBytes), object.type == type else { return nil }
        return object.bytes
    }

    private func object(at offset: UInt64, _ maximumBytes: Int) -> PackObject? {
        var differences: [(offset: UInt64, delta: [UInt8])] = []
        var differenceBytes = 0
        var place = offset
        var base: PackObject?
        while base == nil {
            if let known = young[place] ?? old[place] {
                base = known
                break
            }
            guard differences.count <= Self.maximumDepth, let entry = entry(at: place, maximumBytes) else { return nil }
            switch entry {
            case .whole(let object):
                keep(object, at: place)
                base = object
            case .difference(let delta, let from):
                // A chain of compressed bombs must not fill the memory: libgit2 holds one difference at a time.
                differenceBytes += delta.count
                guard differenceBytes <= maximumBytes else { return nil }
                differences.append((place, delta))
                place = from
            }
        }
        guard var object = base else { return nil }
        for (place, delta) in differences.reversed() {
            guard let bytes = PackDelta.apply(delta, to: object.bytes, maximumBytes: maximumBytes) else { return nil }
            object = PackObject(type: object.type, bytes: bytes)
            keep(object, at: place)
        }
        return object
    }

    private func keep(_ object: PackObject, at offset: UInt64) {
        guard object.bytes.count <= cacheBytes / 4 else { return }
        if youngBytes + object.bytes.count > cacheBytes / 2 {
            old = young
            young = [:]
            youngBytes = 0
        }
        young[offset] = object
        youngBytes += object.bytes.count
    }

    // MARK: Entries

    private enum Entry {
        case whole(PackObject)
        case difference([UInt8], from: UInt64)
    }

    private func entry(at offset: UInt64, _ maximumBytes: Int) -> Entry? {
        var cursor = offset
        guard let first = file.byte(at: cursor) else { return nil }
        cursor += 1
        var size = UInt64(first & 15)
        var shift: UInt64 = 4
        var byte = first
        while byte & 0x80 != 0 {
            guard shift < 60, let next = file.byte(at: cursor) else { return nil }
            byte = next
            cursor += 1
            size |= UInt64(byte & 0x7F) << shift
            shift += 7
        }
        guard size <= UInt64(maximumBytes) else { return nil }
        var from: UInt64?
        switch first >> 4 & 7 {
        case 6:
            guard let distance = distance(&cursor), distance > 0, distance < offset else { return nil }
            from = offset - distance
        case 7:
            guard let base = file.id(at: cursor).flatMap({ index.offset(of: $0) }) else { return nil }
            cursor += UInt64(ObjectID.byteCount)
            from = base
        default: break
        }
        inflated += 1
        guard let bytes = inflater.inflate(file, at: cursor, count: Int(size)) else { return nil }
        if let from { return .difference(bytes, from: from) }
        guard let type = PackObject.Kind(rawValue: first >> 4 & 7) else { return nil }
        return .whole(PackObject(type: type, bytes: bytes))
    }

    /// How far before the object its base begins.
    private func distance(_ cursor: inout UInt64) -> UInt64? {
        guard var byte = file.byte(at: cursor) else { return nil }
        cursor += 1
        var distance = UInt64(byte & 0x7F)
        while byte & 0x80 != 0 {
            guard distance < 1 << 55, let next = file.byte(at: cursor) else { return nil }
            byte = next
            cursor += 1
            distance = (distance + 1) << 7 | UInt64(byte & 0x7F)
        }
        return distance
    }
}

/// An object of a pack.
struct PackObject {
    enum Kind: UInt8 {
        case commit = 1
        case tree, blob, tag
    }

    let type: Kind
    let bytes: [UInt8]
}
