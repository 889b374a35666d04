/// An operand that waits for its operator, or for the bracket around it to close.
struct PendingOperand: BitwiseCopyable {
    var id: ExpressionID
    /// The bytes of the operand with the parentheses around it.
    var start: UInt32
    var end: UInt32
    /// The first node that belongs to it: all later ones do as well.
    var firstNode: UInt32
    /// Operators, selections and calls on the way to its deepest leaf, as cel-go counts recursion.
    var height: UInt32 = 0
    /// Written with a question mark.
    var isOptional = false
    /// Names with dots between them and nothing else: may become the name of a message.
    var isNameChain = false
}

/// What is open around the place that is being read.
struct ParserFrame: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case root, group, list, index, mapKey, mapValue, message, globalCall, memberCall
        case prefix, relation, arithmetic, and, or, ternaryThen, ternaryElse

        var isBracket: Bool { rawValue <= Self.memberCall.rawValue }
    }

    var kind: Kind
    /// How tightly a binary operator binds.
    var precedence: UInt8 = 0
    /// Of an index, or of the element or entry that is being read.
    var isOptional = false
    /// The operator or the bracket.
    var anchor: UInt32
    /// First byte of the whole expression.
    var start: UInt32
    var firstNode: UInt32
    /// The operands from here on belong to the frame.
    var operandBase: UInt32
    /// The function or the message; of `and` and `or`, where their operators begin.
    var name: UInt32 = 0
    var macro: MacroName = .none
    /// Depths of the grammar's rules inside of the frame.
    var depth: RuleDepth
}

/// How often the rules that nest have been entered, as cel-go counts them: each may be up to the limit.
struct RuleDepth: BitwiseCopyable {
    var expression: UInt16 = 1
    var relation: UInt16 = 1
    var calculation: UInt16 = 1

    func exceeds(_ limit: Int) -> Bool { Int(max(expression, max(relation, calculation))) > limit }

    /// Inside of a bracket.
    var bracketed: Self {
        Self(expression: expression &+ 1, relation: relation &+ 1, calculation: calculation &+ 1)
    }

    /// To the right of an operator.
    func right(of kind: ParserFrame.Kind) -> Self {
        var depth = self
        switch kind {
        case .relation:
            depth.relation &+= 1
            depth.calculation &+= 1
        case .arithmetic: depth.calculation &+= 1
        case .ternaryElse: depth.expression &+= 1
        default: break
        }
        return depth
    }
}
