extension ExpressionReading {
    /// A comma ends an argument, an element, an entry or a field. Lists, maps and messages may end after it.
    mutating func readComma() throws(ReadingStopped) -> Bool {
        try finishOperators()
        let top = frames.count - 1
        let kind = frames[top].kind
        switch kind {
        case .globalCall, .memberCall:
            try advance()
            return true
        case .list:
            finishElement()
            return try readNext(closedBy: .closeBracket, .expression)
        case .mapValue:
            frames[top].kind = .mapKey
            return try readNext(closedBy: .closeBrace, .expression)
        case .message: return try readNext(closedBy: .closeBrace, .fieldName)
        default: throw stopUnexpected()
        }
    }

    private mutating func finishElement() {
        let top = frames.count - 1
        operands[operands.count - 1].isOptional = frames[top].isOptional
        frames[top].isOptional = false
    }

    private mutating func readNext(closedBy closer: TokenKind, _ starters: TokenSet) throws(ReadingStopped) -> Bool {
        try advance()
        if token.kind == closer {
            try closeBracket()
            return false
        }
        guard token.kind == .question || starters.contains(token.kind) else {
            throw stopExpecting(closer, mayFollow: followers)
        }
        if frames[frames.count - 1].kind == .message {
            try readField()
        } else {
            try readElementMark()
        }
        return true
    }

    /// Only the closing bracket can follow the comma of an empty list.
    mutating func requireAfterComma(_ closer: TokenKind) throws(ReadingStopped) {
        guard token.kind != closer else { return }
        throw stopExpecting(closer, mayFollow: followers)
    }

    /// The present token closes the bracket on top.
    mutating func closeBracket() throws(ReadingStopped) {
        if frames[frames.count - 1].kind == .list, operandCount > frames[frames.count - 1].operandBase,
            frames[frames.count - 1].isOptional
        {
            finishElement()
        }
        let frame = frames[frames.count - 1]
        let end = token.end
        try advance()
        frames.removeLast()
        switch frame.kind {
        case .group:
            operands[operands.count - 1].start = frame.start
            operands[operands.count - 1].end = end
            operands[operands.count - 1].isNameChain = false
        case .index: try finishIndex(frame, end: end)
        case .globalCall, .memberCall: try finishCall(frame, end: end)
        default:
            let (range, height) = takeOperands(from: frame.operandBase)
            let kind: ExpressionKind =
                switch frame.kind {
                case .list: .list(range)
                case .message: .object(TextID(rawValue: frame.name), range)
                default: .map(range)
                }
            try push(frame, kind, height: height, end: end)
        }
    }

    private mutating func finishIndex(_ frame: ParserFrame, end: UInt32) throws(ReadingStopped) {
        let function = textID(frame.isOptional ? "_[?_]" : "_[_]")
        let (range, height) = takeOperands(from: frame.operandBase - 1)
        try push(frame, .call(function, range), height: raised(height, at: frame.anchor), end: end)
    }

    private mutating func finishCall(_ frame: ParserFrame, end: UInt32) throws(ReadingStopped) {
        let isMember = frame.kind == .memberCall
        let base = isMember ? frame.operandBase - 1 : frame.operandBase
        var height = operands[Int(base)...].reduce(0) { max($0, $1.height) }
        if isMember { height = try raised(height, at: frame.anchor) }
        let name = TextID(rawValue: frame.name)
        if frame.macro != .none, let id = try expandMacro(frame, end: end) {
            operands.removeLast(operands.count - Int(base))
            operands.append(
                PendingOperand(id: id, start: frame.start, end: end, firstNode: frame.firstNode, height: height))
            return
        }
        let (range, _) = takeOperands(from: frame.operandBase)
        if isMember {
            let target = operands.removeLast()
            try push(frame, .memberCall(name, target: target.id, range), height: height, end: end)
        } else {
            try push(frame, .call(name, range), height: height, end: end)
        }
    }
}

extension ParserFrame.Kind {
    var closer: TokenKind {
        switch self {
        case .group, .globalCall, .memberCall: .closeParenthesis
        case .list, .index: .closeBracket
        case .mapKey, .mapValue, .message: .closeBrace
        default: .endOfText
        }
    }
}
