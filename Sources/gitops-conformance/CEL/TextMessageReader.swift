/// Reads messages in text format; what it cannot read is an error with a line.
struct TextMessageReader {
    private let bytes: [UInt8]
    private var index = 0
    private let name: String

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    /// The whole text as one message.
    mutating func read() throws -> TextMessage {
        let message = try message(until: nil)
        guard peek() == nil else { throw error("a field") }
        return message
    }

    private mutating func message(until end: UInt8?) throws -> TextMessage {
        var message = TextMessage()
        while let byte = peek(), byte != end {
            let name = try fieldName()
            if peek() == UInt8(ascii: ":") { index += 1 }
            if peek() == UInt8(ascii: "[") {
                index += 1
                while let next = peek(), next != UInt8(ascii: "]") {
                    message.fields.append((name, try value()))
                    skip(UInt8(ascii: ","))
                }
                try expect(UInt8(ascii: "]"))
            } else {
                message.fields.append((name, try value()))
            }
            skip(UInt8(ascii: ","))
            skip(UInt8(ascii: ";"))
        }
        return message
    }

    /// A name, or the type of a message that is packed into `Any`, with its brackets.
    private mutating func fieldName() throws -> String {
        guard peek() == UInt8(ascii: "[") else { return try word() }
        guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "]")) else { throw error("]") }
        defer { index = end + 1 }
        return String(decoding: bytes[index...end], as: UTF8.self)
    }

    private mutating func value() throws -> TextMessage.Value {
        switch peek() {
        case UInt8(ascii: "{"):
            index += 1
            let inner = try message(until: UInt8(ascii: "}"))
            try expect(UInt8(ascii: "}"))
            return .message(inner)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            var text: [UInt8] = []
            while let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                text += try string(quote)
            }
            return .string(text)
        default:
            return .word(try word())
        }
    }

    private mutating func word() throws -> String {
        _ = peek()
        let start = index
        while index < bytes.count, Self.isWordByte(bytes[index]) { index += 1 }
        guard index > start else { throw error("a name or a value") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "+"):
            true
        default: false
        }
    }

    private mutating func string(_ quote: UInt8) throws -> [UInt8] {
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != quote {
            guard bytes[index] == UInt8(ascii: "\\") else {
                text.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            text += try escape()
        }
        try expect(quote)
        return text
    }

    /// What follows a backslash.
    private mutating func escape() throws -> [UInt8] {
        guard index < bytes.count else { throw error("an escape") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "a"): return [7]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "v"): return [11]
        case UInt8(ascii: "x"), UInt8(ascii: "X"): return [UInt8(truncatingIfNeeded: try digits(2, radix: 16))]
        case UInt8(ascii: "u"): return try scalar(digits(4, radix: 16))
        case UInt8(ascii: "U"): return try scalar(digits(8, radix: 16))
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            return [UInt8(truncatingIfNeeded: try digits(3, radix: 8))]
        default: return [byte]
        }
    }

    private mutating func digits(_ most: Int, radix: Int) throws -> Int {
        let start = index
        while index < bytes.count, index - start < most,
            Character(UnicodeScalar(bytes[index])).hexDigitValue ?? 99 < radix
        {
            index += 1
        }
        guard let value = Int(String(decoding: bytes[start..<index], as: UTF8.self), radix: radix) else {
            throw error("digits")
        }
        return value
    }

    private func scalar(_ value: Int) throws -> [UInt8] {
        guard let scalar = UnicodeScalar(UInt32(value)) else { throw error("a code point") }
        return Array(String(Character(scalar)).utf8)
    }

    /// The next byte that is no blank and no comment.
    private mutating func peek() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): index += 1
            case UInt8(ascii: "#"):
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            default: return bytes[index]
            }
        }
        return nil
    }

    private mutating func skip(_ byte: UInt8) {
        if peek() == byte { index += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws {
        guard peek() == byte else { throw error(String(UnicodeScalar(byte))) }
        index += 1
    }

    private func error(_ expected: String) -> SuiteError {
        let line = bytes[..<min(index, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1
        return SuiteError(description: "\(name):\(line): expected \(expected)")
    }
}
