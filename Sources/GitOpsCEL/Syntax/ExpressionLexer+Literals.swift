import GitOpsManifest

extension ExpressionLexer {
    /// `12`, `0x1F`, both with `u`, `1.5`, `.5`, `1e3`. A dot without a digit after it is not part of the number.
    mutating func number(from start: Int) -> Token {
        if bytes[start] == UInt8(ascii: "0"), byte(start + 1) == UInt8(ascii: "x"), byte(start + 2).isHexadecimal {
            var end = start + 3
            while byte(end).isHexadecimal { end += 1 }
            return integer(from: start, to: end)
        }
        var end = afterDigits(start)
        var isDouble = false
        if byte(end) == UInt8(ascii: "."), ByteClass.of(byte(end + 1)) == .digit {
            end = afterDigits(end + 1)
            isDouble = true
        }
        if let exponentEnd = afterExponent(end) { return token(.double, from: start, to: exponentEnd) }
        return isDouble ? token(.double, from: start, to: end) : integer(from: start, to: end)
    }

    private mutating func integer(from start: Int, to end: Int) -> Token {
        let isUnsigned = byte(end) | 0x20 == UInt8(ascii: "u")
        return token(isUnsigned ? .unsigned : .integer, from: start, to: isUnsigned ? end + 1 : end)
    }

    private func afterDigits(_ start: Int) -> Int {
        var end = start
        while ByteClass.of(byte(end)) == .digit { end += 1 }
        return end
    }

    private func afterExponent(_ start: Int) -> Int? {
        guard byte(start) | 0x20 == UInt8(ascii: "e") else { return nil }
        let sign = byte(start + 1)
        let digits = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? start + 2 : start + 1
        let end = afterDigits(digits)
        return end > digits ? end : nil
    }
}

// MARK: Strings

extension ExpressionLexer {
    /// A string without a prefix. An unclosed text between three quotes is an empty string before something else.
    mutating func string(from start: Int) -> Token {
        switch scanString(from: start, isRaw: false) {
        case .closed(let end): token(.string, from: start, to: end)
        case .broken(let failure): unrecognized(from: start, failingAt: failure)
        }
    }

    /// `r'…'`, `b'…'` or `br'…'`; `nil` when the word is a name.
    mutating func prefixedString(from start: Int) -> Token? {
        var quote = start
        let isBytes = bytes[start] | 0x20 == UInt8(ascii: "b")
        if isBytes { quote += 1 }
        let isRaw = byte(quote) | 0x20 == UInt8(ascii: "r")
        if isRaw { quote += 1 }
        guard quote > start, ByteClass.of(byte(quote)) == .quote else { return nil }
        guard case .closed(let end) = scanString(from: quote, isRaw: isRaw) else { return nil }
        return token(isBytes ? .bytes : .string, from: start, to: end)
    }

    private enum StringScan {
        case closed(end: Int)
        case broken(at: Int)
    }

    private func scanString(from start: Int, isRaw: Bool) -> StringScan {
        let quote = bytes[start]
        if byte(start + 1) == quote, byte(start + 2) == quote,
            case .closed(let end) = scanLongString(from: start + 3, quote: quote, isRaw: isRaw)
        {
            return .closed(end: end)
        }
        var offset = start + 1
        while offset < bytes.count {
            switch bytes[offset] {
            case quote: return .closed(end: offset + 1)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return .broken(at: offset)
            case UInt8(ascii: "\\") where !isRaw:
                switch scanEscape(from: offset) {
                case .closed(let end): offset = end
                case .broken(let failure): return .broken(at: failure)
                }
            default: offset += 1
            }
        }
        return .broken(at: offset)
    }

    private func scanLongString(from start: Int, quote: UInt8, isRaw: Bool) -> StringScan {
        var offset = start
        while offset < bytes.count {
            if bytes[offset] == quote, byte(offset + 1) == quote, byte(offset + 2) == quote {
                return .closed(end: offset + 3)
            }
            guard bytes[offset] == UInt8(ascii: "\\"), !isRaw else {
                offset += 1
                continue
            }
            switch scanEscape(from: offset) {
            case .closed(let end): offset = end
            case .broken(let failure): return .broken(at: failure)
            }
        }
        return .broken(at: offset)
    }

    private func scanEscape(from start: Int) -> StringScan {
        let digits: Int
        switch byte(start + 1) {
        case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"), UInt8(ascii: "v"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"),
            UInt8(ascii: "?"), UInt8(ascii: "`"):
            return .closed(end: start + 2)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            for index in start + 2...start + 3 where !(UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte(index)) {
                return .broken(at: index)
            }
            return .closed(end: start + 4)
        case UInt8(ascii: "x"), UInt8(ascii: "X"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        default: return .broken(at: start + 1)
        }
        for index in start + 2..<start + 2 + digits where !byte(index).isHexadecimal { return .broken(at: index) }
        return .closed(end: start + 2 + digits)
    }
}
