/// Lines and columns of every few thousandth byte of a source, so that a place on a long line is found without counting
/// from where the line begins: a file may be one line, and hundreds of thousands of places on it be asked for.
struct LineMarks: Sendable {
    /// Bytes from one mark to the next.
    static let distance = 4_096

    /// What is known of a byte.
    struct Mark: BitwiseCopyable {
        var offset = 0
        /// Counted from 1.
        var line = 1
        /// In characters, counted from 1.
        var column = 1

        /// Goes on to a later byte. Complexity: O(bytes between).
        mutating func advance(to end: Int, in bytes: UnsafeRawBufferPointer) {
            // The mark of the byte order takes no column.
            if offset == 0, end >= 3, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
            while end - offset >= 8 {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let unlike = word ^ (Self.ones &* 0x0A)
                if (unlike &- Self.ones) & ~unlike & (Self.ones &* 0x80) != 0 {
                    step(to: offset + 8, in: bytes)
                } else {
                    // A byte that goes on with a character has its highest bit set and the next one not.
                    column += 8 - ((word >> 7) & ~(word >> 6) & Self.ones).nonzeroBitCount
                    offset += 8
                }
            }
            step(to: end, in: bytes)
        }

        private static let ones: UInt64 = 0x0101_0101_0101_0101

        private mutating func step(to end: Int, in bytes: UnsafeRawBufferPointer) {
            while offset < end {
                if bytes[offset] == UInt8(ascii: "\n") {
                    line += 1
                    column = 1
                } else if bytes[offset] & 0xC0 != 0x80 {
                    column += 1
                }
                offset += 1
            }
        }
    }

    private let marks: [Mark]

    /// Complexity: O(bytes).
    init(_ bytes: UnsafeRawBufferPointer) {
        var mark = Mark()
        var marks = [mark]
        marks.reserveCapacity(bytes.count / Self.distance + 1)
        for end in stride(from: Self.distance, through: bytes.count, by: Self.distance) {
            mark.advance(to: end, in: bytes)
            marks.append(mark)
        }
        self.marks = marks
    }

    /// Line and column of a byte. Complexity: O(``distance``).
    func mark(at offset: Int, in bytes: UnsafeRawBufferPointer) -> Mark {
        var mark = marks[min(offset / Self.distance, marks.count - 1)]
        mark.advance(to: offset, in: bytes)
        return mark
    }
}
