public import GitOpsManifest

/// Evaluates the expressions of a program about documents, one document after the other.
///
/// Not to be shared: each task has its own. Memory for intermediate values is kept and used again, so that an expression
/// that passes allocates nothing.
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
    private var bindings: [Binding]
    /// Documents by `Value.document`; they live as long as they are bound.
    var documents: [Document] = []
    private var symbols: UnsafeMutablePointer<UInt32>
    private let argumentStack: UnsafeMutablePointer<Value>
    /// Something was evaluated since the last variable was bound.
    private var isUsed = false
    private var spent: UInt64 = 0
    /// Cost of the expression that was evaluated last, with what named expressions cost that it was the first to read.
    public private(set) var cost: UInt64 = 0
    /// Whether binding a variable begins another document; without that, the work with patterns is shared by all that is bound.
    package var renewsPatternWork = true
    /// Whether ``decisiveNodes(of:)`` found all when it was called last: a limit of cost, of steps or of nodes may have ended
    /// the search with what there was.
    public internal(set) var hasAllDecisiveNodes = true

    private enum Binding {
        case none
        case node(document: Int, root: Value)
        case value(CELValue)
        case library(LibraryValue)
        case typed(TypedBinding)
    }

    /// A part of a document with a schema: its value may lie in memory that is used again.
    private struct TypedBinding {
        let record: UnsafePointer<NodeRecord>
        let place: UInt16
        let type: UInt32
        let isOptional: Bool
    }

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

// MARK: Binding variables

extension Evaluator {
    /// Binds a variable to a value of a document. A name that no expression uses is left alone.
    ///
    /// All results are computed anew afterwards. Complexity: O(variables), without allocation.
    public mutating func bind(_ name: String, to node: Node) { bind(name, to: node, types: []) }

    /// Binds a variable to a value of a document whose schema is known; the first type is that of the value.
    package mutating func bind(_ name: String, to node: Node, types: [DeclaredType]) {
        guard let variable = variable(name) else { return }
        startAnew()
        let firstType = types.isEmpty ? 0 : declare(types: types)
        let place = place(for: variable)
        guard place < Evaluation.maximumDocuments else { return unbind(variable) }
        hold(node.document, at: place)
        let root = evaluation.value(node.storage.nodes + node.index, UInt16(place), typed: firstType)
        bindings[variable] = .node(document: place, root: root)
        evaluation.code.variables[variable] = root
    }

    /// Makes types known that variables are bound with: type `n` of the row gets the number returned plus `n`.
    package mutating func declare(types: [DeclaredType]) -> UInt32 {
        let first = UInt32(evaluation.declaredTypes.count)
        evaluation.declaredTypes += types.map { $0.numbered(from: first) }
        return first
    }

    /// Binds a variable to a value of a document by a type that is known already, perhaps as an optional.
    package mutating func bind(_ name: String, to node: Node, declared type: UInt32, isOptional: Bool = false) {
        guard let variable = variable(name) else { return }
        startAnew()
        let place = place(for: variable)
        guard place < Evaluation.maximumDocuments else { return unbind(variable) }
        hold(node.document, at: place)
        let binding = TypedBinding(
            record: node.storage.nodes + node.index, place: UInt16(place), type: type, isOptional: isOptional)
        bindings[variable] = .typed(binding)
        evaluation.code.variables[variable] = value(of: binding)
    }

    private mutating func value(of binding: TypedBinding) -> Value {
        let value = evaluation.value(binding.record, binding.place, typed: binding.type)
        return binding.isOptional && !value.isError ? evaluation.makeOptional(value) : value
    }

    /// Binds a variable to a value.
    public mutating func bind(_ name: String, to value: CELValue) {
        guard let variable = variable(name) else { return }
        startAnew()
        bindings[variable] = .value(value)
        evaluation.code.variables[variable] = evaluation.value(value)
    }

    /// Binds a variable to a value of a library, such as an authorizer.
    package mutating func bind(_ name: String, to value: LibraryValue) {
        guard let variable = variable(name) else { return }
        startAnew()
        bindings[variable] = .library(value)
        evaluation.code.variables[variable] = evaluation.makeLibraryValue(value)
    }

    /// Lets a variable have no value.
    public mutating func unbind(_ name: String) {
        guard let variable = variable(name) else { return }
        startAnew()
        unbind(variable)
    }

    private mutating func unbind(_ variable: Int) {
        bindings[variable] = .none
        let name = evaluation.value(.string(program.variableNames[variable]))
        let place = evaluation.takeValues(1)
        place?.initialize(to: name)
        evaluation.code.variables[variable] = Value(
            tag: .error, flags: .unboundVariable, payload: UInt64(UInt(bitPattern: place)))
    }

    private func variable(_ name: String) -> Int? {
        for index in program.variableNames.indices where program.variableNames[index] == name { return index }
        return nil
    }

    /// Every variable has a place for a document of its own.
    private func place(for variable: Int) -> Int { variable }

    private mutating func hold(_ document: Document, at place: Int) {
        // No place below is without a document: what is no text of one says that it is of the first.
        while documents.count < place { hold(document, at: documents.count) }
        if documents.count == place { documents.append(document) } else { documents[place] = document }
        let storage = document.storage
        let own = symbols + place * program.nameCount
        own.initialize(repeating: BoundDocument.unresolved, count: program.nameCount)
        evaluation.documents[place] = BoundDocument(
            nodes: storage.nodes, nodeCount: storage.nodeCount, source: storage.source.storage.base,
            pool: storage.pool, names: storage.names, nameCount: storage.nameCount, symbols: own)
    }

    /// Decides what expressions ask of `authorizer`.
    package mutating func decideAuthorization(by authorizer: ExpressionAuthorizer?) {
        startAnew()
        evaluation.authorizer = authorizer
    }

    /// Lets the expressions that follow work with patterns as if nothing had been evaluated before.
    package mutating func renewPatternWork() { evaluation.patternWork = PatternWork(limits) }

    /// Lets everything be computed anew, at its cost, as binding a variable does.
    package mutating func forgetResults() { startAnew() }

    /// Forgets all results and their memory, once after something was evaluated.
    private mutating func startAnew() {
        evaluation.generation &+= 1
        guard isUsed else { return }
        isUsed = false
        spent = 0
        if renewsPatternWork { renewPatternWork() }
        evaluation.scratch.reset()
        evaluation.memberIndexes.removeAll()
        if !evaluation.libraryValues.isEmpty { evaluation.libraryValues.removeAll(keepingCapacity: true) }
        for variable in bindings.indices {
            switch bindings[variable] {
            case .none: unbind(variable)
            case .node: break
            case .value(let value): evaluation.code.variables[variable] = evaluation.value(value)
            case .library(let value): evaluation.code.variables[variable] = evaluation.makeLibraryValue(value)
            case .typed(let binding): evaluation.code.variables[variable] = value(of: binding)
            }
        }
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
    public var totalCost: UInt64 { spent }

    private func error(_ value: Value, in expression: Program.Expression) -> EvaluationError {
        let record = evaluation.record(value)
        let offsets = program.expressions[Int(expression.index)].offsets
        let instruction = record.map { program.origins[$0.instruction] ?? $0.instruction }
        let offset = instruction.flatMap { offsets[$0] }
        return EvaluationError(
            evaluation.kind(of: value), evaluation.message(of: value), offset: offset.map { Int($0) })
    }
}

extension DeclaredType {
    /// The type with its numbers counted from another beginning; 0 remains ``any``.
    fileprivate func numbered(from first: UInt32) -> DeclaredType {
        var type = self
        if element > 0 { type.element = element - 1 + first }
        for index in type.fields.indices where type.fields[index].type > 0 {
            type.fields[index].type = type.fields[index].type - 1 + first
        }
        return type
    }
}
