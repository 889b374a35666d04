extension ExpressionReading {
    /// Reads what an operand begins with. Gives whether another operand has to follow, because a bracket or an operator
    /// was opened.
    mutating func readOperand() throws(ReadingStopped) -> Bool {
        if let top = frames.last, top.depth.exceeds(options.limits.effectiveDepth) {
            throw stop(
                .limit, "expression recursion limit exceeded: \(options.limits.effectiveDepth)",
                suggestion: "nest less deeply, or name parts of the expression as variables", at: Int(token.start))
        }
        switch token.kind {
        case .identifier: return try readName(leadingDot: nil)
        case .dot:
            let dot = token
            try advance()
            guard token.kind == .identifier else { throw stopWithoutAlternative(after: dot) }
            return try readName(leadingDot: dot)
        case .openParenthesis:
            open(.group, start: token.start)
            try advance()
            return true
        case .openBracket: return try readList()
        case .openBrace: return try readMap()
        case .minus, .exclamation: return try readPrefix()
        default:
            guard TokenSet.expression.contains(token.kind) else { throw stopExpectingExpression() }
            try readLiteral(sign: nil)
            return false
        }
    }

    mutating func open(_ kind: ParserFrame.Kind, start: UInt32, firstNode: UInt32? = nil, name: UInt32 = 0) {
        let depth = (frames.last?.depth ?? RuleDepth()).bracketed
        frames.append(
            ParserFrame(
                kind: kind, anchor: token.start, start: start, firstNode: firstNode ?? nodeCount,
                operandBase: operandCount, name: name, depth: depth))
    }

    // MARK: Names

    private mutating func readName(leadingDot: Token?) throws(ReadingStopped) -> Bool {
        let name = token
        let start = leadingDot?.start ?? name.start
        let isReserved = isReservedName(name.range)
        try advance()
        // As the name of a message a reserved word is fine.
        if isReserved, !isMessageAhead {
            note(
                .reservedName, "reserved identifier: \(text(name.range))",
                suggestion: "choose another name: the word is kept for later versions of the language", at: start)
        }
        let id = leadingDot == nil ? textID(name.range) : textID("." + text(name.range))
        guard token.kind == .openParenthesis else {
            try push(
                isReserved && !isMessageAhead ? .null : .identifier(id), anchor: name.start, start: start,
                end: name.end, isNameChain: true)
            return false
        }
        open(.globalCall, start: start, name: id.rawValue)
        if leadingDot == nil { frames[frames.count - 1].macro = MacroName.find(name.range, in: lexer) }
        return try readFirstArgument()
    }

    /// After the opening parenthesis of a call. Gives whether an argument follows.
    mutating func readFirstArgument() throws(ReadingStopped) -> Bool {
        try advance()
        if token.kind == .closeParenthesis {
            try closeBracket()
            return false
        }
        try require(.expression.union(TokenSet(.closeParenthesis)))
        return true
    }

    /// Whether dots and names lead from here to an opening brace.
    private var isMessageAhead: Bool {
        var ahead = lexer
        var next = token
        while next.kind == .dot {
            guard ahead.next().kind == .identifier else { return false }
            next = ahead.next()
        }
        return next.kind == .openBrace
    }

    private func isReservedName(_ range: Range<Int>) -> Bool {
        guard (2...9).contains(range.count) else { return false }
        return Self.reservedNames.contains {
            $0.utf8CodeUnitCount == range.count && lexer.isText($0, at: range.lowerBound)
        }
    }

    /// `reservedIds` of [cel-go's parser](https://github.com/google/cel-go/blob/master/parser/parser.go), without the
    /// words that are tokens of their own.
    private static let reservedNames: [StaticString] = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    // MARK: Operators before an operand

    /// `-` and `!` in any number, but not mixed: an even number of them is none.
    private mutating func readPrefix() throws(ReadingStopped) -> Bool {
        let sign = token
        var count = 0
        while token.kind == sign.kind {
            count += 1
            try advance()
        }
        if sign.kind == .minus, count == 1, token.kind == .integer || token.kind == .double {
            try readLiteral(sign: sign)
            return false
        }
        if count % 2 == 1 {
            frames.append(
                ParserFrame(
                    kind: .prefix, anchor: sign.start, start: sign.start, firstNode: nodeCount,
                    operandBase: operandCount,
                    name: textID(sign.kind == .minus ? "-_" : "!_").rawValue,
                    depth: frames.last?.depth ?? RuleDepth()))
        }
        let hasSign = sign.kind == .exclamation && token.kind == .minus
        if hasSign, nextKind == .integer || nextKind == .double {
            let minus = token
            try advance()
            try readLiteral(sign: minus)
            return false
        }
        guard TokenSet.expression.contains(token.kind), token.kind != .minus, token.kind != .exclamation else {
            throw stopAfterPrefix(sign)
        }
        return try readOperand()
    }

    // MARK: Literals

    private mutating func readLiteral(sign: Token?) throws(ReadingStopped) {
        let literal = token
        let start = sign?.start ?? literal.start
        let kind = literalKind(literal, isNegative: sign != nil, start: start)
        try advance()
        try push(kind, anchor: start, start: start, end: literal.end)
    }

    private mutating func literalKind(_ literal: Token, isNegative: Bool, start: UInt32) -> ExpressionKind {
        switch literal.kind {
        case .true: return .boolean(true)
        case .false: return .boolean(false)
        case .integer: return integer(literal, isNegative: isNegative, start: start)
        case .unsigned:
            if let value = LiteralDecoding.magnitude(bytes[literal.range.dropLast()]) { return .unsigned(value) }
            note(.literal, "invalid uint literal", suggestion: "the largest uint is \(UInt64.max)u", at: start)
        case .double: return double(literal, isNegative: isNegative, start: start)
        case .string, .bytes: return string(literal)
        default: break
        }
        return .null
    }

    private mutating func integer(_ literal: Token, isNegative: Bool, start: UInt32) -> ExpressionKind {
        if let magnitude = LiteralDecoding.magnitude(bytes[literal.range]) {
            if isNegative, magnitude == Int64.min.magnitude { return .integer(.min) }
            if let value = Int64(exactly: magnitude) { return .integer(isNegative ? -value : value) }
        }
        note(
            .literal, "invalid int literal",
            suggestion: "an int lies between \(Int64.min) and \(Int64.max)", at: start)
        return .null
    }

    private mutating func double(_ literal: Token, isNegative: Bool, start: UInt32) -> ExpressionKind {
        if let value = Double(text(literal.range)), value.isFinite { return .double(isNegative ? -value : value) }
        note(.literal, "invalid double literal", suggestion: "the number is too large for a double", at: start)
        return .null
    }

    private mutating func string(_ literal: Token) -> ExpressionKind {
        let body = LiteralDecoding.Body(bytes, token: literal)
        let isBytes = literal.kind == .bytes
        guard body.needsDecoding(bytes) else {
            return isBytes ? byteLiteral(Array(bytes[body.range])) : .string(textID(body.range))
        }
        do throws(LiteralDecoding.Failure) {
            let value = try LiteralDecoding.decode(bytes, body, isBytes: isBytes)
            if isBytes { return byteLiteral(value) }
            return .string(value.withUnsafeBufferPointer { names.id(of: $0, in: &tree.texts) })
        } catch {
            note(.literal, error.message, suggestion: error.suggestion, at: literal.start)
        }
        return .null
    }

    private mutating func byteLiteral(_ value: [UInt8]) -> ExpressionKind {
        tree.byteLiterals.append(value)
        return .bytes(UInt32(truncatingIfNeeded: tree.byteLiterals.count - 1))
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Lists and maps

    private mutating func readList() throws(ReadingStopped) -> Bool {
        open(.list, start: token.start)
        try advance()
        return try readFirstElement(closedBy: .closeBracket)
    }

    private mutating func readMap() throws(ReadingStopped) -> Bool {
        open(.mapKey, start: token.start)
        try advance()
        return try readFirstElement(closedBy: .closeBrace)
    }

    /// A list or map may be empty, with or without a comma.
    private mutating func readFirstElement(closedBy closer: TokenKind) throws(ReadingStopped) -> Bool {
        if token.kind == .comma {
            try advance()
            try requireAfterComma(closer)
        }
        if token.kind == closer {
            try closeBracket()
            return false
        }
        try require(.expression.union(TokenSet(closer, .comma, .question)))
        try readElementMark()
        return true
    }

    /// The question mark before an element or a key.
    mutating func readElementMark() throws(ReadingStopped) {
        guard token.kind == .question else { return }
        if !options.hasOptionalSyntax { noteUnsupported("?", at: token.start) }
        frames[frames.count - 1].isOptional = true
        try advance()
    }

    mutating func noteUnsupported(_ syntax: String, at offset: UInt32) {
        note(
            .unsupportedSyntax, "unsupported syntax '\(syntax)'",
            suggestion: "optional values need Kubernetes 1.28 or later", at: offset)
    }
}
