/// From libyaml's marks, which count characters, to bytes and lines of the source.
///
/// Between two characters beyond ASCII a byte offset is a character index and a constant. The run that the last mark was in
/// is kept; runs are found as reading goes on, because marks hardly ever go backwards.
struct ByteLocator {
    private let base: UnsafePointer<UInt8>
    private let start: Int
    private let end: Int
    private let hasOtherBreaks: Bool
    /// Marks from `first` to `last` are `shift` bytes behind their index.
    private var first = 0
    private var last: Int
    private var shift: Int
    /// Line feeds between `start` and a byte, where they must be counted.
    private var counted: (byte: Int, lineFeeds: Int)

    init(base: UnsafePointer<UInt8>, start: Int, end: Int, survey: ByteSurvey) {
        self.base = base
        self.start = start
        self.end = end
        hasOtherBreaks = survey.hasOtherBreaks
        shift = start
        last = survey.isASCII ? .max : 0
        counted = (start, 0)
    }

    /// The byte offset of the character with an index, counted from `start`.
    @inline(__always)
    mutating func byte(index: Int) -> Int {
        if index < first || index > last { return seek(index) }
        return min(shift &+ index, end)
    }

    /// Line feeds between `start` and a mark at `byte`.
    @inline(__always)
    mutating func lineFeeds(line: Int, column: Int, byte: Int) -> Int {
        if hasOtherBreaks { return countLineFeeds(to: byte) }
        // At the end of a text without a last line break libyaml begins a line that is not there.
        return column == 0 && line > 0 && base[max(start, byte - 1)] != UInt8(ascii: "\n") ? line - 1 : line
    }

    private mutating func seek(_ index: Int) -> Int {
        if index < first { return seekBackwards(index) }
        while index > last, shift + last < end {
            var next = shift + last
            first = last
            if base[next] >= 0x80 {
                next += 1
                while next < end, base[next] & 0xC0 == 0x80 { next += 1 }
                first += 1
                shift = next - first
            }
            last = endOfRun(from: next) - shift
        }
        return min(shift + index, end)
    }

    /// Complexity: O(distance).
    private func seekBackwards(_ index: Int) -> Int {
        var byte = shift + first
        var character = first
        while character > index, byte > start {
            byte -= 1
            while byte > start, base[byte] & 0xC0 == 0x80 { byte -= 1 }
            character -= 1
        }
        return byte
    }

    /// The first byte beyond ASCII, or a place before it: so many steps are enough for one call, as reading may begin anew
    /// at every document.
    private func endOfRun(from offset: Int) -> Int {
        let limit = min(end, offset + 4_096)
        let raw = UnsafeRawPointer(base)
        var index = offset
        while index + 8 <= limit {
            let wide =
                UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) & 0x8080_8080_8080_8080
            if wide != 0 { return index + wide.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < limit, base[index] < 0x80 { index += 1 }
        return index
    }

    private mutating func countLineFeeds(to byte: Int) -> Int {
        while counted.byte < byte {
            if base[counted.byte] == UInt8(ascii: "\n") { counted.lineFeeds += 1 }
            counted.byte += 1
        }
        while counted.byte > byte {
            counted.byte -= 1
            if base[counted.byte] == UInt8(ascii: "\n") { counted.lineFeeds -= 1 }
        }
        return counted.lineFeeds
    }
}
