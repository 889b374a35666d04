/// Walks the spelling of a YAML or JSON scalar beside its value, to find where a byte of the value is written.
///
/// Blanks around line breaks are passed over on both sides: how many of them become part of the value is a matter of
/// the style and of indentation, and no error points into them. Everything else must agree byte by byte.
struct ScalarAlignment {
    private let spelling: UnsafeRawBufferPointer
    private var offset = 0
    private var quote: UInt8?

    init(_ spelling: UnsafeRawBufferPointer) { self.spelling = spelling }

    /// The offset in the spelling of a byte of the value; `nil` when the two do not belong together.
    mutating func offset(ofByte target: Int, in value: UnsafeBufferPointer<UInt8>) -> Int? {
        guard beginContent() else { return nil }
        var index = 0
        while true {
            skipBlanks(&index, in: value)
            if index >= value.count { return offset }
            guard let length = matchCharacter(value, at: index) else { return nil }
            if index >= target { return offset }
            // Inside of an escape: its first byte stands for all of it.
            if index + length.value > target {
                return length.spelling == length.value ? offset + target - index : offset
            }
            offset += length.spelling
            index += length.value
        }
    }

    private func byte(_ offset: Int) -> UInt8? { offset < spelling.count ? spelling[offset] : nil }

    /// Passes over an anchor, a tag, the header of a block or the opening quote.
    private mutating func beginContent() -> Bool {
        while let first = byte(offset), first == UInt8(ascii: "&") || first == UInt8(ascii: "!") {
            while let next = byte(offset), !next.isBlank { offset += 1 }
            while let next = byte(offset), next.isBlank { offset += 1 }
        }
        guard let first = byte(offset) else { return false }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            quote = first
            offset += 1
        } else if first == UInt8(ascii: "|") || first == UInt8(ascii: ">") {
            while let next = byte(offset), next != UInt8(ascii: "\n") { offset += 1 }
        }
        return true
    }

    /// Passes over blanks with a line break in the spelling, and what they became.
    private mutating func skipBlanks(_ index: inout Int, in value: UnsafeBufferPointer<UInt8>) {
        var end = offset
        var hasBreak = false
        while let next = byte(end) {
            if next.isBlank {
                hasBreak = hasBreak || next == UInt8(ascii: "\n")
            } else if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), byte(end + 1) == UInt8(ascii: "\n") {
                hasBreak = true
            } else {
                break
            }
            end += 1
        }
        guard hasBreak else { return }
        offset = end
        while index < value.count, value[index].isBlank { index += 1 }
    }

    /// How many bytes of spelling and value belong together here; `nil` when they differ.
    private func matchCharacter(
        _ value: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (spelling: Int, value: Int)? {
        guard let first = byte(offset) else { return nil }
        if quote == UInt8(ascii: "'"), first == UInt8(ascii: "'") {
            return byte(offset + 1) == first && value[index] == first ? (2, 1) : nil
        }
        if quote == UInt8(ascii: "\""), first == UInt8(ascii: "\\") { return matchEscape(value, at: index) }
        return first == value[index] ? (1, 1) : nil
    }

    private func matchEscape(_ value: UnsafeBufferPointer<UInt8>, at index: Int) -> (spelling: Int, value: Int)? {
        guard let letter = byte(offset + 1) else { return nil }
        var end = index + 1
        while end < value.count, value[end] & 0xC0 == 0x80 { end += 1 }
        let width = end - index
        switch letter {
        case UInt8(ascii: "x"): return (4, width)
        case UInt8(ascii: "U"): return (10, width)
        // A pair of surrogates, as JSON writes characters above U+FFFF.
        case UInt8(ascii: "u"): return (width == 4 ? 12 : 6, width)
        default: return (2, width)
        }
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\n")
            || self == UInt8(ascii: "\r")
    }
}
