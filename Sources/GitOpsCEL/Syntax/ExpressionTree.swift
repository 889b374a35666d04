/// A parsed expression: its nodes in a row, children before their parents.
///
/// Macros are expanded: `has(a.b)` is a ``ExpressionKind/has(_:_:)``, the macros over lists and maps are comprehensions
/// that remember which macro they came from. Operators are calls of functions with the names of the specification
/// (`_+_`, `_&&_`, `_?_:_`, `_[_]`, `@in`, `!_`, `-_`, `_?._`, `_[?_]`).
package struct ExpressionTree: Sendable {
    package var nodes: [ExpressionNode] = []
    /// Arguments, elements and entries of all nodes, each node's in a row.
    package var operands: [Operand] = []
    package var comprehensions: [Comprehension] = []
    /// Names and string literals.
    package var texts: [String] = []
    package var byteLiterals: [[UInt8]] = []
    package var root = ExpressionID(rawValue: 0)
    package var source: ExpressionSource

    package init(source: ExpressionSource) { self.source = source }

    package subscript(id: ExpressionID) -> ExpressionNode { nodes[Int(id.rawValue)] }
    package func text(_ id: TextID) -> String { texts[Int(id.rawValue)] }
    package func operands(_ range: OperandRange) -> ArraySlice<Operand> {
        operands[Int(range.first)..<Int(range.first) + Int(range.count)]
    }
}

/// Index of a node in its tree.
package struct ExpressionID: Hashable, Sendable, BitwiseCopyable {
    package var rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// Index of a name or string literal in its tree.
package struct TextID: Hashable, Sendable, BitwiseCopyable {
    package var rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// A row of operands in a tree.
package struct OperandRange: Hashable, Sendable, BitwiseCopyable {
    package var first: UInt32
    package var count: UInt32
    package init(first: UInt32, count: UInt32) {
        self.first = first
        self.count = count
    }
}

/// An argument, a list's element, or half of an entry.
package struct Operand: Sendable, BitwiseCopyable {
    package var expression: ExpressionID
    /// Written with a question mark: left out when it is `optional.none()`. Of an entry, the key has the mark.
    package var isOptional: Bool
    package init(_ expression: ExpressionID, isOptional: Bool = false) {
        self.expression = expression
        self.isOptional = isOptional
    }
}

package struct ExpressionNode: Sendable, BitwiseCopyable {
    package var kind: ExpressionKind
    /// The byte that errors about the node point at, as cel-go does: the operator, the dot of a selection, the opening
    /// bracket or parenthesis of an index or a call, else the first byte.
    package var anchor: UInt32
    /// All bytes of the expression.
    package var start: UInt32
    package var end: UInt32
    package init(kind: ExpressionKind, anchor: UInt32, start: UInt32, end: UInt32) {
        self.kind = kind
        self.anchor = anchor
        self.start = start
        self.end = end
    }
}

package enum ExpressionKind: Sendable, BitwiseCopyable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case double(Double)
    case string(TextID)
    /// Index into `byteLiterals`.
    case bytes(UInt32)
    /// A name; with a leading dot when it was written so.
    case identifier(TextID)
    case select(ExpressionID, TextID)
    /// Whether a field is there: `has(operand.field)`.
    case has(ExpressionID, TextID)
    case call(TextID, OperandRange)
    case memberCall(TextID, target: ExpressionID, OperandRange)
    case list(OperandRange)
    /// Keys and values in turn.
    case map(OperandRange)
    /// A message or Kubernetes object, `Object.spec{field: value}`: names (as string literals) and values in turn.
    case object(TextID, OperandRange)
    /// Index into `comprehensions`.
    case comprehension(UInt32)
}

/// A fold over a list or map.
package struct Comprehension: Sendable, BitwiseCopyable {
    package var macro: ComprehensionMacro
    package var range: ExpressionID
    /// Name of the element, index or key.
    package var variable: TextID
    /// Name of the second variable (`all(i, v, …)`).
    package var secondVariable: TextID?
    package var accumulator: TextID
    package var initial: ExpressionID
    package var condition: ExpressionID
    package var step: ExpressionID
    package var result: ExpressionID
    package init(
        macro: ComprehensionMacro, range: ExpressionID, variable: TextID, secondVariable: TextID? = nil,
        accumulator: TextID, initial: ExpressionID, condition: ExpressionID, step: ExpressionID, result: ExpressionID
    ) {
        self.macro = macro
        self.range = range
        self.variable = variable
        self.secondVariable = secondVariable
        self.accumulator = accumulator
        self.initial = initial
        self.condition = condition
        self.step = step
        self.result = result
    }
}

/// The macro a comprehension was written as, so that it can be evaluated without a generic fold.
package enum ComprehensionMacro: UInt8, Sendable, BitwiseCopyable {
    case all, exists, existsOne, map, mapWithFilter, filter, transformList, transformListWithFilter
    case transformMap, transformMapWithFilter, transformMapEntry, transformMapEntryWithFilter
    /// `cel.bind`, `optMap` and `optFlatMap`: the accumulator is the bound value.
    case bind
}
