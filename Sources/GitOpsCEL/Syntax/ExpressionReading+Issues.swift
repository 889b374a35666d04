import GitOpsManifest

extension ExpressionReading {
    mutating func note(
        _ kind: ExpressionIssue.Kind, _ message: String, suggestion: String? = nil, at offset: UInt32
    ) {
        guard issues.count < options.limits.issues else { return }
        issues.append(
            ExpressionIssue(kind, message, suggestion: suggestion, at: Int(offset), in: tree.source))
    }

    /// Notes an issue that ends the reading.
    mutating func stop(
        _ kind: ExpressionIssue.Kind, _ message: String, suggestion: String?, at offset: Int
    ) -> ReadingStopped {
        issues.append(ExpressionIssue(kind, message, suggestion: suggestion, at: offset, in: tree.source))
        return ReadingStopped()
    }

    private mutating func stopAtToken(_ problem: String, suggestion: String?) -> ReadingStopped {
        stop(.syntax, "Syntax error: \(problem)", suggestion: suggestion, at: Int(token.start))
    }

    /// A text of the source in quotes, harmless and not too long.
    private func quoted(_ range: Range<Int>) -> String {
        let longest = 64
        var end = min(range.upperBound, range.lowerBound + longest)
        while end < range.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return "'\(PrintableText.escaped(text(range.lowerBound..<end)))\(end < range.upperBound ? "…" : "")'"
    }

    private var tokenLabel: String { token.kind == .endOfText ? "'<EOF>'" : quoted(token.range) }
}

// MARK: Characters

extension ExpressionReading {
    mutating func noteUnrecognized() throws(ReadingStopped) {
        guard issues.count < options.limits.issues else {
            throw stop(
                .syntax, "Syntax error: More than \(options.limits.issues) syntax errors", suggestion: nil,
                at: Int(token.start))
        }
        note(
            .syntax, "Syntax error: token recognition error at: \(quoted(token.range))",
            suggestion: suggestionForUnrecognized, at: token.start)
    }

    private var suggestionForUnrecognized: String {
        switch bytes[Int(token.start)] {
        case UInt8(ascii: "="): "write '==' to compare"
        case UInt8(ascii: "&"): "write '&&'"
        case UInt8(ascii: "|"): "write '||'"
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            "end the string with the quote it began with, on the same line; write a backslash as \\\\"
        case UInt8(ascii: "`"): "between backquotes stand letters, digits, '_', '.', '-', '/' and blanks"
        default: "remove it, or write it inside of a string"
        }
    }
}

// MARK: Tokens that do not fit

extension ExpressionReading {
    /// Ends the reading when the present token is none of those that can stand here.
    mutating func require(_ expected: TokenSet) throws(ReadingStopped) {
        guard !expected.contains(token.kind) else { return }
        throw stopExpecting(expected, suggestion: Self.suggestion(for: expected))
    }

    mutating func stopExpectingExpression() -> ReadingStopped {
        stopExpecting(.expression, suggestion: Self.suggestion(for: .expression))
    }

    /// The words of ANTLR: a token is extraneous when without it all would be well.
    private mutating func stopExpecting(_ expected: TokenSet, suggestion: String) -> ReadingStopped {
        let problem = expected.contains(nextKind) ? "extraneous" : "mismatched"
        return stopAtToken("\(problem) input \(tokenLabel) expecting \(expected.label)", suggestion: suggestion)
    }

    private static func suggestion(for expected: TokenSet) -> String {
        expected.contains(.integer)
            ? "write a value: a name, a literal, a list, a map, or an expression in parentheses"
            : "write the name of a field"
    }

    /// One kind of token is needed; it is missing when the present one could come after it.
    mutating func stopExpecting(_ expected: TokenKind, mayFollow: TokenSet) -> ReadingStopped {
        let set = TokenSet(expected)
        guard !set.contains(nextKind), mayFollow.contains(token.kind) else {
            return stopExpecting(set, suggestion: suggestion(closing: expected))
        }
        return stopAtToken("missing \(expected.label) at \(tokenLabel)", suggestion: suggestion(closing: expected))
    }

    private func suggestion(closing expected: TokenKind) -> String {
        guard let bracket = frames.last(where: \.kind.isBracket), bracket.kind.closer == expected else {
            return expected == .colon ? "write ':' and a value" : "write \(expected.label)"
        }
        let (line, column) = tree.source.lineAndColumn(atByte: Int(bracket.anchor))
        return "close the bracket that was opened at \(line):\(column)"
    }

    /// After an operand comes a token that fits neither as an operator nor as the end of what is open.
    mutating func stopUnexpected() -> ReadingStopped {
        guard let top = frames.last else { return ReadingStopped() }
        switch top.kind {
        case .ternaryThen:
            let set = TokenSet(.colon)
            if !set.contains(nextKind), TokenSet.expression.contains(token.kind) {
                return stopAtToken("missing ':' at \(tokenLabel)", suggestion: Self.ternary)
            }
            return stopExpecting(set, suggestion: Self.ternary)
        case .mapKey: return stopExpecting(.colon, mayFollow: .expression)
        case .list:
            return stopExpecting(TokenSet(.comma, .closeBracket), suggestion: suggestion(closing: .closeBracket))
        case .mapValue, .message:
            return stopExpecting(TokenSet(.comma, .closeBrace), suggestion: suggestion(closing: .closeBrace))
        case .group, .globalCall, .memberCall, .index: return stopExpecting(top.kind.closer, mayFollow: followers)
        default: return stopExpecting(TokenSet(.endOfText), suggestion: "write an operator before it, or remove it")
        }
    }

    private static let ternary =
        "a conditional is 'condition ? value : value'; put one inside of another in parentheses"

    /// What could come after the bracket on top, were it closed.
    var followers: TokenSet {
        var result = TokenSet.continuation
        var isInsideThen = false
        for frame in frames.dropLast().reversed() {
            if frame.kind == .ternaryThen {
                isInsideThen = true
                result.formUnion(TokenSet(.colon))
            }
            guard frame.kind.isBracket else { continue }
            switch frame.kind {
            case .root, .group, .index: result.formUnion(TokenSet(frame.kind.closer))
            case .mapKey: result.formUnion(TokenSet(.colon))
            default: result.formUnion(TokenSet(frame.kind.closer, .comma))
            }
            break
        }
        return isInsideThen ? result : result.union(TokenSet(.question))
    }

    /// A dot without a name after it.
    mutating func stopWithoutAlternative(after dot: Token) -> ReadingStopped {
        switch token.kind {
        case .true, .false, .null:
            let word = tokenLabel.dropFirst().dropLast()
            return stopAtToken(
                "mismatched input \(tokenLabel) expecting IDENTIFIER",
                suggestion: "select the field with an index: ['\(word)']")
        default:
            return stopAtToken(
                "no viable alternative at input \(quoted(Int(dot.start)..<Int(max(dot.end, token.end))))",
                suggestion: "after a dot comes the name of a field or function")
        }
    }

    /// A sign without an operand after it; signs of both kinds do not mix.
    mutating func stopAfterPrefix(_ sign: Token) -> ReadingStopped {
        let isMixed = token.kind == .minus || token.kind == .exclamation
        let suggestion =
            isMixed ? "'-' and '!' do not mix: put the inner one in parentheses" : Self.suggestion(for: .expression)
        guard sign.kind == .minus || isMixed else {
            return stopAtToken(
                "extraneous input \(tokenLabel) expecting \(TokenSet.expression.label)", suggestion: suggestion)
        }
        let start = isMixed && sign.kind == .exclamation ? Int(token.start) : max(0, Int(previousEnd) - 1)
        return stopAtToken(
            "no viable alternative at input \(quoted(start..<max(start, Int(token.end))))", suggestion: suggestion)
    }
}
