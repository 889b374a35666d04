extension ProgramBuilder {
    /// What a call calls.
    private struct Callee {
        var code: FunctionCode
        /// The only overload that the checker left; costs are looked up by it.
        var overload: String?
        var hasTarget: Bool
    }

    mutating func compileCall(
        _ id: ExpressionID, _ name: String, target: ExpressionID?, _ arguments: [ExpressionID], isFree: Bool
    ) throws(CompilationError) -> UInt32 {
        guard let callee = callee(of: id, name, target: target) else {
            let message = constant(pool.string("no such overload: \(name)"))
            let kind = UInt32(EvaluationError.Kind.noSuchOverload.rawValue)
            return emit(Instruction(operation: .failure, a: message, b: kind), at: id)
        }
        let all = callee.hasTarget ? [target].compactMap { $0 } + arguments : arguments
        switch callee.code.library {
        case .standard:
            if let function = StandardFunction(callee.code) {
                return try compileStandard(id, function, callee, all, isFree: isFree)
            }
        case .optionals:
            if let function = OptionalFunction(callee.code) {
                return try compileOptional(id, function, callee, all, isFree)
            }
        case .kubernetesRegex:
            if all.count > 1, case .string(let text) = current.tree[all[1]].kind {
                _ = try regularExpression(current.tree.text(text), at: id)
            }
        default: break
        }
        return try compilePlain(id, callee, all)
    }

    private func callee(of id: ExpressionID, _ name: String, target: ExpressionID?) -> Callee? {
        if current.isChecked, case .function(let code, let overloads)? = current.references[Int(id.rawValue)] {
            let overload = overloads.count == 1 ? overloads[0].id : nil
            // The sum of an empty list is the zero of the type that the checker found.
            let typed = overload.flatMap(KubernetesListsFunction.init(overload:))?.code
            return Callee(
                code: typed ?? code, overload: overload,
                hasTarget: target != nil && overloads.contains(where: \.isMember))
        }
        if let target {
            if let prefix = qualifiedName(target), let code = functions(prefix + "." + name, false) {
                return Callee(code: code, hasTarget: false)
            }
            return functions(name, true).map { Callee(code: $0, hasTarget: true) }
        }
        let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
        return (Self.operators[plain]?.code ?? functions(plain, false)).map { Callee(code: $0, hasTarget: false) }
    }

    // MARK: Operators and standard functions

    private mutating func compileStandard(
        _ id: ExpressionID, _ function: StandardFunction, _ callee: Callee, _ arguments: [ExpressionID], isFree: Bool
    ) throws(CompilationError) -> UInt32 {
        switch (function, arguments.count) {
        case (.conditional, 3):
            let condition = try compile(arguments[0])
            let yes = try compile(arguments[1], isFree: true)
            let no = try compile(arguments[2], isFree: true)
            return emit(
                Instruction(operation: .conditional, a: condition, b: yes, c: no), [condition, yes, no], at: id)
        case (.index, 2): return try compileAttribute(id, isFree: isFree)
        case (.contained, 2): return try compileContained(id, callee, arguments)
        case (.matches, 2):
            guard case .string(let text) = current.tree[arguments[1]].kind else { break }
            let pattern = try regularExpression(current.tree.text(text), at: id)
            let subject = try compile(arguments[0])
            let flags: Instruction.Flags = callee.overload == nil ? [] : [.isSized, .isResolved]
            return emit(
                Instruction(operation: .matchesConstant, flags: flags, a: subject, b: pattern), [subject], at: id)
        case (.not, 1), (.negate, 1):
            let operand = try compile(arguments[0])
            return emit(Instruction(operation: function == .not ? .not : .negate, a: operand), [operand], at: id)
        default:
            if arguments.count == 2, let operation = Self.binary(function) {
                return try compileBinary(id, operation, callee, arguments)
            }
        }
        if arguments.count == 1, function.isConversion {
            // Compiled once: twice at every level would be a time that doubles with each.
            let argument = try compile(arguments[0])
            return try foldConversion(id, function, argument) ?? emitPlain(id, callee, [argument])
        }
        return try compilePlain(id, callee, arguments)
    }

    private static func binary(_ function: StandardFunction) -> Instruction.Operation? {
        switch function {
        case .and: .and
        case .or: .or
        case .equals: .equals
        case .notEquals: .notEquals
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .modulo: .modulo
        default: nil
        }
    }

    private mutating func compileBinary(
        _ id: ExpressionID, _ operation: Instruction.Operation, _ callee: Callee, _ arguments: [ExpressionID]
    ) throws(CompilationError) -> UInt32 {
        let left = try compile(arguments[0])
        let right = try compile(arguments[1])
        let flags: Instruction.Flags = callee.overload.map { Self.sizedOverloads.contains($0) } == true ? .isSized : []
        return emit(Instruction(operation: operation, flags: flags, a: left, b: right), [left, right], at: id)
    }

    private mutating func compileContained(
        _ id: ExpressionID, _ callee: Callee, _ arguments: [ExpressionID]
    ) throws(CompilationError) -> UInt32 {
        let isList = callee.overload == "in_list"
        let container = try compile(arguments[1])
        if isList, let list = constantValue(container), list.tag == .list {
            if list.count == 0 { return emit(constant: .no, at: id) }
            let elements = Array(UnsafeBufferPointer(start: list.values, count: Int(list.count)))
            let isPrimitive = elements.allSatisfy { $0.isMapKey || $0.tag == .double || $0.tag == .null }
            if isPrimitive {
                let value = try compile(arguments[0])
                let set = elements.count > 12 && elements.allSatisfy(\.isMapKey) ? constantSet(elements) : list
                return emit(
                    Instruction(operation: .containedInConstant, a: value, b: constant(set)), [value], at: id)
            }
        }
        let value = try compile(arguments[0])
        return emit(
            Instruction(operation: .contained, flags: isList ? .isSized : [], a: value, b: container),
            [value, container], at: id)
    }

    /// A constant map with the elements as its keys.
    private mutating func constantSet(_ elements: [Value]) -> Value {
        indexedMap(elements.flatMap { [$0, .yes] })
    }

    /// Overloads whose cost depends on sizes. Source: `costCall` of cel-go interpreter/runtimecost.go.
    private static let sizedOverloads: Set<String> = [
        "starts_with_string", "ends_with_string", "string_to_bytes", "bytes_to_string", "strings_quote",
        "string_format", "in_list", "less_string", "greater_string", "less_equals_string", "greater_equals_string",
        "less_bytes", "greater_bytes", "less_equals_bytes", "greater_equals_bytes", "add_string", "add_bytes",
        "matches_string", "contains_string",
    ]

    /// A conversion of a constant is computed now, as the API server does: `int('x')` makes no program.
    private mutating func foldConversion(
        _ id: ExpressionID, _ function: StandardFunction, _ argument: UInt32
    ) throws(CompilationError) -> UInt32? {
        guard let value = constantValue(argument) else { return nil }
        var evaluation = Evaluation()
        let result = evaluation.convert(function, value)
        if result.isError { throw refusal(evaluation.message(of: result), at: id) }
        return pool.copy(result).map { emit(constant: $0, at: id) }
    }

    // MARK: Optional values

    private mutating func compileOptional(
        _ id: ExpressionID, _ function: OptionalFunction, _ callee: Callee, _ arguments: [ExpressionID], _ isFree: Bool
    ) throws(CompilationError) -> UInt32 {
        switch (function, arguments.count) {
        case (.select, 2), (.index, 2): return try compileAttribute(id, isFree: isFree)
        case (.or, 2), (.orValue, 2):
            let left = try compile(arguments[0])
            let right = try compile(arguments[1])
            let operation: Instruction.Operation = function == .or ? .optionalOr : .optionalOrValue
            return emit(Instruction(operation: operation, a: left, b: right), [left, right], at: id)
        default: return try compilePlain(id, callee, arguments)
        }
    }

    // MARK: All other functions

    private mutating func compilePlain(
        _ id: ExpressionID, _ callee: Callee, _ arguments: [ExpressionID]
    ) throws(CompilationError) -> UInt32 {
        guard arguments.count <= Int(UInt16.max) else {
            throw CompilationError("more than \(UInt16.max) arguments", offset: current.tree[id].anchor)
        }
        var parts: [UInt32] = []
        for argument in arguments { parts.append(try compile(argument)) }
        return emitPlain(id, callee, parts)
    }

    private mutating func emitPlain(_ id: ExpressionID, _ callee: Callee, _ parts: [UInt32]) -> UInt32 {
        var flags: Instruction.Flags = callee.overload == nil ? [] : .isResolved
        if let overload = callee.overload, Self.sizedOverloads.contains(overload) { flags.insert(.isSized) }
        return emit(
            Instruction(
                operation: .call, flags: flags, count: UInt16(parts.count), a: callee.code.packed, b: list(parts)),
            parts, at: id)
    }

    /// Operators by the names of the specification.
    private static let operators: [String: any LibraryFunction] = [
        "_?_:_": StandardFunction.conditional, "_&&_": StandardFunction.and, "_||_": StandardFunction.or,
        "!_": StandardFunction.not, "@not_strictly_false": StandardFunction.notStrictlyFalse,
        "_==_": StandardFunction.equals, "_!=_": StandardFunction.notEquals, "_<_": StandardFunction.less,
        "_<=_": StandardFunction.lessOrEqual, "_>_": StandardFunction.greater,
        "_>=_": StandardFunction.greaterOrEqual, "_+_": StandardFunction.add, "_-_": StandardFunction.subtract,
        "_*_": StandardFunction.multiply, "_/_": StandardFunction.divide, "_%_": StandardFunction.modulo,
        "-_": StandardFunction.negate, "_[_]": StandardFunction.index, "@in": StandardFunction.contained,
        "_?._": OptionalFunction.select, "_[?_]": OptionalFunction.index,
        "cel.@mapInsert": StandardFunction.mapInsert,
    ]
}

extension StandardFunction {
    /// Whether the function makes a value of the type it is named after.
    var isConversion: Bool {
        switch self {
        case .bool, .bytes, .double, .duration, .dyn, .int, .string, .timestamp, .type, .uint: true
        default: false
        }
    }
}

extension FunctionCode {
    /// The code as an operand.
    var packed: UInt32 { UInt32(library.rawValue) << 8 | UInt32(number) }
}
