#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// From libyaml's marks, which count characters, to bytes and lines of the source.
///
/// In ASCII text without carriage returns a character index is a byte offset. Elsewhere the line and column lead there:
/// a table of line starts, which grows as reading goes on, and a cursor within the line, because marks rarely go
/// backwards.
struct ByteLocator {
    private let base: UnsafePointer<UInt8>
    private let start: Int
    private let end: Int
    private let isSimple: Bool
    private var lines: [Line] = []
    private var scanned: Int
    private var cursor = (line: 0, column: 0, byte: 0)

    /// libyaml breaks lines at more characters than everybody else, who counts line feeds.
    private struct Line {
        var start: Int
        var lineFeeds: UInt32
        /// In a line of ASCII characters a column is a distance in bytes.
        var isASCII = true
    }

    init(base: UnsafePointer<UInt8>, start: Int, end: Int, isSimple: Bool) {
        self.base = base
        self.start = start
        self.end = end
        self.isSimple = isSimple
        scanned = start
        if !isSimple {
            lines = [Line(start: start, lineFeeds: 0)]
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

    /// Line feeds between `start` and a mark.
    @inline(__always)
    mutating func lineFeeds(index: Int, line: Int, column: Int) -> Int {
        if isSimple {
            // At the end of a text without a last line break libyaml begins a line that is not there.
            let previous = start + index - 1
            return column == 0 && line > 0 && previous < end && base[previous] != 0x0A ? line - 1 : line
        }
        findLines(upTo: line)
        return Int(lines[min(max(line, 0), lines.count - 1)].lineFeeds)
    }

    private mutating func locate(line: Int, column: Int) -> Int {
        findLines(upTo: line &+ 1)
        guard line >= 0, line < lines.count else { return end }
        if lines[line].isASCII { return min(lines[line].start &+ column, end) }
        if cursor.line != line || cursor.column > column { cursor = (line, 0, lines[line].start) }
        while cursor.column < column, cursor.byte < end {
            cursor.byte += 1
            while cursor.byte < end, base[cursor.byte] & 0xC0 == 0x80 { cursor.byte += 1 }
            cursor.column += 1
        }
        return cursor.byte
    }

    /// libyaml breaks lines at LF, CR, CR LF, NEL, LS and PS.
    private mutating func findLines(upTo line: Int) {
        while lines.count <= line, skipPlainBytes() {
            let byte = base[scanned]
            scanned += 1
            switch byte {
            case 0x0A: addLine(lineFeeds: 1)
            case 0x0D:
                let isPair = scanned < end && base[scanned] == 0x0A
                if isPair { scanned += 1 }
                addLine(lineFeeds: isPair ? 1 : 0)
            case 0xC2 where scanned < end && base[scanned] == 0x85:
                scanned += 1
                addLine(lineFeeds: 0)
            case 0xE2 where scanned + 1 < end && base[scanned] == 0x80 && base[scanned + 1] & 0xFE == 0xA8:
                scanned += 2
                addLine(lineFeeds: 0)
            case 0x80...: lines[lines.count - 1].isASCII = false
            default: break
            }
        }
    }

    /// Goes on to a byte that may end a line or is no ASCII, eight bytes at a step; `false` at the end of the text.
    private mutating func skipPlainBytes() -> Bool {
        let raw = UnsafeRawPointer(base)
        while scanned + 8 <= end {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: scanned, as: UInt64.self))
            let found = word & Self.highBits | Self.bytes(of: word, equalTo: 0x0A) | Self.bytes(of: word, equalTo: 0x0D)
            if found != 0 {
                scanned += found.trailingZeroBitCount >> 3
                return true
            }
            scanned += 8
        }
        return scanned < end
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that equals another, exact up to the first one.
    @inline(__always)
    private static func bytes(of word: UInt64, equalTo byte: UInt64) -> UInt64 {
        let difference = word ^ (byte &* 0x0101_0101_0101_0101)
        return (difference &- 0x0101_0101_0101_0101) & ~difference & highBits
    }

    private mutating func addLine(lineFeeds: UInt32) {
        lines.append(Line(start: scanned, lineFeeds: lines[lines.count - 1].lineFeeds &+ lineFeeds))
    }
}
