/// A JSON Pointer (RFC 6901).
public struct JSONPointer: Sendable, Hashable {
    /// The reference tokens, unescaped.
    public var tokens: [String]

    /// A pointer of the given tokens.
    public init(_ tokens: [String] = []) { self.tokens = tokens }

    /// Reads `/spec/containers/0` with the escapes `~0` and `~1`; the empty text is the root.
    ///
    /// - Throws: `PathError` with the place and what was expected.
    public init(parsing text: String) throws(PathError) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw .syntax(path: text, offset: 0, expected: "'/'")
        }
        var tokens: [String] = []
        var current: [UInt8] = []
        var rest = text.unicodeScalars.dropFirst()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "/":
                tokens.append(String(decoding: current, as: UTF8.self))
                current.removeAll()
            case "~":
                let behind = rest
                switch rest.popFirst() {
                case "0": current.append(UInt8(ascii: "~"))
                case "1": current.append(UInt8(ascii: "/"))
                default:
                    throw .syntax(
                        path: text, offset: text.unicodeScalars.count - behind.count - 1,
                        expected: "'~0' or '~1' for '~' or '/'")
                }
            default: current += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        self.tokens = tokens + [String(decoding: current, as: UTF8.self)]
    }

    /// Whether two pointers have the same tokens, byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.tokens.elementsEqual(right.tokens) { $0.hasSameBytes(as: $1) }
    }

    /// Feeds the tokens.
    public func hash(into hasher: inout Hasher) {
        for token in tokens { token.hashBytes(into: &hasher) }
    }

    /// The pointer one token down.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    /// The array index a token spells: digits without leading zeros.
    package static func index(_ token: String) -> Int? {
        guard let first = token.utf8.first, token.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }),
            token.utf8.count == 1 || first != UInt8(ascii: "0")
        else { return nil }
        return Int(token)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The spelling of RFC 6901.
    public var description: String {
        var bytes: [UInt8] = []
        for token in tokens {
            bytes.append(UInt8(ascii: "/"))
            // By bytes: a combining mark behind '~' or '/' makes another Character of it.
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes += "~0".utf8
                case UInt8(ascii: "/"): bytes += "~1".utf8
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
