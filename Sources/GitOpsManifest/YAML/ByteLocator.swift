/// From libyaml's marks, which count characters, to bytes of the source.
///
/// In ASCII text a character index is a byte offset. Elsewhere a cursor remembers one pair of the two and walks from there
/// to the next: marks come almost in order, so that all of them together cost one pass over the text.
struct ByteLocator {
    private let base: UnsafePointer<UInt8>
    private let start: Int
    private let end: Int
    private let isASCII: Bool
    private var cursor: (index: Int, byte: Int)

    init(base: UnsafePointer<UInt8>, start: Int, end: Int, isASCII: Bool) {
        self.base = base
        self.start = start
        self.end = end
        self.isASCII = isASCII
        cursor = (0, start)
    }

    /// Whether every byte is a character.
    static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        let words = bytes.count & ~7
        var seen: UInt64 = 0
        for offset in stride(from: 0, to: words, by: 8) {
            seen |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        for offset in words..<bytes.count { seen |= UInt64(bytes[offset]) }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always)
    mutating func byte(index: Int) -> Int { isASCII ? min(start + index, end) : locate(index) }

    private mutating func locate(_ index: Int) -> Int {
        while cursor.index < index, cursor.byte < end {
            let step = min(index - cursor.index, cursor.byte + 8 <= end ? asciiBytes(at: cursor.byte) : 0)
            if step > 0 {
                cursor = (cursor.index + step, cursor.byte + step)
            } else {
                cursor = (cursor.index + 1, cursor.byte + 1)
                while cursor.byte < end, isContinuation(cursor.byte) { cursor.byte += 1 }
            }
        }
        while cursor.index > index, cursor.byte > start {
            cursor = (cursor.index - 1, cursor.byte - 1)
            while cursor.byte > start, isContinuation(cursor.byte) { cursor.byte -= 1 }
        }
        return cursor.byte
    }

    private func isContinuation(_ offset: Int) -> Bool { base[offset] & 0xC0 == 0x80 }

    /// How many of the next eight bytes are ASCII before the first that is not.
    private func asciiBytes(at offset: Int) -> Int {
        let word = UInt64(littleEndian: UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self))
        return (word & 0x8080_8080_8080_8080).trailingZeroBitCount >> 3
    }
}
