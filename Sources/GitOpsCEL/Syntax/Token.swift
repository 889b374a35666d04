/// A word of an expression: a kind and a range of bytes.
struct Token: BitwiseCopyable {
    var kind: TokenKind
    var start: UInt32
    var end: UInt32

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// The kinds of tokens, in the order in which the grammar of cel-go lists them: messages name them in this order.
///
/// [CEL.g4](https://github.com/google/cel-go/blob/master/parser/gen/CEL.g4)
enum TokenKind: UInt8, CaseIterable, BitwiseCopyable {
    case endOfText
    case equal, notEqual, `in`, less, lessOrEqual, greaterOrEqual, greater, and, or
    case openBracket, closeBracket, openBrace, closeBrace, openParenthesis, closeParenthesis
    case dot, comma, minus, exclamation, question, colon, plus, star, slash, percent
    case `true`, `false`, null
    case double, integer, unsigned, string, bytes, identifier, escapedIdentifier
    case unrecognized

    /// How messages name the kind.
    var label: String { Self.labels[Int(rawValue)] }

    private static let labels = [
        "<EOF>", "'=='", "'!='", "'in'", "'<'", "'<='", "'>='", "'>'", "'&&'", "'||'", "'['", "']'", "'{'", "'}'",
        "'('",
        "')'", "'.'", "','", "'-'", "'!'", "'?'", "':'", "'+'", "'*'", "'/'", "'%'", "'true'", "'false'", "'null'",
        "NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES", "IDENTIFIER", "ESC_IDENTIFIER", "<unrecognized>",
    ]
}

/// The kinds of tokens that could stand at a place.
struct TokenSet: OptionSet {
    var rawValue: UInt64
    init(rawValue: UInt64) { self.rawValue = rawValue }
    init(_ kinds: TokenKind...) { rawValue = kinds.reduce(0) { $0 | 1 << UInt64($1.rawValue) } }

    func contains(_ kind: TokenKind) -> Bool { rawValue & 1 << UInt64(kind.rawValue) != 0 }

    /// Names of the kinds as messages show them: one alone, several in braces.
    var label: String {
        let labels = TokenKind.allCases.filter(contains).map(\.label)
        return labels.count == 1 ? labels[0] : "{\(labels.joined(separator: ", "))}"
    }

    /// What an expression can begin with.
    static let expression = Self(
        .openBracket, .openBrace, .openParenthesis, .dot, .minus, .exclamation, .true, .false, .null, .double, .integer,
        .unsigned, .string, .bytes, .identifier)
    /// What can follow an operand in any context.
    static let continuation = Self(
        .equal, .notEqual, .in, .less, .lessOrEqual, .greaterOrEqual, .greater, .and, .or, .openBracket, .dot, .minus,
        .plus, .star, .slash, .percent)
    static let fieldName = Self(.identifier, .escapedIdentifier)
}
