/// Cuts the text of a selector into tokens.
///
/// Source: `Lexer` in `k8s.io/apimachinery/pkg/labels/selector.go`.
struct LabelSelectorLexer {
    struct Token: Equatable {
        enum Kind: Equatable {
            case word, comma, not, equals, doubleEquals, notEquals, greaterThan, lessThan, open, close, end
        }

        let kind: Kind
        let text: String
        /// Where the token starts, in bytes.
        let offset: Int
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func next() -> Token {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { return Token(kind: .end, text: "", offset: position) }
        let start = position
        if let kind = symbol() { return token(kind, from: start) }
        while position < bytes.count, !Self.isSpace(bytes[position]), !Self.isSymbol(bytes[position]) { position += 1 }
        return token(.word, from: start)
    }

    private func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self), offset: start)
    }

    private mutating func symbol() -> Token.Kind? {
        let isPair = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "=")
        let kind: Token.Kind
        switch bytes[position] {
        case UInt8(ascii: ","): kind = .comma
        case UInt8(ascii: "("): kind = .open
        case UInt8(ascii: ")"): kind = .close
        case UInt8(ascii: ">"): kind = .greaterThan
        case UInt8(ascii: "<"): kind = .lessThan
        case UInt8(ascii: "!"): kind = isPair ? .notEquals : .not
        case UInt8(ascii: "="): kind = isPair ? .doubleEquals : .equals
        default: return nil
        }
        position += kind == .notEquals || kind == .doubleEquals ? 2 : 1
        return kind
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    private static func isSymbol(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","),
            UInt8(ascii: ">"), UInt8(ascii: "<"):
            return true
        default: return false
        }
    }
}
