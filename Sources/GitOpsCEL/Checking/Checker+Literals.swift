extension Checker {
    mutating func checkList(_ node: ExpressionID, _ elements: OperandRange) {
        var joined = TypeID.none
        for element in tree.operands(elements) {
            check(element.expression)
            joined = join(element.expression, joined, elementType(element))
        }
        if joined == .none { joined = unifier.variable() }
        setType(node, unifier.list(of: joined))
    }

    mutating func checkMap(_ node: ExpressionID, _ entries: OperandRange) {
        var key = TypeID.none
        var value = TypeID.none
        let operands = tree.operands(entries)
        var index = operands.startIndex
        while index + 1 < operands.endIndex {
            let entryKey = operands[index]
            let entryValue = operands[index + 1].expression
            check(entryKey.expression)
            key = join(entryKey.expression, key, type(of: entryKey.expression))
            check(entryValue)
            value = join(entryValue, value, elementType(Operand(entryValue, isOptional: entryKey.isOptional)))
            index += 2
        }
        if key == .none {
            key = unifier.variable()
            value = unifier.variable()
        }
        setType(node, unifier.map(key: key, value: value))
    }

    /// The type of an element, of an optional one the type in it.
    private mutating func elementType(_ element: Operand) -> TypeID {
        let type = type(of: element.expression)
        guard element.isOptional else { return type }
        let record = unifier[type]
        if record.kind == .optional { return TypeID(rawValue: record.first) }
        if type != .dynamic {
            let name = text(type)
            report(element.expression, "expected type 'optional_type(\(name))' but found '\(name)'")
        }
        return type
    }

    /// The type of elements that have two types.
    private mutating func join(_ node: ExpressionID, _ previous: TypeID, _ current: TypeID) -> TypeID {
        guard previous != .none else { return current }
        if unifier.accepts(previous, as: current) { return unifier.moreGeneral(previous, current) }
        guard environment.libraries.rules.contains(.sameElements) else { return .dynamic }
        report(node, "expected type '\(text(previous))' but found '\(text(current))'")
        return .error
    }

    // MARK: - Objects

    mutating func checkObject(_ node: ExpressionID, _ name: TextID, _ fields: OperandRange) {
        let text = tree.text(name)
        guard let resolved = environment.candidates(for: text).first(where: { environment.isType($0) }) else {
            report(
                node, "undeclared reference to '\(text)' (in container '\(environment.container)')",
                suggestion: suggestion(forName: text))
            setType(node, .error)
            return
        }
        setReference(node, .type(resolved))
        let isObject = environment.hasType(named: resolved)
        if isObject {
            setType(node, unifier.id(of: .object(resolved)))
        } else {
            report(node, "'\(resolved)' is not a message type")
            setType(node, .error)
        }
        let operands = tree.operands(fields)
        var index = operands.startIndex
        while index + 1 < operands.endIndex {
            checkField(operands[index], operands[index + 1].expression, of: isObject ? resolved : nil)
            index += 2
        }
    }

    private mutating func checkField(_ field: Operand, _ value: ExpressionID, of object: String?) {
        check(value)
        check(field.expression)
        guard case .string(let name) = tree[field.expression].kind, let object else { return }
        let wanted = objectField(field.expression, object, tree.text(name))
        let found = elementType(Operand(value, isOptional: field.isOptional))
        guard !unifier.accepts(wanted, as: found) else { return }
        report(
            field.expression,
            "expected type of field '\(tree.text(name))' is '\(text(wanted))' but provided type is '\(text(found))'")
    }

    // MARK: - Comprehensions

    mutating func checkComprehension(_ node: ExpressionID, _ comprehension: Comprehension) {
        check(comprehension.range)
        check(comprehension.initial)
        let accumulated = type(of: comprehension.initial)
        let outside = locals.count
        locals.append(Local(name: comprehension.accumulator, type: accumulated))
        let (first, second) = variableTypes(comprehension)
        locals.append(Local(name: comprehension.variable, type: first))
        if let name = comprehension.secondVariable { locals.append(Local(name: name, type: second)) }
        check(comprehension.condition)
        require(comprehension.condition, .boolean)
        check(comprehension.step)
        require(comprehension.step, accumulated)
        locals.removeSubrange((outside + 1)...)
        check(comprehension.result)
        locals.removeSubrange(outside...)
        setType(node, unifier.substituted(type(of: comprehension.result)))
    }

    /// The types of a comprehension's variables, by what it goes through.
    private mutating func variableTypes(_ comprehension: Comprehension) -> (first: TypeID, second: TypeID) {
        let hasTwo = comprehension.secondVariable != nil
        let range = unifier.substituted(type(of: comprehension.range))
        let record = unifier[range]
        switch record.kind {
        case .list:
            let element = TypeID(rawValue: record.first)
            return hasTwo ? (.integer, element) : (element, .error)
        case .map: return (TypeID(rawValue: record.first), TypeID(rawValue: record.second))
        case .dynamic, .error, .variable:
            _ = unifier.accepts(.dynamic, as: range)
            return (.dynamic, .dynamic)
        default:
            report(
                comprehension.range,
                "expression of type '\(text(range))' cannot be range of a comprehension (must be list, map, or dynamic)"
            )
            return (.error, .error)
        }
    }

    private mutating func require(_ node: ExpressionID, _ wanted: TypeID) {
        let found = type(of: node)
        guard !unifier.accepts(wanted, as: found) else { return }
        report(node, "expected type '\(text(wanted))' but found '\(text(found))'")
    }
}
