extension ExpressionReading {
    /// Reads what follows an operand. Gives whether another operand has to follow.
    mutating func readContinuation() throws(ReadingStopped) -> Bool {
        switch token.kind {
        case .dot: return try readSelection()
        case .openBracket: return try readIndex()
        case .openBrace where operands[operands.count - 1].isNameChain: return try readMessage()
        case .comma: return try readComma()
        case .colon: return try readColon()
        case .question: return try readQuestion()
        case .closeBracket, .closeBrace, .closeParenthesis:
            try finishOperators()
            let top = frames[frames.count - 1].kind
            guard top.closer == token.kind, top != .mapKey else { throw stopUnexpected() }
            try closeBracket()
            return false
        default:
            try readBinaryOperator()
            return true
        }
    }

    // MARK: Selections, calls and indexes

    private mutating func readSelection() throws(ReadingStopped) -> Bool {
        let dot = token
        try advance()
        let mark = token.kind == .question ? token : nil
        if mark != nil {
            if !options.hasOptionalSyntax { noteUnsupported(".?", at: dot.start) }
            try advance()
            try require(.fieldName)
        }
        guard TokenSet.fieldName.contains(token.kind) else { throw stopWithoutAlternative(after: dot) }
        let field = token
        try advance()
        if mark == nil, field.kind == .identifier, token.kind == .openParenthesis { return try readMemberCall(field) }
        let name = fieldName(field)
        var operand = operands[operands.count - 1]
        operand.height = try raised(operand.height, at: dot.start)
        operand.end = field.end
        if mark != nil {
            let label = try add(.string(name), anchor: field.start, start: field.start, end: field.end)
            let function = textID("_?._")
            let range = addOperands(operand.id, label)
            operand.id = try add(
                .call(function, range), anchor: dot.start, start: operand.start, end: field.end)
        } else {
            operand.id = try add(.select(operand.id, name), anchor: dot.start, start: operand.start, end: field.end)
        }
        operand.isNameChain = operand.isNameChain && mark == nil && field.kind == .identifier
        operands[operands.count - 1] = operand
        return false
    }

    mutating func fieldName(_ field: Token) -> TextID {
        guard field.kind == .escapedIdentifier else { return textID(field.range) }
        if !options.hasEscapedIdentifiers {
            note(
                .unsupportedSyntax, "unsupported syntax: '`'", suggestion: "select with an index: a['b-c']",
                at: field.start)
        }
        return textID(field.range.dropFirst().dropLast())
    }

    private mutating func readMemberCall(_ name: Token) throws(ReadingStopped) -> Bool {
        let target = operands[operands.count - 1]
        open(.memberCall, start: target.start, firstNode: target.firstNode, name: textID(name.range).rawValue)
        frames[frames.count - 1].macro = MacroName.find(name.range, in: lexer)
        return try readFirstArgument()
    }

    private mutating func readIndex() throws(ReadingStopped) -> Bool {
        let target = operands[operands.count - 1]
        open(.index, start: target.start, firstNode: target.firstNode)
        let bracket = token
        try advance()
        try require(.expression.union(TokenSet(.question)))
        if token.kind == .question {
            if !options.hasOptionalSyntax { noteUnsupported("[?", at: bracket.start) }
            frames[frames.count - 1].isOptional = true
            try advance()
        }
        return true
    }

    // MARK: Messages

    private mutating func readMessage() throws(ReadingStopped) -> Bool {
        let chain = operands.removeLast()
        let name = messageName(chain.id)
        // The nodes of the chain are the last ones, and nothing refers to them.
        tree.nodes.removeLast(tree.nodes.count - Int(chain.firstNode))
        open(.message, start: chain.start, name: textID(name).rawValue)
        try advance()
        if token.kind == .comma {
            try advance()
            try requireAfterComma(.closeBrace)
        }
        if token.kind == .closeBrace {
            try closeBracket()
            return false
        }
        try require(.fieldName.union(TokenSet(.closeBrace, .comma, .question)))
        try readField()
        return true
    }

    private func messageName(_ id: ExpressionID) -> String {
        var parts: [String] = []
        var next = id
        while case .select(let operand, let field) = tree[next].kind {
            parts.append(tree.text(field))
            next = operand
        }
        if case .identifier(let name) = tree[next].kind { parts.append(tree.text(name)) }
        return parts.reversed().joined(separator: ".")
    }

    /// A field's name and its colon; the name is a string literal at the colon, where cel-go reports unknown fields.
    mutating func readField() throws(ReadingStopped) {
        try readElementMark()
        try require(.fieldName)
        let field = token
        let name = fieldName(field)
        try advance()
        guard token.kind == .colon else { throw stopExpecting(.colon, mayFollow: .expression) }
        let isOptional = frames[frames.count - 1].isOptional
        try push(.string(name), anchor: token.start, start: field.start, end: field.end)
        operands[operands.count - 1].isOptional = isOptional
        frames[frames.count - 1].isOptional = false
        try advance()
    }
}
