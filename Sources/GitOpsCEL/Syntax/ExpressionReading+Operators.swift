extension ExpressionReading {
    /// A binary operator: its function, and how tightly it binds.
    struct BinaryOperator {
        var function: String
        var kind: ParserFrame.Kind
        var precedence: UInt8

        init?(_ token: TokenKind) {
            switch token {
            case .star: self.init("_*_", .arithmetic, 5)
            case .slash: self.init("_/_", .arithmetic, 5)
            case .percent: self.init("_%_", .arithmetic, 5)
            case .plus: self.init("_+_", .arithmetic, 4)
            case .minus: self.init("_-_", .arithmetic, 4)
            case .equal: self.init("_==_", .relation, 3)
            case .notEqual: self.init("_!=_", .relation, 3)
            case .less: self.init("_<_", .relation, 3)
            case .lessOrEqual: self.init("_<=_", .relation, 3)
            case .greater: self.init("_>_", .relation, 3)
            case .greaterOrEqual: self.init("_>=_", .relation, 3)
            case .in: self.init("@in", .relation, 3)
            case .and: self.init("_&&_", .and, 2)
            case .or: self.init("_||_", .or, 1)
            default: return nil
            }
        }

        private init(_ function: String, _ kind: ParserFrame.Kind, _ precedence: UInt8) {
            self.function = function
            self.kind = kind
            self.precedence = precedence
        }
    }

    mutating func readBinaryOperator() throws(ReadingStopped) {
        guard let binary = BinaryOperator(token.kind) else {
            try finishOperators()
            throw stopUnexpected()
        }
        try finishOperators(bindingAtLeast: binary.precedence)
        if binary.precedence <= 2 { return try continueLogic(binary) }
        let outer = frames.last?.depth ?? RuleDepth()
        let left = operands[operands.count - 1]
        frames.append(
            ParserFrame(
                kind: binary.kind, precedence: binary.precedence, anchor: token.start, start: left.start,
                firstNode: left.firstNode, operandBase: operandCount - 1, name: textID(binary.function).rawValue,
                depth: outer.right(of: binary.kind)))
        try advance()
    }

    /// Terms of `&&` and `||` are collected, because cel-go balances their trees.
    private mutating func continueLogic(_ binary: BinaryOperator) throws(ReadingStopped) {
        if frames[frames.count - 1].kind != binary.kind {
            let left = operands[operands.count - 1]
            frames.append(
                ParserFrame(
                    kind: binary.kind, precedence: binary.precedence, anchor: token.start, start: left.start,
                    firstNode: left.firstNode, operandBase: operandCount - 1,
                    name: UInt32(truncatingIfNeeded: logicalOperators.count),
                    depth: frames.last?.depth ?? RuleDepth()))
        }
        logicalOperators.append(token.start)
        try advance()
    }

    /// Builds the operators that bind at least as tightly as the next one. An `and` or `or` goes on when the next one
    /// is the same.
    private mutating func finishOperators(bindingAtLeast precedence: UInt8) throws(ReadingStopped) {
        while let top = frames.last {
            switch top.kind {
            case .prefix: try finishPrefix(top)
            case .relation, .arithmetic:
                guard top.precedence >= precedence else { return }
                try finishBinary(top)
            case .and, .or:
                guard top.precedence > precedence else { return }
                try finishLogic(top)
            default: return
            }
        }
    }

    /// Builds all operators that are open inside of the bracket. Gives up at a ternary without its colon.
    mutating func finishOperators() throws(ReadingStopped) {
        while true {
            try finishOperators(bindingAtLeast: 0)
            guard let top = frames.last, top.kind == .ternaryElse else { return }
            try finishTernary(top)
        }
    }

    private mutating func finishPrefix(_ frame: ParserFrame) throws(ReadingStopped) {
        frames.removeLast()
        var operand = operands[operands.count - 1]
        let range = addOperands(operand.id)
        operand.id = try add(
            .call(TextID(rawValue: frame.name), range), anchor: frame.anchor, start: frame.start, end: operand.end)
        operand.start = frame.start
        operand.isNameChain = false
        operands[operands.count - 1] = operand
    }

    private mutating func finishBinary(_ frame: ParserFrame) throws(ReadingStopped) {
        frames.removeLast()
        let end = operands[operands.count - 1].end
        let (range, height) = takeOperands(from: frame.operandBase)
        try push(frame, .call(TextID(rawValue: frame.name), range), height: raised(height, at: frame.anchor), end: end)
    }

    private mutating func finishTernary(_ frame: ParserFrame) throws(ReadingStopped) {
        frames.removeLast()
        let end = operands[operands.count - 1].end
        let (range, height) = takeOperands(from: frame.operandBase)
        try push(frame, .call(textID("_?_:_"), range), height: raised(height, at: frame.anchor), end: end)
    }

    mutating func push(_ frame: ParserFrame, _ kind: ExpressionKind, height: UInt32, end: UInt32)
        throws(ReadingStopped)
    {
        let id = try add(kind, anchor: frame.anchor, start: frame.start, end: end)
        operands.append(
            PendingOperand(id: id, start: frame.start, end: end, firstNode: frame.firstNode, height: height))
    }

    // MARK: Logic

    private mutating func finishLogic(_ frame: ParserFrame) throws(ReadingStopped) {
        frames.removeLast()
        let function = textID(frame.kind == .and ? "_&&_" : "_||_")
        let terms = Array(operands[Int(frame.operandBase)...])
        operands.removeLast(terms.count)
        let first = Int(frame.name)
        let id = try balanced(function, terms, operators: first, 0...terms.count - 2)
        logicalOperators.removeLast(logicalOperators.count - first)
        operands.append(
            PendingOperand(
                id: id, start: frame.start, end: terms[terms.count - 1].end, firstNode: frame.firstNode,
                height: terms.reduce(0) { max($0, $1.height) }))
    }

    /// The operator in the middle becomes the root; operator `i` stands between the terms `i` and `i + 1`.
    private mutating func balanced(
        _ function: TextID, _ terms: [PendingOperand], operators first: Int, _ range: ClosedRange<Int>
    ) throws(ReadingStopped) -> ExpressionID {
        let (low, high) = (range.lowerBound, range.upperBound)
        let middle = (low + high + 1) / 2
        let left =
            middle == low ? terms[middle].id : try balanced(function, terms, operators: first, low...middle - 1)
        let right =
            middle == high
            ? terms[middle + 1].id : try balanced(function, terms, operators: first, middle + 1...high)
        let operands = addOperands(left, right)
        return try add(
            .call(function, operands), anchor: logicalOperators[first + middle], start: terms[low].start,
            end: terms[high + 1].end)
    }

    // MARK: Ternaries

    mutating func readQuestion() throws(ReadingStopped) -> Bool {
        try finishOperators(bindingAtLeast: 0)
        // Between question mark and colon stands no ternary without parentheses.
        guard let top = frames.last, top.kind != .ternaryThen else { throw stopUnexpected() }
        let condition = operands[operands.count - 1]
        frames.append(
            ParserFrame(
                kind: .ternaryThen, anchor: token.start, start: condition.start, firstNode: condition.firstNode,
                operandBase: operandCount - 1, depth: top.depth))
        try advance()
        return true
    }

    mutating func readColon() throws(ReadingStopped) -> Bool {
        try finishOperators()
        let top = frames.count - 1
        switch frames[top].kind {
        case .ternaryThen:
            frames[top].kind = .ternaryElse
            frames[top].depth = frames[top].depth.right(of: .ternaryElse)
        case .mapKey:
            frames[top].kind = .mapValue
            operands[operands.count - 1].isOptional = frames[top].isOptional
            frames[top].isOptional = false
        default: throw stopUnexpected()
        }
        try advance()
        return true
    }
}
