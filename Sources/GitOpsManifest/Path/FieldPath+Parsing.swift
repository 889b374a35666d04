extension FieldPath {
    /// Reads the spelling that `description` writes.
    ///
    /// - Throws: `PathError` with the place and what was expected.
    public init(parsing text: String) throws(PathError) {
        var parser = FieldPathParser(text)
        self = try parser.parse()
    }
}

/// Why a path could not be read or followed.
public enum PathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The spelling is wrong at this Unicode scalar, counted from 0.
    case syntax(path: String, offset: Int, expected: String)
    /// No value stands at the path.
    case notFound(String)

    /// What is wrong and what was expected.
    public var description: String {
        switch self {
        case .syntax(let path, let offset, let expected):
            "the path \"\(path)\" is not valid at character \(offset + 1): expected \(expected)"
        case .notFound(let path): "nothing stands at \"\(path)\"; check the path against the document"
        }
    }
}

struct FieldPathParser {
    private let text: String
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    static func endsBareValue(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\"")
            || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "=")
    }

    /// What a value without quotes means.
    static func scalar(bare text: String) -> FieldPath.Scalar {
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "null": return .null
        default: break
        }
        if let first = text.utf8.first, first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") <= 9,
            let number = try? Document(json: text).root, let scalar = FieldPath.Scalar(number)
        {
            return scalar
        }
        return .string(text)
    }

    mutating func parse() throws(PathError) -> FieldPath {
        var steps: [FieldPath.Step] = []
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "[") {
                steps.append(try bracket())
            } else {
                if !steps.isEmpty {
                    guard bytes[index] == UInt8(ascii: ".") else { throw error("'.' or '['") }
                    index += 1
                }
                steps.append(.field(try field()))
            }
        }
        return FieldPath(steps)
    }

    private mutating func field() throws(PathError) -> String {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "."), bytes[index] != UInt8(ascii: "["),
            bytes[index] != UInt8(ascii: "]"), bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "=")
        {
            index += 1
        }
        guard index > start else { throw error("a field name") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func bracket() throws(PathError) -> FieldPath.Step {
        index += 1
        guard index < bytes.count else { throw error("an index, a quoted field or a key") }
        if bytes[index] == UInt8(ascii: "=") {
            index += 1
            let value = try scalar()
            try take("]")
            return .value(value)
        }
        if bytes[index] == UInt8(ascii: "\"") {
            let name = try quoted()
            if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
                index += 1
                return .field(name)
            }
            return try keys(first: name)
        }
        let start = index
        while index < bytes.count, !Self.endsBareValue(bytes[index]) { index += 1 }
        let bare = String(decoding: bytes[start..<index], as: UTF8.self)
        guard !bare.isEmpty else { throw error("an index, a quoted field or a key") }
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
            guard bare.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }), let position = Int(bare) else {
                index = start
                throw error("an index, or a key as in [name=web]")
            }
            index += 1
            return .index(position)
        }
        return try keys(first: bare)
    }

    private mutating func keys(first: String) throws(PathError) -> FieldPath.Step {
        try take("=")
        var keys = [FieldPath.Key(first, try scalar())]
        while index < bytes.count, bytes[index] == UInt8(ascii: ",") {
            index += 1
            let name: String
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                name = try quoted()
            } else {
                name = try field()
            }
            try take("=")
            keys.append(FieldPath.Key(name, try scalar()))
        }
        try take("]")
        return .keyed(keys)
    }

    private mutating func scalar() throws(PathError) -> FieldPath.Scalar {
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return .string(try quoted()) }
        let start = index
        while index < bytes.count, !Self.endsBareValue(bytes[index]) { index += 1 }
        guard index > start else { throw error("a value") }
        return Self.scalar(bare: String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func quoted() throws(PathError) -> String {
        let start = index
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else { throw error("a closing quote") }
        index += 1
        let literal = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let name = try? Document(json: literal).root.string else {
            index = start
            throw error("a JSON string")
        }
        return name
    }

    private mutating func take(_ character: Unicode.Scalar) throws(PathError) {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { throw error("'\(character)'") }
        index += 1
    }

    private func error(_ expected: String) -> PathError {
        let before = bytes[..<min(index, bytes.count)]
        return .syntax(path: text, offset: before.count { $0 & 0xC0 != 0x80 }, expected: expected)
    }
}
