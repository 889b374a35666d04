/// Reads expressions of the Common Expression Language.
///
/// The grammar is that of [cel-go](https://github.com/google/cel-go/blob/master/parser/gen/CEL.g4), macros are expanded
/// as it does, and issues stand where it reports them. Brackets and operators wait on a stack of their own, so depth
/// costs no stack of the thread.
package struct ExpressionParser: Sendable {
    package var options: ParserOptions

    package init(options: ParserOptions = .init()) { self.options = options }

    /// The tree of an expression. Complexity: O(length), but for `optMap` and `optFlatMap`, which write their target
    /// twice.
    package func parse(_ source: ExpressionSource) throws(ExpressionError) -> ExpressionTree {
        var text = source.text
        let result = text.withUTF8 { bytes in
            var reading = ExpressionReading(bytes, source: source, options: options)
            return reading.read()
        }
        return try result.get()
    }
}

/// Reading has met an issue that ends it; the issue is already noted.
struct ReadingStopped: Error {}

/// The state of reading one expression.
struct ExpressionReading {
    let options: ParserOptions
    let bytes: UnsafeBufferPointer<UInt8>
    var lexer: ExpressionLexer
    var token = Token(kind: .endOfText, start: 0, end: 0)
    /// Where the token before the present one ends.
    var previousEnd: UInt32 = 0
    var tree: ExpressionTree
    var names: TextTable
    var frames: [ParserFrame] = []
    var operands: [PendingOperand] = []
    /// Positions of the operators of `and` and `or` frames.
    var logicalOperators: [UInt32] = []
    /// Leaves that a macro has made superfluous: their places take the leaves it creates.
    var recycled: [ExpressionID] = []
    var issues: [ExpressionIssue] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, source: ExpressionSource, options: ParserOptions) {
        self.options = options
        self.bytes = bytes
        lexer = ExpressionLexer(bytes)
        tree = ExpressionTree(source: source)
        let expected = min(bytes.count, 4_096)
        names = TextTable(capacity: expected / 4)
        tree.nodes.reserveCapacity(expected / 4 + 4)
        tree.operands.reserveCapacity(expected / 4 + 4)
        tree.texts.reserveCapacity(expected / 8 + 4)
        frames.reserveCapacity(8)
        operands.reserveCapacity(8)
    }

    mutating func read() -> Result<ExpressionTree, ExpressionError> {
        do throws(ReadingStopped) {
            try checkSize()
            try readAll()
        } catch {}
        guard issues.isEmpty else {
            return .failure(ExpressionError(issues.sorted { $0.byteOffset < $1.byteOffset }))
        }
        return .success(tree)
    }

    private mutating func checkSize() throws(ReadingStopped) {
        let limit = options.limits.scalars
        guard bytes.count > limit || bytes.count > Int(Int32.max) else { return }
        let scalars = bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        guard scalars > limit || bytes.count > Int(Int32.max) else { return }
        throw stop(
            .limit, "expression code point size exceeds limit: size: \(scalars), limit \(limit)",
            suggestion: "split the expression, or name parts of it as variables", at: 0)
    }

    private mutating func readAll() throws(ReadingStopped) {
        try advance()
        frames.append(
            ParserFrame(kind: .root, anchor: 0, start: 0, firstNode: 0, operandBase: 0, depth: RuleDepth()))
        var needsOperand = true
        while true {
            if needsOperand {
                needsOperand = try readOperand()
            } else if token.kind == .endOfText, try finishRoot() {
                return
            } else {
                needsOperand = try readContinuation()
            }
        }
    }

    private mutating func finishRoot() throws(ReadingStopped) -> Bool {
        try finishOperators()
        guard let top = frames.last, top.kind == .root, let whole = operands.last else { return false }
        tree.root = whole.id
        return true
    }
}

// MARK: Tokens

extension ExpressionReading {
    mutating func advance() throws(ReadingStopped) {
        previousEnd = token.end
        token = lexer.next()
        while token.kind == .unrecognized {
            try noteUnrecognized()
            token = lexer.next()
        }
    }

    /// The kind of the token after the present one.
    var nextKind: TokenKind {
        var ahead = lexer
        var next = ahead.next()
        while next.kind == .unrecognized { next = ahead.next() }
        return next.kind
    }
}

// MARK: Nodes

extension ExpressionReading {
    mutating func add(
        _ kind: ExpressionKind, anchor: UInt32, start: UInt32, end: UInt32
    ) throws(ReadingStopped) -> ExpressionID {
        if tree.nodes.count >= options.limits.nodes {
            throw stop(
                .limit, "expression exceeds the limit of \(options.limits.nodes) nodes",
                suggestion: "split the expression, or name parts of it as variables", at: Int(anchor))
        }
        tree.nodes.append(ExpressionNode(kind: kind, anchor: anchor, start: start, end: end))
        return ExpressionID(rawValue: UInt32(truncatingIfNeeded: tree.nodes.count - 1))
    }

    /// A leaf becomes an operand.
    mutating func push(_ kind: ExpressionKind, anchor: UInt32, start: UInt32, end: UInt32, isNameChain: Bool = false)
        throws(ReadingStopped)
    {
        let firstNode = nodeCount
        let id = try add(kind, anchor: anchor, start: start, end: end)
        operands.append(
            PendingOperand(id: id, start: start, end: end, firstNode: firstNode, isNameChain: isNameChain))
    }

    var nodeCount: UInt32 { UInt32(truncatingIfNeeded: tree.nodes.count) }
    var operandCount: UInt32 { UInt32(truncatingIfNeeded: operands.count) }

    mutating func textID(_ range: Range<Int>) -> TextID {
        names.id(of: UnsafeBufferPointer(rebasing: bytes[range]), in: &tree.texts)
    }

    mutating func textID(_ text: String) -> TextID {
        var text = text
        return text.withUTF8 { names.id(of: $0, in: &tree.texts) }
    }

    mutating func addOperands(_ ids: ExpressionID...) -> OperandRange {
        let first = UInt32(truncatingIfNeeded: tree.operands.count)
        for id in ids { tree.operands.append(Operand(id)) }
        return OperandRange(first: first, count: UInt32(truncatingIfNeeded: ids.count))
    }

    /// The operands from a place on become those of a node, and leave the stack.
    mutating func takeOperands(from base: UInt32) -> (range: OperandRange, height: UInt32) {
        let first = UInt32(truncatingIfNeeded: tree.operands.count)
        var height: UInt32 = 0
        for operand in operands[Int(base)...] {
            tree.operands.append(Operand(operand.id, isOptional: operand.isOptional))
            height = max(height, operand.height)
        }
        let count = operandCount - base
        operands.removeLast(Int(count))
        return (OperandRange(first: first, count: count), height)
    }

    /// A height with one more step, or the end when the chain is longer than the limit.
    mutating func raised(_ height: UInt32, at anchor: UInt32) throws(ReadingStopped) -> UInt32 {
        if Int(height) >= options.limits.effectiveDepth {
            throw stop(
                .limit, "max recursion depth exceeded", suggestion: "split the expression, or add parentheses",
                at: Int(anchor))
        }
        return height + 1
    }
}
