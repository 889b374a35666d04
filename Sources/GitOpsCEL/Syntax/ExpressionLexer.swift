/// Cuts the bytes of an expression into tokens.
///
/// As in cel-go the longest token wins; where none fits, the bytes up to and with the one that fits nothing are passed
/// over as one `unrecognized` token. Trivially copyable: a copy looks ahead.
struct ExpressionLexer {
    let bytes: UnsafeBufferPointer<UInt8>
    var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The byte at an offset, or zero past the end; a zero byte begins no token and continues none but strings, whose
    /// loops check for the end themselves.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func next() -> Token {
        skipBlanks()
        let start = offset
        guard start < bytes.count else { return token(.endOfText, from: start, to: start) }
        let first = bytes[start]
        switch ByteClass.of(first) {
        case .letter: return word(from: start)
        case .digit: return number(from: start)
        case .punctuation: return punctuation(first, from: start)
        case .quote: return string(from: start)
        case .backquote: return escapedIdentifier(from: start)
        case .other: return unrecognized(from: start, failingAt: start)
        }
    }

    private mutating func skipBlanks() {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C: offset += 1
            case UInt8(ascii: "/") where byte(offset + 1) == UInt8(ascii: "/"):
                while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
            default: return
            }
        }
    }

    @inline(__always)
    mutating func token(_ kind: TokenKind, from start: Int, to end: Int) -> Token {
        offset = end
        return Token(kind: kind, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    }

    /// Passes over everything up to and with the character that fits nothing.
    mutating func unrecognized(from start: Int, failingAt failure: Int) -> Token {
        var end = min(failure + 1, bytes.count)
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return token(.unrecognized, from: start, to: end)
    }

    private mutating func punctuation(_ first: UInt8, from start: Int) -> Token {
        let second = byte(start + 1)
        switch first {
        case UInt8(ascii: "("): return token(.openParenthesis, from: start, to: start + 1)
        case UInt8(ascii: ")"): return token(.closeParenthesis, from: start, to: start + 1)
        case UInt8(ascii: "["): return token(.openBracket, from: start, to: start + 1)
        case UInt8(ascii: "]"): return token(.closeBracket, from: start, to: start + 1)
        case UInt8(ascii: "{"): return token(.openBrace, from: start, to: start + 1)
        case UInt8(ascii: "}"): return token(.closeBrace, from: start, to: start + 1)
        case UInt8(ascii: ","): return token(.comma, from: start, to: start + 1)
        case UInt8(ascii: "?"): return token(.question, from: start, to: start + 1)
        case UInt8(ascii: ":"): return token(.colon, from: start, to: start + 1)
        case UInt8(ascii: "+"): return token(.plus, from: start, to: start + 1)
        case UInt8(ascii: "-"): return token(.minus, from: start, to: start + 1)
        case UInt8(ascii: "*"): return token(.star, from: start, to: start + 1)
        case UInt8(ascii: "/"): return token(.slash, from: start, to: start + 1)
        case UInt8(ascii: "%"): return token(.percent, from: start, to: start + 1)
        case UInt8(ascii: "."):
            return ByteClass.of(second) == .digit ? number(from: start) : token(.dot, from: start, to: start + 1)
        case UInt8(ascii: "!"):
            return second == UInt8(ascii: "=")
                ? token(.notEqual, from: start, to: start + 2) : token(.exclamation, from: start, to: start + 1)
        case UInt8(ascii: "<"):
            return second == UInt8(ascii: "=")
                ? token(.lessOrEqual, from: start, to: start + 2) : token(.less, from: start, to: start + 1)
        case UInt8(ascii: ">"):
            return second == UInt8(ascii: "=")
                ? token(.greaterOrEqual, from: start, to: start + 2) : token(.greater, from: start, to: start + 1)
        default:
            guard second == first else { return unrecognized(from: start, failingAt: start + 1) }
            let kind: TokenKind =
                first == UInt8(ascii: "=") ? .equal : first == UInt8(ascii: "&") ? .and : .or
            return token(kind, from: start, to: start + 2)
        }
    }

    /// A name, a keyword, or the prefix of a raw string or of bytes.
    private mutating func word(from start: Int) -> Token {
        if let literal = prefixedString(from: start) { return literal }
        var end = start + 1
        while end < bytes.count, ByteClass.isPartOfWord(bytes[end]) { end += 1 }
        return token(keyword(start..<end) ?? .identifier, from: start, to: end)
    }

    private func keyword(_ range: Range<Int>) -> TokenKind? {
        switch range.count {
        case 2 where isText("in", at: range.lowerBound): .in
        case 4 where isText("true", at: range.lowerBound): .true
        case 4 where isText("null", at: range.lowerBound): .null
        case 5 where isText("false", at: range.lowerBound): .false
        default: nil
        }
    }

    func isText(_ text: StaticString, at start: Int) -> Bool {
        guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<text.utf8CodeUnitCount where text.utf8Start[index] != bytes[start + index] { return false }
        return true
    }

    private mutating func escapedIdentifier(from start: Int) -> Token {
        var end = start + 1
        while end < bytes.count, ByteClass.isPartOfEscapedName(bytes[end]) { end += 1 }
        guard end > start + 1, byte(end) == UInt8(ascii: "`") else { return unrecognized(from: start, failingAt: end) }
        return token(.escapedIdentifier, from: start, to: end + 1)
    }
}

/// What a byte can begin.
enum ByteClass: UInt8 {
    case other, letter, digit, punctuation, quote, backquote

    @inline(__always)
    static func of(_ byte: UInt8) -> ByteClass {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case UInt8(ascii: "\""), UInt8(ascii: "'"): .quote
        case UInt8(ascii: "`"): .backquote
        case UInt8(ascii: "!"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "(")...UInt8(ascii: "/"),
            UInt8(ascii: ":"), UInt8(ascii: "<")...UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{")...UInt8(ascii: "}"):
            .punctuation
        default: .other
        }
    }

    @inline(__always)
    static func isPartOfWord(_ byte: UInt8) -> Bool {
        let found = of(byte)
        return found == .letter || found == .digit
    }

    static func isPartOfEscapedName(_ byte: UInt8) -> Bool {
        isPartOfWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: " ")
    }
}
