import GitOpsManifest
import GitOpsRegex

extension Evaluation {
    mutating func call(_ instruction: Instruction, _ index: UInt32) -> Value {
        let count = Int(instruction.count)
        let arguments = code.arguments
        guard arguments + count <= code.argumentsEnd else {
            self.instruction = index
            return fail(.depthLimit, "calls are nested too deeply")
        }
        code.arguments = arguments + count
        defer { code.arguments = arguments }
        var error: Value?
        for position in 0..<count {
            let value = evaluate(code.operands[Int(instruction.b) + position])
            if value.isError, error == nil {
                error = value
                // Of three and more, cel-go evaluates none behind an error, and then counts no cost.
                if count > 2 {
                    if position == count - 1 { cost &+= 1 }
                    return value
                }
            }
            (arguments + position).initialize(to: value)
        }
        if let error {
            cost &+= 1
            return error
        }
        self.instruction = index
        let list = UnsafeBufferPointer(start: UnsafePointer(arguments), count: count)
        let library = Library(rawValue: UInt8(truncatingIfNeeded: instruction.a >> 8)) ?? .standard
        let function = UInt8(truncatingIfNeeded: instruction.a)
        switch library {
        case .standard:
            guard let standard = StandardFunction(rawValue: function) else { return noSuchOverload() }
            cost &+= standardCost(standard, list, isSized: instruction.flags.contains(.isSized))
            return standardResult(standard, list)
        case .optionals:
            cost &+= 1
            return OptionalFunction(rawValue: function).map { optionalResult($0, list) } ?? noSuchOverload()
        default:
            let isResolved = instruction.flags.contains(.isResolved)
            if let known = library.costBeforeCall(function, isResolved: isResolved, list, in: &self),
                known > costLimit &- min(cost, costLimit)
            {
                cost = cost.addingReportingOverflow(known).overflow ? .max : cost &+ known
                return mustStop() ? final ?? .no : .no
            }
            let result = library.call(function, list, in: &self)
            let own = library.cost(function, isResolved: isResolved, list, result: result, in: &self)
            cost = cost.addingReportingOverflow(own).overflow ? .max : cost &+ own
            return result
        }
    }

    private mutating func standardResult(
        _ function: StandardFunction, _ arguments: UnsafeBufferPointer<Value>
    ) -> Value {
        guard let first = arguments.first else { return noSuchOverload() }
        switch function {
        case .size where arguments.count == 1: return size(first)
        case .contains, .startsWith, .endsWith, .matches:
            guard arguments.count == 2, first.tag == .string, arguments[1].tag == .string else {
                return noSuchOverload()
            }
            return textResult(function, first, arguments[1])
        case .notStrictlyFalse: return .boolean(!first.isFalse)
        case .mapInsert: return insertion(arguments)
        case .getFullYear, .getMonth, .getDayOfYear, .getDate, .getDayOfMonth, .getDayOfWeek, .getHours, .getMinutes,
            .getSeconds, .getMilliseconds:
            return arguments.count <= 2 ? timePart(function, arguments) : noSuchOverload()
        default:
            return function.isConversion && arguments.count == 1 ? convert(function, first) : noSuchOverload()
        }
    }

    private mutating func size(_ value: Value) -> Value {
        switch value.tag {
        case .string: .integer(Int64(codePointCount(value)))
        case .bytes: .integer(Int64(value.count))
        case .documentMap: uncertainMember(of: value) ?? .integer(Int64(count(of: value)))
        case .list, .map, .documentList: .integer(Int64(count(of: value)))
        default: fail(.noSuchOverload, "no such overload: size(\(typeName(of: value)))")
        }
    }

    private mutating func textResult(_ function: StandardFunction, _ left: Value, _ right: Value) -> Value {
        let (text, part) = (left.bytes, right.bytes)
        switch function {
        case .startsWith:
            guard let first = text.baseAddress, let second = part.baseAddress else { return .boolean(part.isEmpty) }
            return .boolean(part.count <= text.count && bytesEqual(first, second, part.count))
        case .endsWith:
            guard let first = text.baseAddress, let second = part.baseAddress else { return .boolean(part.isEmpty) }
            guard part.count <= text.count else { return .no }
            return .boolean(bytesEqual(first + (text.count - part.count), second, part.count))
        case .contains: return .boolean(Self.find(part, in: text) != nil)
        default:
            do throws(RegularExpressionError) {
                guard let expression = try regularExpression(right), mayMatch(text.count, expression) else {
                    return final ?? .no
                }
                return .boolean(expression.hasMatch(in: text))
            } catch {
                return fail(.invalidArgument, "error parsing regexp: \(error.reason): `\(error.part)`")
            }
        }
    }

    /// Where bytes are found in others.
    package static func find(_ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let needle = part.baseAddress, !part.isEmpty else { return 0 }
        guard let start = text.baseAddress, part.count <= text.count else { return nil }
        // Trying every place costs so many bytes a place at worst.
        if part.count > 32 { return ByteSearch(part).first(in: text) }
        let first = needle[0]
        for offset in 0...(text.count - part.count)
        where start[offset] == first && bytesEqual(start + offset, needle, part.count) {
            return offset
        }
        return nil
    }

    private mutating func insertion(_ arguments: UnsafeBufferPointer<Value>) -> Value {
        guard arguments.count >= 2, arguments[0].isMap else { return noSuchOverload() }
        var entries: [Value] = []
        for position in 0..<count(of: arguments[0]) {
            entries += [key(of: arguments[0], at: position), value(of: arguments[0], at: position)]
        }
        if arguments.count == 3 { return map(of: entries + [arguments[1], arguments[2]], instruction) }
        guard arguments[1].isMap else { return noSuchOverload() }
        for position in 0..<count(of: arguments[1]) {
            entries += [key(of: arguments[1], at: position), value(of: arguments[1], at: position)]
        }
        return map(of: entries, instruction)
    }

    // MARK: Optional values

    private mutating func optionalResult(
        _ function: OptionalFunction, _ arguments: UnsafeBufferPointer<Value>
    ) -> Value {
        guard let first = arguments.first else { return function == .none ? .none : noSuchOverload() }
        switch function {
        case .of: return makeOptional(first)
        case .ofNonZeroValue: return isZero(first) ? .none : makeOptional(first)
        case .hasValue: return first.tag == .optional ? .boolean(first.payload != 0) : noSuchOverload()
        case .value:
            guard first.tag == .optional else { return noSuchOverload() }
            return first.wrapped ?? fail(.noValue, "optional.none() dereference")
        case .first, .last:
            guard first.isList else { return noSuchOverload() }
            let count = count(of: first)
            return count == 0 ? .none : makeOptional(element(of: first, at: function == .first ? 0 : count - 1))
        case .unwrap, .unwrapOpt: return unwrapped(first)
        case .none, .or, .orValue, .select, .index: return noSuchOverload()
        }
    }

    private mutating func unwrapped(_ list: Value) -> Value {
        guard list.isList else { return noSuchOverload() }
        guard let values = takeValues(count(of: list)) else { return outOfMemory() }
        var filled = 0
        for index in 0..<count(of: list) {
            let element = element(of: list, at: index)
            guard element.tag == .optional else { return noSuchOverload() }
            guard let value = element.wrapped else { continue }
            (values + filled).initialize(to: value)
            filled += 1
        }
        return Value(tag: .list, count: UInt32(filled), payload: UInt64(UInt(bitPattern: values)))
    }

    /// Whether a value is the zero of its type.
    private func isZero(_ value: Value) -> Bool {
        switch value.tag {
        case .null: true
        case .boolean, .integer, .unsigned, .duration: value.payload == 0
        case .double: value.double == 0
        case .string, .bytes, .object: value.count == 0
        case .list, .map, .documentList, .documentMap: count(of: value) == 0
        case .optional: value.payload == 0
        // The zero time of Go is the first second of the first year.
        case .timestamp: value.integer == Self.firstSecond && value.count == 0
        case .error, .type, .library: false
        }
    }
}
