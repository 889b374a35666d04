/// A bracket expression: `[abc]`, `[!a-z]`, `[[:digit:]_]`.
///
/// Source: `case '['` of `dowild` in `wildmatch.c` of Git.
struct GlobBracket {
    /// The bytes that match; never `/`.
    let bytes: ByteSet

    /// The position behind the closing bracket.
    let end: Int

    /// Reads the expression whose `[` stands at a position; `nil` when it is not closed or names an unknown class.
    init?(_ pattern: [UInt8], at start: Int) {
        func byte(_ index: Int) -> UInt8? { index < pattern.count ? pattern[index] : nil }

        var set = ByteSet()
        var position = start + 1
        let isNegated = byte(position) == UInt8(ascii: "!") || byte(position) == UInt8(ascii: "^")
        if isNegated { position += 1 }
        // The byte that a `-` would continue from; a range or a class cannot be continued.
        var previous: UInt8?
        var isFirst = true
        // A `]` that comes first stands for itself.
        while isFirst || byte(position) != UInt8(ascii: "]") {
            isFirst = false
            guard let current = byte(position) else { return nil }
            if current == UInt8(ascii: "-"), let low = previous, let next = byte(position + 1),
                next != UInt8(ascii: "]")
            {
                position += next == UInt8(ascii: "\\") ? 2 : 1
                guard let high = byte(position) else { return nil }
                if low <= high { for member in low...high { set.insert(member) } }
                previous = nil
            } else if current == UInt8(ascii: "["), byte(position + 1) == UInt8(ascii: ":") {
                guard let close = pattern[(position + 2)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
                if close > position + 2, pattern[close - 1] == UInt8(ascii: ":") {
                    guard let members = Self.members(ofClass: pattern[(position + 2)..<(close - 1)]) else { return nil }
                    for member in UInt8.min ... .max where members(member) { set.insert(member) }
                    position = close
                    previous = nil
                } else {
                    set.insert(current)
                    previous = current
                }
            } else {
                if current == UInt8(ascii: "\\") { position += 1 }
                guard let member = byte(position) else { return nil }
                set.insert(member)
                previous = member
            }
            position += 1
        }
        if isNegated { set.invert() }
        set.remove(UInt8(ascii: "/"))
        bytes = set
        end = position + 1
    }

    /// The POSIX classes over ASCII, with Git's own idea of white space.
    private static func members(ofClass name: ArraySlice<UInt8>) -> ((UInt8) -> Bool)? {
        switch String(decoding: name, as: UTF8.self) {
        case "alnum": return { $0.isLetterOrDigit }
        case "alpha": return { $0.isLowercaseLetter || $0.isUppercaseLetter }
        case "blank": return { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        case "cntrl": return { $0 < 0x20 || $0 == 0x7F }
        case "digit": return { $0.isDecimalDigit }
        case "graph": return { $0 > 0x20 && $0 < 0x7F }
        case "lower": return { $0.isLowercaseLetter }
        case "print": return { $0 >= 0x20 && $0 < 0x7F }
        case "punct": return { $0 > 0x20 && $0 < 0x7F && !$0.isLetterOrDigit }
        case "space": return { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        case "upper": return { $0.isUppercaseLetter }
        case "xdigit": return { $0.isHexadecimal }
        default: return nil
        }
    }
}
