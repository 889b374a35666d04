#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// From libyaml's marks, which count characters, to bytes of the source.
///
/// In ASCII text without carriage returns a character index is a byte offset. Elsewhere the line and column lead there:
/// a table of line starts, and a cursor within the line, because marks rarely go backwards.
struct ByteLocator {
    private let base: UnsafePointer<UInt8>
    private let start: Int
    private let end: Int
    private let isSimple: Bool
    private var lineStarts: [Int] = []
    private var cursor = (line: 0, column: 0, byte: 0)

    init(base: UnsafePointer<UInt8>, start: Int, end: Int, isSimple: Bool) {
        self.base = base
        self.start = start
        self.end = end
        self.isSimple = isSimple
        if !isSimple {
            findLineStarts()
            cursor = (0, 0, start)
        }
    }

    /// Whether character and byte offsets agree in all of the bytes: ASCII without carriage returns.
    static func isSimple(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        if memchr(base, Int32(UInt8(ascii: "\r")), bytes.count) != nil { return false }
        let raw = UnsafeRawPointer(base)
        var seen: UInt64 = 0
        var index = 0
        while index + 8 <= bytes.count {
            seen |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            seen |= UInt64(bytes[index])
            index += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always)
    mutating func byte(index: Int, line: Int, column: Int) -> Int {
        isSimple ? min(start + index, end) : locate(line: line, column: column)
    }

    private mutating func locate(line: Int, column: Int) -> Int {
        guard line < lineStarts.count else { return end }
        if cursor.line != line || cursor.column > column { cursor = (line, 0, lineStarts[line]) }
        while cursor.column < column, cursor.byte < end {
            cursor.byte += 1
            while cursor.byte < end, base[cursor.byte] & 0xC0 == 0x80 { cursor.byte += 1 }
            cursor.column += 1
        }
        return cursor.byte
    }

    /// libyaml breaks lines at LF, CR, CR LF, NEL, LS and PS.
    private mutating func findLineStarts() {
        lineStarts = [start]
        var index = start
        while index < end {
            let byte = base[index]
            index += 1
            switch byte {
            case 0x0A: lineStarts.append(index)
            case 0x0D:
                if index < end, base[index] == 0x0A { index += 1 }
                lineStarts.append(index)
            case 0xC2 where index < end && base[index] == 0x85:
                index += 1
                lineStarts.append(index)
            case 0xE2 where index + 1 < end && base[index] == 0x80 && base[index + 1] & 0xFE == 0xA8:
                index += 2
                lineStarts.append(index)
            default: break
            }
        }
    }
}
