import GitOpsManifest

/// A clause of a format, such as `%.2f`.
struct FormatDirective: Hashable, Sendable {
    enum Verb: UInt8, Hashable, Sendable {
        case string, decimal, fixed, scientific, binary, lowerHexadecimal, upperHexadecimal, octal

        init?(_ byte: UInt8) {
            switch Unicode.Scalar(byte) {
            case "s": self = .string
            case "d": self = .decimal
            case "f": self = .fixed
            case "e": self = .scientific
            case "b": self = .binary
            case "x": self = .lowerHexadecimal
            case "X": self = .upperHexadecimal
            case "o": self = .octal
            default: return nil
            }
        }
    }

    let verb: Verb
    /// Digits after the point, when they are given.
    let precision: Int?
}

/// Why a format cannot be read; the message is the one that cel-go gives.
struct FormatError: Error, Hashable, Sendable {
    let message: String

    init(_ message: String) { self.message = message }

    init(clause problem: String) { message = "could not parse formatting clause: \(problem)" }
}

/// Reads a format from its beginning to its end: text, and clauses that each take one argument.
///
/// Source: `parseFormatString` in cel-go's `ext/formatting.go`.
struct FormatScanner {
    enum Piece: Equatable {
        /// Bytes to be copied.
        case text(Range<Int>)
        case clause(FormatDirective)
    }

    private let format: UnsafeBufferPointer<UInt8>
    private let argumentCount: Int
    private var offset = 0
    /// Clauses that were read so far.
    private(set) var clauseCount = 0

    init(_ format: UnsafeBufferPointer<UInt8>, argumentCount: Int) {
        self.format = format
        self.argumentCount = argumentCount
    }

    /// The next piece, `nil` at the end.
    mutating func next() throws(FormatError) -> Piece? {
        let percent = UInt8(ascii: "%")
        guard offset < format.count else { return nil }
        let start = offset
        if format[start] != percent {
            while offset < format.count, format[offset] != percent { offset += 1 }
            return .text(start..<offset)
        }
        if offset + 1 < format.count, format[offset + 1] == percent {
            offset += 2
            return .text(start..<start + 1)
        }
        guard clauseCount < argumentCount else { throw FormatError("index \(clauseCount) out of range") }
        offset += 1
        guard offset < format.count else { throw FormatError("unexpected end of string") }
        clauseCount += 1
        return .clause(try clause())
    }

    private mutating func clause() throws(FormatError) -> FormatDirective {
        var precision: Int?
        if format[offset] == UInt8(ascii: ".") {
            offset += 1
            let start = offset
            while offset < format.count, format[offset].isDecimalDigit { offset += 1 }
            guard offset < format.count else {
                throw FormatError(
                    clause: "error while parsing precision: could not find end of precision specifier")
            }
            precision = try number(String(decoding: format[start..<offset], as: UTF8.self))
        }
        guard let verb = FormatDirective.Verb(format[offset]) else {
            let character = String(Unicode.Scalar(format[offset]))
            throw FormatError(clause: "unrecognized formatting clause \"\(character)\"")
        }
        offset += 1
        return FormatDirective(verb: verb, precision: precision)
    }

    private func number(_ digits: String) throws(FormatError) -> Int {
        if let number = Int(digits) { return number }
        let problem = digits.isEmpty ? "invalid syntax" : "value out of range"
        throw FormatError(
            clause: "error while parsing precision: error while converting precision to integer: "
                + "strconv.Atoi: parsing \(digits.goQuoted): \(problem)")
    }
}
