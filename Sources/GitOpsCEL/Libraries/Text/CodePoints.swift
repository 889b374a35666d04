/// A string's bytes, and where its code points stand.
struct CodePoints {
    let bytes: UnsafeBufferPointer<UInt8>
    let isASCII: Bool

    init(_ text: Value) {
        bytes = text.bytes
        isASCII = text.flags.contains(.ascii)
    }

    /// Number of code points.
    var count: Int { index(ofByte: bytes.count) }

    /// Number of code points before a byte.
    func index(ofByte offset: Int) -> Int {
        if isASCII { return offset }
        var count = 0
        for byte in bytes[..<offset] where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// Where a code point begins; the end for the index that equals the count; `nil` beyond.
    func offset(of index: Int64) -> Int? {
        guard index >= 0, index <= Int64(bytes.count) else { return nil }
        if isASCII { return Int(index) }
        var rest = index
        var offset = 0
        while rest > 0 {
            guard offset < bytes.count else { return nil }
            offset = end(from: offset)
            rest -= 1
        }
        return offset
    }

    /// Where the code point ends that begins at a byte.
    func end(from offset: Int) -> Int {
        var end = offset + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    /// A part of the string, which shares its bytes.
    func slice(_ range: Range<Int>) -> Value {
        .string(UnsafeBufferPointer(rebasing: bytes[range]), isASCII: isASCII)
    }
}
