/// The hash that makes equal values equal whatever their key order and spelling.
///
/// A folded multiplication (64 × 64 → 128 bits, halves combined) over 16-byte blocks, keyed with secrets drawn when the
/// process starts: whoever writes a manifest cannot know which other manifest would have the same hash. Hashes
/// therefore never leave the process.
package enum ContentHash {
    package struct Secrets: Sendable {
        var a: UInt64
        var b: UInt64
        var c: UInt64
    }

    package static let secrets: Secrets = {
        var generator = SystemRandomNumberGenerator()
        return Secrets(a: generator.next() | 1, b: generator.next() | 1, c: generator.next() | 1)
    }()

    @inline(__always)
    static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// Hash of a run of bytes. Complexity: O(count).
    @inline(__always)
    package static func bytes(_ start: UnsafePointer<UInt8>, _ count: Int, _ keys: Secrets = secrets) -> UInt64 {
        count <= 16 ? short(ShortText(start, count), count, keys) : long(start, count, keys)
    }

    /// The same for bytes behind which `SourceStorage.padding` others can be read.
    @inline(__always)
    static func bytes(padded start: UnsafePointer<UInt8>, _ count: Int, _ keys: Secrets) -> UInt64 {
        count <= 16 ? short(ShortText(padded: start, count), count, keys) : long(start, count, keys)
    }

    @inline(__always)
    static func short(_ text: ShortText, _ count: Int, _ keys: Secrets) -> UInt64 {
        fold(text.low ^ keys.a ^ UInt64(truncatingIfNeeded: count), text.high ^ keys.b) ^ keys.c
    }

    @inline(__always)
    static func long(_ start: UnsafePointer<UInt8>, _ count: Int, _ keys: Secrets) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        var state = keys.a ^ UInt64(truncatingIfNeeded: count)
        var offset = 0
        while offset &+ 16 < count {
            let first = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let second = raw.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
            state = fold(first ^ state, second ^ keys.b)
            offset &+= 16
        }
        let low = raw.loadUnaligned(fromByteOffset: count &- 16, as: UInt64.self)
        let high = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        return fold(low ^ state, high ^ keys.b) ^ keys.c
    }

    @inline(__always)
    static func string(_ bytesHash: UInt64, _ keys: Secrets) -> UInt64 { fold(bytesHash ^ keys.b, keys.a) }

    @inline(__always)
    static func scalar(_ kind: NodeRecord.Kind, _ bits: UInt64, _ keys: Secrets = secrets) -> UInt64 {
        fold(bits ^ keys.a, keys.c ^ UInt64(kind.rawValue)) ^ keys.b
    }

    /// Numbers hash by value: `1`, `1.0` and `1e0` are one number to the API server.
    static func number(_ value: Double, spelling: UInt64) -> UInt64 {
        switch NumberValue(value) {
        case .signed(let integer): scalar(.signed, UInt64(bitPattern: integer))
        case .unsigned(let integer): scalar(.unsigned, integer)
        case .double(let double): scalar(.number, double.bitPattern)
        case .outOfRange: fold(spelling ^ secrets.c, secrets.b)
        }
    }

    /// One member's share of its object's hash; shares are added, so that their order does not matter.
    @inline(__always)
    static func member(_ key: UInt64, _ value: UInt64, _ keys: Secrets) -> UInt64 {
        fold(key ^ keys.c, value ^ keys.a) ^ fold(value ^ keys.b, keys.c)
    }

    @inline(__always)
    static func element(_ state: UInt64, _ value: UInt64, _ keys: Secrets) -> UInt64 {
        fold(state ^ value, keys.b) &+ keys.a
    }

    @inline(__always)
    static func container(_ kind: NodeRecord.Kind, count: Int, _ state: UInt64, _ keys: Secrets) -> UInt64 {
        fold(state ^ keys.b, keys.a ^ (UInt64(kind.rawValue) << 32 | UInt64(truncatingIfNeeded: count)))
    }
}
