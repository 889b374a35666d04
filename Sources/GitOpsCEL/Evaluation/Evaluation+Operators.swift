extension Evaluation {
    // MARK: Comparison

    mutating func equality(_ instruction: Instruction) -> Value {
        let left = evaluate(instruction.a)
        let right = evaluate(instruction.b)
        if left.isError || right.isError {
            // An error has the size 1, as everything that has none.
            cost &+= comparisonCost(left, right)
            return left.isError ? left : right
        }
        cost &+= comparisonCost(left, right)
        return .boolean(equals(left, right) == (instruction.operation == .equals))
    }

    mutating func ordering(_ instruction: Instruction, _ index: UInt32) -> Value {
        let left = evaluate(instruction.a)
        let right = evaluate(instruction.b)
        cost &+= instruction.flags.contains(.isSized) ? comparisonCost(left, right) : 1
        if left.isError { return left }
        if right.isError { return right }
        let order = compare(left, right)
        switch order {
        case .incomparable: return operatorFailure(index)
        case .unordered:
            self.instruction = index
            return fail(.invalidArgument, "NaN values cannot be ordered")
        default: break
        }
        switch instruction.operation {
        case .less: return .boolean(order == .less)
        case .lessOrEqual: return .boolean(order.rawValue <= 0)
        case .greater: return .boolean(order == .greater)
        default: return .boolean(order.rawValue >= 0)
        }
    }

    mutating func containment(_ instruction: Instruction, _ index: UInt32) -> Value {
        let value = evaluate(instruction.a)
        let container = evaluate(instruction.b)
        cost &+= instruction.flags.contains(.isSized) ? costSize(container) : 1
        if value.isError { return value }
        if container.isError { return container }
        if container.isList { return .boolean(contains(container, value)) }
        if container.isMap {
            guard let found = find(value, in: container) else { return .no }
            return isUnknownPresence(found) ? found : .yes
        }
        return operatorFailure(index)
    }

    mutating func constantContainment(_ instruction: Instruction) -> Value {
        let value = evaluate(instruction.a)
        if value.isError { return value }
        let set = code.constants[Int(instruction.b)]
        return .boolean(set.tag == .map ? position(of: value, in: set) != nil : contains(set, value))
    }

    // MARK: Arithmetic

    mutating func arithmetic(_ instruction: Instruction, _ index: UInt32) -> Value {
        let left = evaluate(instruction.a)
        let right = evaluate(instruction.b)
        cost &+=
            instruction.flags.contains(.isSized) ? Self.traversalCost(costSize(left) &+ costSize(right)) : 1
        if left.isError { return left }
        if right.isError { return right }
        self.instruction = index
        return Self.isPlainNumber(left, right)
            ? numericResult(instruction.operation, left, right) : otherResult(instruction.operation, left, right)
    }

    @inline(__always)
    private static func isPlainNumber(_ left: Value, _ right: Value) -> Bool {
        left.tag == right.tag && left.isNumber
    }

    private mutating func numericResult(_ operation: Instruction.Operation, _ left: Value, _ right: Value) -> Value {
        switch left.tag {
        case .integer: wholeResult(operation, left.integer, right.integer, .integer, "integer overflow")
        case .unsigned:
            wholeResult(operation, left.unsigned, right.unsigned, .unsigned, "unsigned integer overflow")
        default: doubleResult(operation, left.double, right.double)
        }
    }

    @inline(__always)
    private mutating func wholeResult<Integer: FixedWidthInteger>(
        _ operation: Instruction.Operation, _ left: Integer, _ right: Integer, _ tag: Value.Tag,
        _ overflowMessage: StaticString
    ) -> Value {
        let (result, overflow): (Integer, Bool)
        switch operation {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        case .divide:
            if right == 0 { return fail(.divisionByZero, "division by zero") }
            (result, overflow) = left.dividedReportingOverflow(by: right)
        default:
            if right == 0 { return fail(.divisionByZero, "modulus by zero") }
            (result, overflow) = left.remainderReportingOverflow(dividingBy: right)
        }
        return overflow
            ? fail(.overflow, overflowMessage) : Value(tag: tag, payload: UInt64(truncatingIfNeeded: result))
    }

    private mutating func doubleResult(_ operation: Instruction.Operation, _ left: Double, _ right: Double) -> Value {
        switch operation {
        case .add: .double(left + right)
        case .subtract: .double(left - right)
        case .multiply: .double(left * right)
        case .divide: .double(left / right)
        default: fail(.noSuchOverload, "no such overload")
        }
    }

    private mutating func otherResult(_ operation: Instruction.Operation, _ left: Value, _ right: Value) -> Value {
        switch (operation, left.tag, right.tag) {
        case (.add, .string, .string), (.add, .bytes, .bytes): return concatenate(left, right)
        case (.add, .list, _), (.add, .documentList, _): return concatenateLists(left, right)
        case (.add, .timestamp, .duration): return shift(left, by: right.nanoseconds, isBack: false)
        case (.add, .duration, .timestamp): return shift(right, by: left.nanoseconds, isBack: false)
        case (.subtract, .timestamp, .duration): return shift(left, by: right.nanoseconds, isBack: true)
        case (.subtract, .timestamp, .timestamp): return difference(left, right)
        case (.add, .duration, .duration), (.subtract, .duration, .duration):
            let (result, overflow) =
                operation == .add
                ? left.nanoseconds.addingReportingOverflow(right.nanoseconds)
                : left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
            return overflow ? fail(.overflow, "duration overflow") : .duration(nanoseconds: result)
        default: return fail(.noSuchOverload, "no such overload")
        }
    }

    mutating func negation(_ instruction: Instruction, _ index: UInt32) -> Value {
        let value = evaluate(instruction.a)
        cost &+= 1
        self.instruction = index
        switch value.tag {
        case .error: return value
        case .integer:
            return value.integer == .min ? fail(.overflow, "integer overflow") : .integer(-value.integer)
        case .double: return .double(-value.double)
        case .duration:
            return value.nanoseconds == .min
                ? fail(.overflow, "duration overflow") : .duration(nanoseconds: -value.nanoseconds)
        default: return fail(.noSuchOverload, "no such overload")
        }
    }

    // MARK: Concatenation

    private mutating func concatenate(_ left: Value, _ right: Value) -> Value {
        let (first, second) = (left.bytes, right.bytes)
        let isASCII = left.flags.contains(.ascii) && right.flags.contains(.ascii)
        let result = makeString(first.count + second.count, isASCII: isASCII) { buffer in
            _ = buffer.initialize(fromContentsOf: first)
            _ = buffer.extracting(first.count...).initialize(fromContentsOf: second)
        }
        guard left.tag == .bytes, !result.isError else { return result }
        return Value(tag: .bytes, count: result.count, payload: result.payload)
    }

    private mutating func concatenateLists(_ left: Value, _ right: Value) -> Value {
        guard right.isList else { return fail(.noSuchOverload, "no such overload") }
        let (first, second) = (count(of: left), count(of: right))
        guard first > 0 || second > 0 else { return .emptyList }
        if let type = typeOfKeyedList(left) { return unite(left, right, type) }
        guard let values = takeValues(first + second) else { return outOfMemory() }
        for index in 0..<first { (values + index).initialize(to: element(of: left, at: index)) }
        for index in 0..<second { (values + first + index).initialize(to: element(of: right, at: index)) }
        return Value(
            tag: .list, count: UInt32(truncatingIfNeeded: first + second), payload: UInt64(UInt(bitPattern: values)))
    }

    private func typeOfKeyedList(_ list: Value) -> DeclaredType? {
        guard list.tag == .documentList, list.count != 0 else { return nil }
        let type = declaredTypes[Int(list.count)]
        return type.listKind == .atomic ? nil : type
    }

    /// Lists of kinds `set` and `map` are united: an element that is there already is replaced where it stands.
    private mutating func unite(_ left: Value, _ right: Value, _ type: DeclaredType) -> Value {
        var elements: [Value] = []
        let keys = type.listKind == .map ? type.mapKeys.map { makeString($0) } : nil
        for index in 0..<count(of: left) { elements.append(element(of: left, at: index)) }
        for index in 0..<count(of: right) {
            guard mayCompare(elements.count), final == nil else { return final ?? .emptyList }
            let new = element(of: right, at: index)
            var place: Int?
            for (position, old) in elements.enumerated() where isSame(old, new, keys) {
                place = position
                break
            }
            if let place { elements[place] = new } else { elements.append(new) }
        }
        return makeList(elements.count) { _ = $0.initialize(fromContentsOf: elements) }
    }

    /// Whether two elements have the same values of the keys, or are equal where the list has none.
    private mutating func isSame(_ left: Value, _ right: Value, _ keys: [Value]?) -> Bool {
        guard let keys else { return equals(left, right) }
        for name in keys {
            let first = left.isMap ? find(name, in: left) : nil
            let second = right.isMap ? find(name, in: right) : nil
            switch (first, second) {
            case (nil, nil): continue
            case (let first?, let second?): guard equals(first, second) else { return false }
            default: return false
            }
        }
        return true
    }
}
