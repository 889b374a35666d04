extension LabelSelector {
    /// Reads the text form of a selector: `a=b,c!=d,e in (f,g),!h,i notin (x),j,k>1,l<9`.
    ///
    /// An empty text is the selector that chooses everything. `in` and `notin` are words where a key or value stands.
    ///
    /// Source: `labels.Parse` in `k8s.io/apimachinery/pkg/labels/selector.go`.
    ///
    /// - Throws: ``LabelError`` with the offset of what was not expected, or the rule that a key or value breaks.
    /// - Complexity: O(n log n) in the bytes.
    public init(parsing text: String) throws(LabelError) {
        var parser = LabelSelectorParser(text)
        self.init(try parser.requirements())
    }
}

extension LabelSelector: CustomStringConvertible {
    /// The text form, ordered by key; empty for the selector that chooses everything.
    public var description: String {
        requirements.map(\.description).joined(separator: ",")
    }
}

/// Recursive descent over the tokens, with one token of look-ahead.
private struct LabelSelectorParser {
    typealias Token = LabelSelectorLexer.Token

    private var lexer: LabelSelectorLexer
    private var current: Token

    init(_ text: String) {
        lexer = LabelSelectorLexer(text)
        current = lexer.next()
    }

    private mutating func advance() -> Token {
        let token = current
        current = lexer.next()
        return token
    }

    private func unexpected(_ token: Token, expected: String) -> LabelError {
        .unexpectedToken(token.text, expected: expected, offset: token.offset)
    }

    mutating func requirements() throws(LabelError) -> [LabelRequirement] {
        var requirements: [LabelRequirement] = []
        guard current.kind != .end else { return [] }
        while true {
            guard current.kind == .word || current.kind == .not else {
                throw unexpected(current, expected: "a key or !")
            }
            requirements.append(try requirement())
            let separator = advance()
            if separator.kind == .end { return requirements }
            guard separator.kind == .comma else { throw unexpected(separator, expected: "a comma or nothing") }
        }
    }

    private mutating func requirement() throws(LabelError) -> LabelRequirement {
        let isNegated = current.kind == .not
        if isNegated { _ = advance() }
        let key = advance()
        guard key.kind == .word else { throw unexpected(key, expected: "a key") }
        try LabelSyntax.validate(key: key.text)
        if isNegated { return try LabelRequirement(key.text, .doesNotExist) }
        if current.kind == .end || current.kind == .comma { return try LabelRequirement(key.text, .exists) }
        return try LabelRequirement(key.text, test(of: key.text))
    }

    private mutating func test(of key: String) throws(LabelError) -> LabelRequirement.Test {
        let token = advance()
        switch token.kind {
        case .equals, .doubleEquals: return .equals(try value())
        case .notEquals: return .notEquals(try value())
        case .greaterThan: return .greaterThan(try number(key))
        case .lessThan: return .lessThan(try number(key))
        case .word where token.text == "in": return .isIn(try values())
        case .word where token.text == "notin": return .isNotIn(try values())
        default: throw unexpected(token, expected: "one of =, ==, !=, in, notin, <, >")
        }
    }

    /// One value; nothing before a comma or the end stands for the empty one.
    private mutating func value() throws(LabelError) -> String {
        if current.kind == .end || current.kind == .comma { return "" }
        let token = advance()
        guard token.kind == .word else { throw unexpected(token, expected: "a value") }
        return token.text
    }

    private mutating func number(_ key: String) throws(LabelError) -> Int64 {
        let text = try value()
        try LabelSyntax.validate(value: text)
        guard let number = Int64(goDecimal: text) else { throw .notANumber(key: key, value: text) }
        return number
    }

    /// `(a,b)`, where nothing between commas stands for the empty value.
    private mutating func values() throws(LabelError) -> [String] {
        let open = advance()
        guard open.kind == .open else { throw unexpected(open, expected: "(") }
        var values: [String] = []
        while true {
            if current.kind == .word { values.append(advance().text) } else { values.append("") }
            let separator = advance()
            if separator.kind == .close { return values }
            guard separator.kind == .comma else { throw unexpected(separator, expected: "a comma or )") }
        }
    }
}
