import GitOpsManifest

extension Checker {
    mutating func checkCall(_ node: ExpressionID, _ name: TextID, _ arguments: OperandRange) {
        let text = tree.text(name)
        if text == "_?._", arguments.count == 2 {
            checkOptionalSelection(node, arguments)
            return
        }
        for argument in tree.operands(arguments) { check(argument.expression) }
        guard let function = function(text) else {
            reportUndeclaredFunction(node, text)
            return
        }
        resolve(node, function, target: nil, arguments)
    }

    mutating func checkMemberCall(
        _ node: ExpressionID, _ name: TextID, _ target: ExpressionID, _ arguments: OperandRange
    ) {
        for argument in tree.operands(arguments) { check(argument.expression) }
        let text = tree.text(name)
        if let prefix = namespace(target), let function = function(prefix + "." + text) {
            resolve(node, function, target: nil, arguments)
            return
        }
        check(target)
        guard let function = function(text) else {
            reportUndeclaredFunction(node, text)
            return
        }
        resolve(node, function, target: target, arguments)
    }

    /// The name before a call when functions have such names.
    private func namespace(_ target: ExpressionID) -> String? {
        var root = target
        var depth = 0
        while case .select(let operand, _) = tree[root].kind {
            root = operand
            depth += 1
        }
        guard depth < 32, case .identifier(let name) = tree[root].kind else { return nil }
        let first = tree.text(name)
        let mayBe =
            functions.namespaces.contains(ExactText(first)) || !environment.container.isEmpty
            || first.utf8.first == UInt8(ascii: ".")
        return mayBe ? qualifiedPrefix(target) : nil
    }

    private func function(_ name: String) -> Int? {
        for candidate in environment.candidates(for: name) {
            if let number = functions.number(of: candidate) { return number }
        }
        return nil
    }

    private mutating func checkOptionalSelection(_ node: ExpressionID, _ arguments: OperandRange) {
        let first = Int(arguments.first)
        let field = tree.operands[first + 1].expression
        guard case .string(let name) = tree[field].kind else {
            report(field, "unsupported optional field selection: the field is no name")
            setType(node, .error)
            return
        }
        check(field)
        let type = fieldType(node, tree.operands[first].expression, tree.text(name), isOptional: true)
        setType(node, unifier.substituted(type))
        if let function = functions.number(of: "_?._"), let overload = functions.functions[function].overloads.first {
            setReference(node, functions.references[overload])
        }
    }

    // MARK: - Overloads

    /// Finds the overloads that the arguments fit. Several may: then the type is theirs when they agree, else dynamic.
    private mutating func resolve(
        _ node: ExpressionID, _ number: Int, target: ExpressionID?, _ arguments: OperandRange
    ) {
        let function = functions.functions[number]
        argumentTypes.removeAll(keepingCapacity: true)
        if let target { argumentTypes.append(type(of: target)) }
        for argument in tree.operands(arguments) { argumentTypes.append(type(of: argument.expression)) }
        if target == nil, let logical = StandardFunction(function.code), logical == .and || logical == .or {
            checkLogical(node, function, arguments)
            return
        }
        fittingOverloads.removeAll(keepingCapacity: true)
        var result = TypeID.none
        for index in function.overloads {
            let overload = functions.overloads[index]
            guard overload.isMember == (target != nil), Int(overload.argumentCount) == argumentTypes.count,
                let type = fit(overload)
            else { continue }
            fittingOverloads.append(index)
            if result == .none {
                result = type
            } else if result != .dynamic, !unifier.isSame(type, result) {
                result = .dynamic
            }
        }
        guard result != .none else {
            reportNoOverload(node, function, isMember: target != nil)
            return
        }
        setType(node, result)
        setReference(node, reference(to: function))
    }

    /// The result when the arguments fit an overload; else nothing is bound.
    private mutating func fit(_ overload: PreparedOverload) -> TypeID? {
        let first = Int(overload.firstArgument)
        for index in argumentTypes.indices where cannotFit(argumentTypes[index], functions.argumentTypes[first + index])
        {
            return nil
        }
        let mark = unifier.mark()
        let variables = unifier.variables(overload.parameters)
        for index in argumentTypes.indices {
            let wanted = unifier.instance(of: functions.argumentTypes[first + index], variables: variables)
            guard unifier.fits(argumentTypes[index], wanted) else {
                unifier.undo(to: mark)
                return nil
            }
        }
        let result = unifier.instance(of: overload.result, variables: variables)
        return unifier.substituted(result)
    }

    /// A quick no for types of different kinds, which most overloads of an operator are for the others' arguments.
    private func cannotFit(_ type: TypeID, _ wanted: TypeID) -> Bool {
        let kind = unifier[type].kind
        let wantedKind = unifier[wanted].kind
        guard kind != wantedKind else { return false }
        switch kind {
        case .boolean, .integer, .unsigned, .double, .string, .bytes, .list, .map: break
        default: return false
        }
        switch wantedKind {
        case .dynamic, .error, .variable, .null: return false
        default: return true
        }
    }

    private func reference(to function: PreparedFunction) -> Reference {
        if fittingOverloads.count == 1 { return functions.references[fittingOverloads[0]] }
        let codes = fittingOverloads.map { functions.overloads[$0].code }
        let code = codes.allSatisfy { $0 == codes[0] } ? codes[0] : function.code
        return .function(code, overloads: fittingOverloads.map { functions.declarations[$0] })
    }

    /// `&&` and `||` say which side is wrong, and may have more than two.
    private mutating func checkLogical(_ node: ExpressionID, _ function: PreparedFunction, _ arguments: OperandRange) {
        var fits = true
        for argument in tree.operands(arguments) {
            let type = type(of: argument.expression)
            if !unifier.accepts(type, as: .boolean) {
                report(argument.expression, "expected type 'bool' but found '\(text(type))'")
                fits = false
            }
        }
        setType(node, fits ? .boolean : .error)
        if let overload = function.overloads.first { setReference(node, functions.references[overload]) }
    }

    // MARK: - Issues

    private mutating func reportUndeclaredFunction(_ node: ExpressionID, _ name: String) {
        setType(node, .error)
        report(
            node, "undeclared reference to '\(name)' (in container '\(environment.container)')",
            suggestion: suggestion(forFunction: name))
    }

    private mutating func reportNoOverload(_ node: ExpressionID, _ function: PreparedFunction, isMember: Bool) {
        setType(node, .error)
        var texts: [String] = []
        for type in argumentTypes { texts.append(text(type)) }
        let target = isMember ? texts.removeFirst() + "." : ""
        let applied = "\(target)(\(texts.joined(separator: ", ")))"
        report(
            node, "found no matching overload for '\(function.name)' applied to '\(applied)'",
            suggestion: suggestion(forOverloadsOf: function), function: function.name)
    }
}
