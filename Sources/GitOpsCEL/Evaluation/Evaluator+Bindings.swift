public import GitOpsManifest

/// What variables stand for.
extension Evaluator {
    /// What a variable is bound to.
    enum Binding {
        case none
        case node(document: Int, root: Value)
        case value(CELValue)
        case library(LibraryValue)
        case typed(TypedBinding)
    }

    /// A part of a document with a schema: its value may lie in memory that is used again.
    struct TypedBinding {
        let record: UnsafePointer<NodeRecord>
        let place: UInt16
        let type: UInt32
        let isOptional: Bool
    }

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

    mutating func unbind(_ variable: Int) {
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
    mutating func startAnew() {
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
