import GitOpsManifest
import GitOpsRegex

/// Makes a program of expressions, one after the other.
///
/// Sub-expressions that are the same in several expressions become one, and what depends on variables only is computed
/// once for each document, however many expressions ask for it. Neither changes a result or a cost.
public struct ProgramBuilder: ~Copyable {
    var instructions: [Instruction] = []
    var facts: [Facts] = []
    var known: [Instruction: UInt32] = [:]
    var operands: [UInt32] = []
    var knownOperands: [[UInt32]: UInt32] = [:]
    var constants: [Value] = []
    var knownConstants: [ConstantKey: UInt32] = [:]
    var pool = ConstantPool()
    var names: [Value] = []
    var knownNames: [ExactText: UInt32] = [:]
    var regularExpressions: [RegularExpression] = []
    var knownPatterns: [ExactText: UInt32] = [:]
    var variableNames: [String] = []
    var variables: [ExactText: UInt32] = [:]
    var namedExpressions: [Program.ExpressionRecord] = []
    var named: [ExactText: UInt32] = [:]
    var namedEntries: [UInt32] = []
    var expressions: [Program.ExpressionRecord] = []
    var entries: [UInt32] = []
    var slots = 1
    /// The expression that is being compiled.
    var current: Compilation
    /// Finds functions by name in expressions that were not checked.
    var functions: (String, _ isMember: Bool) -> FunctionCode? = { _, _ in nil }
    /// What a field of an object type is called in documents, when expressions write its name in another way.
    package var fieldName: (String) -> String = { $0 }

    /// A builder without expressions.
    public init() {
        current = Compilation(ExpressionTree(source: ExpressionSource("")))
    }

    /// What is known of an instruction while the program is made.
    struct Facts {
        /// Lowest slot it reads that it does not fill itself.
        var lowestSlot = UInt32.max
        /// Instructions in it, itself among them.
        var weight: UInt32 = 1
        /// Levels of instructions in it, without those of named expressions.
        var depth: UInt32 = 1
        /// Levels of instructions that are evaluated for it at most, those of named expressions among them.
        var reach: UInt32 = 1
        /// How often it is part of another instruction or a whole expression.
        var uses: UInt32 = 0
    }

    /// Constants are the same when their types and bytes are.
    struct ConstantKey: Hashable {
        var head: UInt64
        var payload: UInt64
        var text: [UInt8]?
    }

    /// An expression while it is being compiled.
    struct Compilation {
        var tree: ExpressionTree
        var types: [CELType]
        var references: [Reference?]
        /// Of equal keys in a map literal the last one counts.
        var keysMayRepeat = false
        /// Patterns that were compiled when they were checked.
        var patterns: [RegularExpression]
        var isChecked: Bool { !references.isEmpty }
        /// Names of locals, the innermost last.
        var scope: [(name: String, local: Local)] = []
        var nextSlot: UInt32 = 0
        var offsets: [UInt32: UInt32] = [:]

        init(_ checked: CheckedExpression) {
            tree = checked.tree
            types = checked.types
            references = checked.references
            keysMayRepeat = checked.keysMayRepeat
            patterns = checked.patterns
        }

        /// A tree that was not checked.
        init(_ tree: ExpressionTree) {
            self.tree = tree
            types = []
            references = []
            patterns = []
        }
    }

    enum Local {
        case slot(UInt32)
        case bound(UInt32, value: UInt32)
    }
}

extension ProgramBuilder {
    /// Adds an expression.
    ///
    /// - Throws: ``CompilationError`` when the API server would refuse to make a program of it.
    @discardableResult
    package mutating func add(_ checked: CheckedExpression) throws(CompilationError) -> Program.Expression {
        try add(Compilation(checked))
    }

    /// Adds an expression that was not checked: names are what they turn out to be.
    @discardableResult
    package mutating func add(unchecked tree: ExpressionTree) throws(CompilationError) -> Program.Expression {
        try add(Compilation(tree))
    }

    private mutating func add(_ compilation: Compilation) throws(CompilationError) -> Program.Expression {
        let (entry, record) = try compile(compilation)
        entries.append(entry)
        expressions.append(record)
        return Program.Expression(index: UInt32(entries.count - 1))
    }

    /// Defines what a name such as `variables.containers` stands for in expressions that are added later: it is
    /// evaluated when it is first read, with a cost of its own.
    ///
    /// Source: k8s.io/apiserver pkg/admission/plugin/cel/composition.go.
    package mutating func define(_ name: String, _ checked: CheckedExpression) throws(CompilationError) {
        var (entry, record) = try compile(Compilation(checked))
        record.name = name
        namedEntries.append(entry)
        namedExpressions.append(record)
        named[ExactText(name)] = UInt32(namedEntries.count - 1)
    }

    /// Makes sure that a variable can be bound, even if no expression uses it.
    package mutating func declare(variable name: String) { _ = variable(name) }

    private mutating func compile(
        _ compilation: Compilation
    ) throws(CompilationError) -> (entry: UInt32, record: Program.ExpressionRecord) {
        current = compilation
        let slotsOfOthers = slots
        slots = 0
        defer { slots = max(slots, slotsOfOthers) }
        let entry = try compileRoot()
        facts[Int(entry)].uses += 1
        guard facts[Int(entry)].depth <= Self.maximumDepth else {
            throw CompilationError("the expression is nested too deeply", offset: 0)
        }
        guard facts[Int(entry)].reach <= Self.maximumReach else {
            throw CompilationError(
                "the variables that the expression reads, and those that they read, are nested too deeply", offset: 0)
        }
        let record = Program.ExpressionRecord(
            source: compilation.tree.source, offsets: current.offsets, slotCount: slots)
        return (entry, record)
    }

    private mutating func compileRoot() throws(CompilationError) -> UInt32 {
        let root = current.tree.root
        guard current.tree.isDeep else { return try compile(root) }
        return try withUnsafeMutablePointer(to: &self) { builder throws(CompilationError) in
            try RoomyStack.run {
                Result { () throws(CompilationError) in try builder.pointee.compile(root) }
            }
        }
    }

    /// Levels of instructions of one expression: a thread has a stack of 512 KiB.
    static var maximumDepth: UInt32 { UInt32(RoomyStack.levels) }
    /// Levels of instructions with those of named expressions, which are evaluated when they are read, one inside the
    /// other. The API server has no such limit but its memory; chains of thousands of variables are far from it.
    static var maximumReach: UInt32 { 32 * maximumDepth }
}

// MARK: Finishing

extension ProgramBuilder {
    /// The program.
    public consuming func build() -> Program {
        var origins: [UInt32: UInt32] = [:]
        var shared: UInt32 = 0
        for index in instructions.indices where isWorthSharing(index) {
            instructions.append(instructions[index])
            origins[UInt32(instructions.count - 1)] = UInt32(index)
            instructions[index] = Instruction(operation: .shared, a: shared, b: UInt32(instructions.count - 1))
            shared += 1
        }
        let levels = entries.map { facts[Int($0)].reach }
        var pool = ConstantPool()
        swap(&pool, &self.pool)
        return Program(
            instructions: instructions, operands: operands, constants: constants, names: names,
            regularExpressions: regularExpressions, entries: entries, levels: levels, named: namedEntries,
            shared: Int(shared),
            slots: slots, variableNames: variableNames, expressions: expressions, namedExpressions: namedExpressions,
            origins: origins, pool: pool)
    }

    /// Used more than once, independent of loops, and more work than looking up the result.
    private func isWorthSharing(_ index: Int) -> Bool {
        let facts = facts[index]
        guard facts.uses > 1, facts.lowestSlot == .max else { return false }
        switch instructions[index].operation {
        case .constant, .variable, .named, .failure: return false
        case .path, .hasPath: return instructions[index].count > 2
        default: return true
        }
    }
}
