/// A set of byte values, as 256 bits.
struct ByteSet: Hashable, Sendable {
    private var words = SIMD4<UInt64>()

    func contains(_ byte: UInt8) -> Bool {
        words[Int(byte >> 6)] & Self.bit(byte) != 0
    }

    mutating func insert(_ byte: UInt8) {
        words[Int(byte >> 6)] |= Self.bit(byte)
    }

    mutating func remove(_ byte: UInt8) {
        words[Int(byte >> 6)] &= ~Self.bit(byte)
    }

    mutating func invert() {
        words = ~words
    }

    private static func bit(_ byte: UInt8) -> UInt64 {
        1 << UInt64(byte & 63)
    }
}
