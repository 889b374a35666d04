#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What finding places in a text depends on. Complexity: O(bytes), at the speed of memory.
struct ByteSurvey {
    /// Character indices are byte offsets.
    var isASCII: Bool
    /// libyaml breaks lines at CR, NEL, LS and PS as well, everybody else at line feeds.
    let hasOtherBreaks: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        isASCII = Self.isASCII(bytes)
        hasOtherBreaks = Self.hasLoneReturn(bytes) || !isASCII && Self.hasWideBreak(bytes)
    }

    private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        func word(_ offset: Int) -> UInt64 { raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        var seen: (UInt64, UInt64) = (0, 0)
        var index = 0
        while bytes.count &- index >= 32 {
            seen.0 |= word(index) | word(index &+ 8)
            seen.1 |= word(index &+ 16) | word(index &+ 24)
            index &+= 32
        }
        while index < bytes.count {
            seen.0 |= UInt64(bytes[index])
            index &+= 1
        }
        return (seen.0 | seen.1) & 0x8080_8080_8080_8080 == 0
    }

    private static func hasLoneReturn(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        contains(bytes, UInt8(ascii: "\r")) { $0[1] != UInt8(ascii: "\n") }
    }

    /// Whether the bytes have NEL (C2 85), LS or PS (E2 80 A8, A9).
    private static func hasWideBreak(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        contains(bytes, 0xC2) { $0[1] == 0x85 } || contains(bytes, 0xE2) { $0[1] == 0x80 && $0[2] & 0xFE == 0xA8 }
    }

    /// Whether `isFound` holds at any place of a byte; the bytes are those of a source, so that it may look ahead.
    private static func contains(
        _ bytes: UnsafeBufferPointer<UInt8>, _ byte: UInt8, where isFound: (UnsafePointer<UInt8>) -> Bool
    ) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        var offset = 0
        while let found = memchr(base + offset, Int32(byte), bytes.count - offset) {
            let place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if isFound(base + place) { return true }
            offset = place + 1
        }
        return false
    }
}
