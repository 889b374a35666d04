import GitOpsManifest

extension ProgramBuilder {
    /// A value and the way from it to a part of it: what selections, indices and their optional forms amount to.
    private struct Chain {
        var base: Base
        var steps: [Step] = []
        var isPresence = false
    }

    private enum Base {
        case variable(String)
        case local(Local)
        case named(UInt32)
        case type(String)
        case other(ExpressionID)
    }

    private enum Step {
        case name(String, isOptional: Bool)
        case index(ExpressionID, isOptional: Bool)
    }

    mutating func compileAttribute(_ id: ExpressionID, isFree: Bool) throws(CompilationError) -> UInt32 {
        let written = chain(to: id)
        if isPresenceOfNamed(written) { return emit(constant: .boolean(true), at: id) }
        let chain = resolveNamed(written)
        if case .type(let name) = chain.base, chain.steps.isEmpty {
            return emit(constant: pool.string(name, .type), at: id)
        }
        let free: Instruction.Flags = isFree ? .isFree : []
        if chain.steps.isEmpty, !chain.isPresence { return try compileBase(chain.base, free, at: id) }
        if let path = compilePath(chain, free, at: id) { return path }
        return try compileSteps(chain, free, at: id)
    }

    // MARK: Finding the chain

    private func chain(to id: ExpressionID) -> Chain {
        if let reference = reference(of: id), let base = base(of: reference) { return Chain(base: base) }
        switch current.tree[id].kind {
        case .identifier(let text): return Chain(base: base(ofName: current.tree.text(text)))
        case .select(let operand, let field):
            if let base = qualifiedBase(id) { return Chain(base: base) }
            var chain = chain(to: operand)
            guard !chain.isPresence else { break }
            chain.steps.append(.name(fieldName(current.tree.text(field), of: operand), isOptional: false))
            return chain
        case .has(let operand, let field):
            var chain = chain(to: operand)
            guard !chain.isPresence else { break }
            chain.steps.append(.name(fieldName(current.tree.text(field), of: operand), isOptional: false))
            chain.isPresence = true
            return chain
        case .call(let name, let range):
            guard let step = step(current.tree.text(name), range) else { break }
            var chain = chain(to: step.operand)
            guard !chain.isPresence else { break }
            chain.steps.append(step.step)
            return chain
        default: break
        }
        return Chain(base: .other(id))
    }

    private func step(_ name: String, _ range: OperandRange) -> (operand: ExpressionID, step: Step)? {
        let isOptional = name == "_?._" || name == "_[?_]"
        guard range.count == 2, isOptional || name == "_[_]" else { return nil }
        let operand = current.tree.operands[Int(range.first)].expression
        let index = current.tree.operands[Int(range.first) + 1].expression
        if case .string(let text) = current.tree[index].kind {
            return (operand, .name(fieldName(current.tree.text(text), of: operand), isOptional: isOptional))
        }
        return (operand, .index(index, isOptional: isOptional))
    }

    /// The name of a member: fields of object types may be written in another way than in documents.
    private func fieldName(_ text: String, of operand: ExpressionID) -> String {
        guard current.isChecked else { return text }
        switch current.types[Int(operand.rawValue)] {
        case .object, .optional(.object): return fieldName(text)
        default: return text
        }
    }

    private func reference(of id: ExpressionID) -> Reference? {
        current.isChecked ? current.references[Int(id.rawValue)] : nil
    }

    private func base(of reference: Reference) -> Base? {
        switch reference {
        case .variable(let name):
            named.isEmpty ? .variable(name) : named[ExactText(name)].map { .named($0) } ?? .variable(name)
        case .local(let name): local(name).map { .local($0) }
        case .type(let name): .type(name)
        case .function: nil
        }
    }

    private func local(_ name: String) -> Local? { current.scope.last { $0.name == name }?.local }

    /// What a name is that the checker said nothing about.
    private func base(ofName text: String) -> Base {
        let isAbsolute = text.hasPrefix(".")
        let name = isAbsolute ? String(text.dropFirst()) : text
        if !isAbsolute, let local = local(name) { return .local(local) }
        if variables[ExactText(name)] == nil, let type = Self.typeNames[name] { return .type(type) }
        return .variable(name)
    }

    /// A variable whose name is written as selections, in an expression that was not checked.
    private func qualifiedBase(_ id: ExpressionID) -> Base? {
        guard !current.isChecked, let name = qualifiedName(id) else { return nil }
        if variables[ExactText(name)] != nil { return .variable(name) }
        return Self.typeNames[name].map { .type($0) }
    }

    /// The names of a chain of selections, joined by dots; `nil` when it begins with a local or something else.
    func qualifiedName(_ id: ExpressionID) -> String? {
        switch current.tree[id].kind {
        case .identifier(let text):
            let name = current.tree.text(text)
            if name.hasPrefix(".") { return String(name.dropFirst()) }
            return local(name) == nil ? name : nil
        case .select(let operand, let field):
            return qualifiedName(operand).map { $0 + "." + current.tree.text(field) }
        default: return nil
        }
    }

    /// `variables.x` is a named expression, written as a selection from a variable.
    /// `has(variables.containers)`: what is defined is there, whatever its value.
    private func isPresenceOfNamed(_ chain: Chain) -> Bool {
        guard !named.isEmpty, chain.isPresence, chain.steps.count == 1, case .variable(let name) = chain.base,
            case .name(let field, _)? = chain.steps.first
        else { return false }
        return named[ExactText(name + "." + field)] != nil
    }

    private func resolveNamed(_ chain: Chain) -> Chain {
        guard !named.isEmpty, case .variable(let name) = chain.base,
            case .name(let field, isOptional: false)? = chain.steps.first,
            !(chain.isPresence && chain.steps.count == 1), let index = named[ExactText(name + "." + field)]
        else { return chain }
        return Chain(base: .named(index), steps: Array(chain.steps.dropFirst()), isPresence: chain.isPresence)
    }

    // MARK: Emitting

    private mutating func compileBase(
        _ base: Base, _ flags: Instruction.Flags, at id: ExpressionID
    ) throws(CompilationError) -> UInt32 {
        switch base {
        case .variable(let name):
            return emit(Instruction(operation: .variable, flags: flags, a: variable(name)), at: id)
        case .local(.slot(let slot)):
            return emit(Instruction(operation: .local, flags: flags, a: slot), at: id, readsSlot: slot)
        case .local(.bound(let slot, let value)):
            return emit(
                Instruction(operation: .boundLocal, flags: flags, a: slot, b: value), [value], at: id,
                readsSlot: slot)
        case .named(let index):
            let entry = namedEntries[Int(index)]
            let instruction = emit(Instruction(operation: .named, flags: flags, a: index), [entry], at: id)
            return instruction
        case .type(let name): return emit(constant: pool.string(name, .type), at: id)
        case .other(let node): return try compile(node)
        }
    }

    /// Names only, from a variable: the form that nearly all of them have.
    private mutating func compilePath(_ chain: Chain, _ free: Instruction.Flags, at id: ExpressionID) -> UInt32? {
        var numbers: [UInt32] = []
        for step in chain.steps {
            guard case .name(let text, isOptional: false) = step else { return nil }
            numbers.append(name(text))
        }
        guard numbers.count <= Int(UInt16.max) else { return nil }
        let operation: Instruction.Operation = chain.isPresence ? .hasPath : .path
        switch chain.base {
        case .variable(let name):
            return emit(
                Instruction(
                    operation: operation, flags: free, count: UInt16(numbers.count), a: variable(name),
                    b: list(numbers)), at: id)
        case .local(.slot(let slot)):
            return emit(
                Instruction(
                    operation: operation, flags: free.union(.isLocal), count: UInt16(numbers.count), a: slot,
                    b: list(numbers)), at: id, readsSlot: slot)
        default: return nil
        }
    }

    private mutating func compileSteps(
        _ chain: Chain, _ free: Instruction.Flags, at id: ExpressionID
    ) throws(CompilationError) -> UInt32 {
        var flags = free
        // A base that is no attribute is evaluated with its whole cost; one that is an attribute is free itself.
        var baseFlags: Instruction.Flags = .isFree
        if case .other(let node) = chain.base {
            baseFlags = []
            if isConditional(node) { flags.insert(.isFree) }
        }
        let base = try compileBase(chain.base, baseFlags, at: id)
        var parts = [base]
        var operands: [UInt32] = []
        for step in chain.steps {
            switch step {
            case .name(let text, let isOptional):
                operands += [(isOptional ? Qualifier.name.optional : .name).rawValue, name(text)]
            case .index(let node, let isOptional):
                let index = try compile(node, isFree: true)
                if let value = constantValue(index) {
                    operands += [(isOptional ? Qualifier.constant.optional : .constant).rawValue, constant(value)]
                } else {
                    parts.append(index)
                    operands += [(isOptional ? Qualifier.computed.optional : .computed).rawValue, index]
                }
            }
        }
        if chain.isPresence { flags.insert(.isPresence) }
        return emit(
            Instruction(
                operation: .attribute, flags: flags, count: UInt16(truncatingIfNeeded: chain.steps.count), a: base,
                b: list(operands)), parts, at: id)
    }

    private func isConditional(_ id: ExpressionID) -> Bool {
        guard case .call(let name, _) = current.tree[id].kind else { return false }
        return current.tree.text(name) == "_?_:_"
    }

    /// Types by the names that expressions may use.
    private static let typeNames: [String: String] = {
        let own = [
            "bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint", "optional_type",
            "google.protobuf.Timestamp", "google.protobuf.Duration",
        ]
        return Dictionary(uniqueKeysWithValues: own.map { ($0, $0) })
    }()
}
