import GitOpsManifest

/// Evaluates the expressions of a program about documents, one document after the other.
///
/// Not to be shared: each task has its own. Memory for intermediate values is kept and used again, so that an
/// expression that passes allocates nothing.
///
/// ```swift
/// var evaluator = Evaluator(program)
/// for document in documents {
///     evaluator.bind("object", to: document.root)
///     for expression in program.all { print(evaluator.isTrue(expression)) }
/// }
/// ```
public struct Evaluator: ~Copyable {
    /// What is evaluated.
    public let program: Program
    /// What may be used.
    public let limits: EvaluationLimits
    var evaluation: Evaluation
    var bindings: [Binding]
    /// Documents by `Value.document`; they live as long as they are bound.
    var documents: [Document] = []
    var symbols: UnsafeMutablePointer<UInt32>
    private let argumentStack: UnsafeMutablePointer<Value>
    /// Something was evaluated since the last variable was bound.
    var isUsed = false
    var spent: UInt64 = 0
    /// Cost of the expression that was evaluated last, with what named expressions cost that it was the first to read.
    public private(set) var cost: UInt64 = 0
    /// Whether binding a variable begins another document; without that, the work with patterns is shared by all that
    /// is bound.
    package var renewsPatternWork = true
    /// Whether ``decisiveNodes(of:)`` found all when it was called last: a limit of cost, of steps or of nodes may have
    /// ended the search with what there was.
    public internal(set) var hasAllDecisiveNodes = true

    /// An evaluator without bound variables.
    public init(_ program: Program, limits: EvaluationLimits = EvaluationLimits()) {
        self.program = program
        self.limits = limits
        bindings = [Binding](repeating: .none, count: program.variableNames.count)
        evaluation = Evaluation(limits: limits)
        symbols = .allocate(capacity: max(1, program.nameCount * Evaluation.maximumDocuments))
        argumentStack = .allocate(capacity: Self.argumentCapacity)
        prepareCode()
    }

    private static var argumentCapacity: Int { 8_192 }

    private mutating func prepareCode() {
        let counts = program.counts
        func room<Element: BitwiseCopyable>(_ count: Int, _ value: Element) -> UnsafeMutablePointer<Element> {
            let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
            memory.initialize(repeating: value, count: max(1, count))
            return memory
        }
        evaluation.code.instructions = program.instructions
        evaluation.code.operands = program.operands
        evaluation.code.constants = program.constants
        evaluation.code.names = program.names
        evaluation.code.regularExpressions = program.regularExpressions
        evaluation.code.named = program.named
        evaluation.namedNames = program.namedExpressions.map { expression in
            expression.name.split(separator: ".").last.map(String.init) ?? ""
        }
        evaluation.namedSlotCounts = program.namedExpressions.map(\.slotCount)
        evaluation.code.variables = room(program.variableNames.count, .null)
        evaluation.code.locals = room(counts.slots, .null)
        evaluation.code.shared = room(counts.shared, Evaluation.SharedResult())
        evaluation.code.namedResults = room(counts.named, Evaluation.SharedResult())
        evaluation.code.arguments = argumentStack
        evaluation.code.argumentsEnd = argumentStack + Self.argumentCapacity
        for variable in program.variableNames.indices { unbind(variable) }
    }

    deinit {
        evaluation.code.variables.deallocate()
        evaluation.code.locals.deallocate()
        evaluation.code.shared.deallocate()
        evaluation.code.namedResults.deallocate()
        symbols.deallocate()
        argumentStack.deallocate()
    }
}

// MARK: Evaluating

extension Evaluator {
    /// The version of the strings library whose spelling `format` uses: 2 for Kubernetes, 4 for the specification.
    package var stringsVersion: UInt8 {
        get { evaluation.stringsVersion }
        set { evaluation.stringsVersion = newValue }
    }

    /// Whether an expression is true: neither false nor an error. Allocates nothing.
    public mutating func isTrue(_ expression: Program.Expression) -> Bool { run(expression).isTrue }

    /// What an expression amounts to.
    ///
    /// - Throws: ``EvaluationError``; its kind is ``EvaluationError/Kind/costLimit`` when a limit ended the evaluation.
    public mutating func evaluate(_ expression: Program.Expression) throws(EvaluationError) -> CELValue {
        let value = run(expression)
        if value.isError { throw error(value, in: expression) }
        var room = limits.scratchBytes
        let exported = evaluation.export(value, &room, levels: Evaluation.exportedLevels)
        if let final = evaluation.final { throw error(final, in: expression) }
        guard room >= 0 else {
            throw EvaluationError(.memoryLimit, "the result of the expression takes too much memory")
        }
        return exported
    }

    /// Whether a condition holds.
    ///
    /// - Throws: ``EvaluationError``, also when the expression is no boolean.
    public mutating func holds(_ expression: Program.Expression) throws(EvaluationError) -> Bool {
        let value = run(expression)
        if value.isError { throw error(value, in: expression) }
        guard value.tag == .boolean else {
            throw EvaluationError(.noSuchOverload, "the expression is a \(evaluation.typeName(of: value)), not a bool")
        }
        return value.boolean
    }

    mutating func run(_ expression: Program.Expression) -> Value {
        isUsed = true
        evaluation.cost = 0
        evaluation.namedCost = 0
        evaluation.comparisons = 0
        evaluation.final = nil
        evaluation.costLimit = min(limits.expressionCost, limits.budget &- min(spent, limits.budget))
        let index = Int(expression.index)
        var value = isDeep(expression) ? evaluateDeep(index) : evaluation.evaluate(program.entries[index])
        if evaluation.cost > evaluation.costLimit, evaluation.final == nil {
            evaluation.instruction = .max
            evaluation.final = evaluation.fail(.costLimit, Evaluation.costMessage)
        }
        if let final = evaluation.final { value = final }
        cost = evaluation.cost &+ evaluation.namedCost
        spent = spent.addingReportingOverflow(cost).partialValue
        return value
    }

    /// Whether evaluating an expression may need more than a small stack.
    @inline(__always)
    func isDeep(_ expression: Program.Expression) -> Bool {
        program.levels[Int(expression.index)] > UInt32(RoomyStack.shallow)
    }

    @inline(never)
    private mutating func evaluateDeep(_ index: Int) -> Value {
        let entry = program.entries[index]
        let levels = Int(program.levels[index])
        let value = withUnsafeMutablePointer(to: &evaluation) { evaluation in
            RoomyStack.run(levels: levels) { evaluation.pointee.evaluate(entry) }
        }
        if let value { return value }
        return levels > RoomyStack.levels ? evaluation.outOfMemory() : evaluation.evaluate(entry)
    }

    /// Evaluates something with a budget of its own and leaves costs, memory and results as they were.
    mutating func withoutTrace<Result>(_ body: (inout Evaluator) -> Result) -> Result {
        let (ownCost, ownSpent, ownPatternWork) = (cost, spent, evaluation.patternWork)
        let mark = evaluation.scratch.mark
        let shared = Array(UnsafeBufferPointer(start: evaluation.code.shared, count: program.counts.shared))
        let named = Array(UnsafeBufferPointer(start: evaluation.code.namedResults, count: program.counts.named))
        let libraryValueCount = evaluation.libraryValues.count
        spent = 0
        evaluation.patternWork.renewMatching(limits)
        let result = body(&self)
        (cost, spent, evaluation.patternWork) = (ownCost, ownSpent, ownPatternWork)
        evaluation.final = nil
        for (index, value) in shared.enumerated() { evaluation.code.shared[index] = value }
        for (index, value) in named.enumerated() { evaluation.code.namedResults[index] = value }
        evaluation.libraryValues.removeLast(evaluation.libraryValues.count - libraryValueCount)
        evaluation.scratch.rewind(to: mark)
        return result
    }

    /// Cost of all expressions since the last variable was bound.
    package var totalCost: UInt64 { spent }

    private func error(_ value: Value, in expression: Program.Expression) -> EvaluationError {
        let record = evaluation.record(value)
        let offsets = program.expressions[Int(expression.index)].offsets
        let instruction = record.map { program.origins[$0.instruction] ?? $0.instruction }
        let offset = instruction.flatMap { offsets[$0] }
        return EvaluationError(
            evaluation.kind(of: value), evaluation.message(of: value), offset: offset.map { Int($0) })
    }
}
