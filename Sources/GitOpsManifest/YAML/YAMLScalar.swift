/// What a scalar without an explicit tag means to Kubernetes, which reads YAML with yaml.v2 (`resolve.go`): YAML 1.1
/// booleans and nulls, Go's integer prefixes, no base 60.
enum YAMLScalar: Equatable {
    case string, null
    case boolean(Bool)
    case signed(Int64)
    case unsigned(UInt64)
    /// A finite floating-point number: the value follows from the spelling.
    case float
    case infinity, negativeInfinity, notANumber

    /// Whether the first byte already says that a plain scalar is a string.
    @inline(__always)
    static func isAlwaysString(firstByte: UInt8) -> Bool {
        switch firstByte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "~"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"),
            UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"),
            UInt8(ascii: "O"):
            false
        default:
            true
        }
    }

    /// Complexity: O(1) for most strings, else O(length).
    @inline(__always)
    static func resolve(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar {
        guard let first = bytes.first else { return .null }
        return isAlwaysString(firstByte: first) ? .string : resolve(bytes, first: first)
    }

    private static func resolve(_ bytes: UnsafeBufferPointer<UInt8>, first: UInt8) -> YAMLScalar {
        if bytes.count <= 5, let word = word(bytes) { return word }
        switch first {
        case UInt8(ascii: "."):
            return isDecimal(bytes) && ScalarSpelling.double(bytes).isFinite ? .float : .string
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            return number(bytes)
        default:
            return .string
        }
    }

    /// The words of YAML 1.1 in the three spellings that count: all small, all capital, first letter capital.
    ///
    /// Up to five bytes, made small, fit one integer; the cases below are those integers.
    private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        guard let start = bytes.baseAddress else { return nil }
        let letters: UInt64 = 0x20_2020_2020 &>> UInt64(truncatingIfNeeded: 8 &* (5 &- bytes.count))
        let folded = ShortText(start, bytes.count).low | letters
        let meaning: YAMLScalar
        switch folded {
        case 0x79, 0x6E6F, 0x736579, 0x65757274: meaning = .boolean(true)  // y, on, yes, true
        case 0x6E, 0x6F6E, 0x66666F, 0x65736C6166: meaning = .boolean(false)  // n, no, off, false
        case 0x7E, 0x6C6C756E: meaning = .null  // ~, null
        case 0x6E616E2E: return isSpelledAsNaN(bytes) ? .notANumber : nil  // .nan
        case 0x666E692E, 0x666E692E2B: meaning = .infinity  // .inf, +.inf
        case 0x666E692E2D: meaning = .negativeInfinity  // -.inf
        default: return nil
        }
        return hasUniformCase(bytes) ? meaning : nil
    }

    /// `.nan`, `.NaN` and `.NAN`, but not `.Nan`.
    private static func isSpelledAsNaN(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes[1] & 0x20 == bytes[3] & 0x20 && (bytes[1] & 0x20 == 0 || bytes[2] & 0x20 != 0)
    }

    private static func hasUniformCase(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let isLetter = { (byte: UInt8) in (byte | 0x20) &- UInt8(ascii: "a") < 26 }
        guard let first = bytes.firstIndex(where: isLetter) else { return true }
        let capitals = bytes.reduce(0) { $0 + (isLetter($1) && $1 & 0x20 == 0 ? 1 : 0) }
        if capitals == 0 || capitals == bytes.count - first { return true }
        return capitals == 1 && bytes[first] & 0x20 == 0
    }

    // MARK: Numbers

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar {
        if let integer = shortDecimal(bytes) { return .signed(integer) }
        if bytes.contains(UInt8(ascii: "_")) {
            return bytes.filter { $0 != UInt8(ascii: "_") }.withUnsafeBufferPointer(plainNumber)
        }
        return plainNumber(bytes)
    }

    /// The usual case: up to eighteen digits, no prefix.
    @inline(__always)
    private static func shortDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = bytes[0] == UInt8(ascii: "-")
        let first = isNegative ? 1 : 0
        let count = bytes.count - first
        guard count > 0, count <= 18, count == 1 || bytes[first] != UInt8(ascii: "0") else { return nil }
        var value: Int64 = 0
        for index in first..<bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    /// `bytes` without underscores.
    private static func plainNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLScalar {
        if let integer = GoInteger.parse(bytes[...], base: 0) { return integer }
        if isDecimal(bytes), ScalarSpelling.double(bytes).isFinite { return .float }
        // yaml.v2 also takes a sign behind the prefix (`0b-11`).
        if bytes.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "b")]) {
            return GoInteger.parse(bytes[2...], base: 2) ?? .string
        }
        return .string
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func isDigit() -> Bool { index < bytes.count && bytes[index] &- UInt8(ascii: "0") <= 9 }
        func isSign() -> Bool {
            index < bytes.count && (bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"))
        }
        func digits() -> Int {
            let start = index
            while isDigit() { index += 1 }
            return index - start
        }
        if isSign() { index += 1 }
        let whole = digits()
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            if digits() == 0, whole == 0 { return false }
        } else if whole == 0 {
            return false
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if isSign() { index += 1 }
            if digits() == 0 { return false }
        }
        return index == bytes.count
    }
}

/// Go's `strconv.ParseInt` and `ParseUint`, one after the other as yaml.v2 tries them.
enum GoInteger {
    /// Base 0 takes the prefixes `0b`, `0o`, `0x` and a leading `0` for octal.
    static func parse(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, base: UInt64) -> YAMLScalar? {
        guard let first = bytes.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        let hasSign = isNegative || first == UInt8(ascii: "+")
        guard let magnitude = magnitude(hasSign ? bytes.dropFirst() : bytes, base: base) else { return nil }
        if isNegative {
            if magnitude == UInt64(Int64.max) + 1 { return .signed(.min) }
            return Int64(exactly: magnitude).map { .signed(-$0) }
        }
        if let value = Int64(exactly: magnitude) { return .signed(value) }
        return hasSign ? nil : .unsigned(magnitude)
    }

    private static func magnitude(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, base: UInt64) -> UInt64? {
        var digits = bytes
        var base = base
        guard let first = digits.first else { return nil }
        if base == 0 {
            base = 10
            if first == UInt8(ascii: "0") {
                let prefix = digits.count >= 3 ? digits[digits.startIndex + 1] | 0x20 : 0
                switch prefix {
                case UInt8(ascii: "b"): (base, digits) = (2, digits.dropFirst(2))
                case UInt8(ascii: "o"): (base, digits) = (8, digits.dropFirst(2))
                case UInt8(ascii: "x"): (base, digits) = (16, digits.dropFirst(2))
                default: (base, digits) = (8, digits.dropFirst(1))
                }
            }
        }
        var value: UInt64 = 0
        for byte in digits {
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A")) + 10
            default: return nil
            }
            guard digit < base else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: base)
            let (sum, carries) = product.addingReportingOverflow(digit)
            if overflows || carries { return nil }
            value = sum
        }
        return value
    }
}
