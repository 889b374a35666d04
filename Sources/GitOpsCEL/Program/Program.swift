import GitOpsManifest
import GitOpsRegex

/// Compiled expressions: one pool of instructions that all of them share.
///
/// Immutable. Any number of evaluators, each of a task of its own, may run it at the same time.
///
/// `@unchecked Sendable` is sound because everything behind the pointers is written before the initialiser returns,
/// never afterwards, and freed by `deinit` only.
public final class Program: @unchecked Sendable {
    let instructions: UnsafePointer<Instruction>
    let operands: UnsafePointer<UInt32>
    let constants: UnsafePointer<Value>
    /// Names of members that the built-in schema does not have, as strings.
    let names: UnsafePointer<Value>
    let nameCount: Int
    let regularExpressions: UnsafePointer<Unmanaged<RegularExpression>>
    /// First instruction of each expression.
    let entries: UnsafePointer<UInt32>
    /// Of each expression, the levels of instructions that are evaluated for it at most.
    let levels: UnsafePointer<UInt32>
    /// First instruction of each named expression, in order of definition.
    let named: UnsafePointer<UInt32>

    let counts: Counts
    let variableNames: [String]
    let expressions: [ExpressionRecord]
    let namedExpressions: [ExpressionRecord]
    /// For each instruction that was moved when its result became shared, the one it was before.
    let origins: [UInt32: UInt32]

    private let blocks: [UnsafeMutableRawPointer]

    struct Counts: Sendable {
        var instructions = 0
        var operands = 0
        var constants = 0
        var entries = 0
        var named = 0
        var shared = 0
        var slots = 0
        var regularExpressions = 0
    }

    /// What is known of an expression besides its instructions.
    struct ExpressionRecord: Sendable {
        var name = ""
        var source: ExpressionSource
        /// For instructions the byte of the expression that errors point at.
        var offsets: [UInt32: UInt32] = [:]
        /// Slots from the first on that it fills.
        var slotCount = 0
    }

    init(
        instructions: [Instruction], operands: [UInt32], constants: [Value], names: [Value],
        regularExpressions: [RegularExpression], entries: [UInt32], levels: [UInt32], named: [UInt32], shared: Int,
        slots: Int,
        variableNames: [String], expressions: [ExpressionRecord], namedExpressions: [ExpressionRecord],
        origins: [UInt32: UInt32], pool: consuming ConstantPool
    ) {
        var pool = pool
        func place<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
            let memory = pool.take(max(1, elements.count) * MemoryLayout<Element>.stride)
                .bindMemory(to: Element.self, capacity: max(1, elements.count))
            elements.withUnsafeBufferPointer { source in
                if let start = source.baseAddress { memory.initialize(from: start, count: source.count) }
            }
            return UnsafePointer(memory)
        }
        self.instructions = place(instructions)
        self.operands = place(operands)
        self.constants = place(constants)
        self.names = place(names)
        nameCount = names.count
        self.regularExpressions = place(regularExpressions.map { Unmanaged.passRetained($0) })
        self.entries = place(entries)
        self.levels = place(levels)
        self.named = place(named)
        counts = Counts(
            instructions: instructions.count, operands: operands.count, constants: constants.count,
            entries: entries.count, named: named.count, shared: shared, slots: slots,
            regularExpressions: regularExpressions.count)
        self.variableNames = variableNames
        self.expressions = expressions
        self.namedExpressions = namedExpressions
        self.origins = origins
        blocks = pool.takeBlocks()
    }

    deinit {
        for index in 0..<counts.regularExpressions { regularExpressions[index].release() }
        for block in blocks { block.deallocate() }
    }
}

extension Program {
    /// An expression of a program, in the order they were added.
    public struct Expression: Sendable, Hashable {
        let index: UInt32
    }

    /// Number of expressions.
    public var count: Int { counts.entries }

    /// The expressions, in the order they were added.
    public var all: [Expression] { (0..<UInt32(counts.entries)).map { Expression(index: $0) } }

    /// The names of variables that expressions use.
    public var variables: [String] { variableNames }

    /// The text of an expression.
    public func source(of expression: Expression) -> ExpressionSource { expressions[Int(expression.index)].source }
}
