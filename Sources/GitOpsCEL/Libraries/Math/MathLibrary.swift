/// The namespace `math` of cel-go.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/math.go.
enum MathLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = MathFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        if function == .least || function == .greatest { return extreme(function, arguments, in: &evaluation) }
        let result: Value?
        switch arguments.count {
        case 1 where first.tag == .double: result = ofDouble(function, first.double)
        case 1 where first.tag == .integer:
            if function == .abs, first.integer == .min { return evaluation.fail(.overflow, "integer overflow") }
            result = ofInteger(function, first.integer)
        case 1 where first.tag == .unsigned: result = ofUnsigned(function, first.unsigned)
        case 2 where function == .bitShiftLeft || function == .bitShiftRight:
            if arguments[1].tag == .integer, arguments[1].integer < 0 {
                return evaluation.fail(
                    .invalidArgument, "math.\(function)() negative offset: \(arguments[1].integer)")
            }
            result = shift(function, first, arguments[1])
        case 2: result = combine(function, first, arguments[1])
        default: result = nil
        }
        return result ?? evaluation.noOverload("math.\(function)", arguments)
    }

    private static func ofDouble(_ function: MathFunction, _ value: Double) -> Value? {
        switch function {
        case .ceil: .double(value.rounded(.up))
        case .floor: .double(value.rounded(.down))
        case .round: .double(value.rounded(.toNearestOrAwayFromZero))
        case .trunc: .double(value.rounded(.towardZero))
        case .isInf: .boolean(value.isInfinite)
        case .isNaN: .boolean(value.isNaN)
        case .isFinite: .boolean(value.isFinite)
        case .abs: .double(value.magnitude)
        case .sign: .double(value.isNaN ? value : value > 0 ? 1 : value < 0 ? -1 : 0)
        case .sqrt: .double(value.squareRoot())
        default: nil
        }
    }

    private static func ofInteger(_ function: MathFunction, _ value: Int64) -> Value? {
        switch function {
        case .abs: value == .min ? nil : .integer(abs(value))
        case .sign: .integer(value.signum())
        case .bitNot: .integer(~value)
        case .sqrt: .double(Double(value).squareRoot())
        default: nil
        }
    }

    private static func ofUnsigned(_ function: MathFunction, _ value: UInt64) -> Value? {
        switch function {
        case .abs: .unsigned(value)
        case .sign: .unsigned(value == 0 ? 0 : 1)
        case .bitNot: .unsigned(~value)
        case .sqrt: .double(Double(value).squareRoot())
        default: nil
        }
    }

    private static func combine(_ function: MathFunction, _ left: Value, _ right: Value) -> Value? {
        guard left.tag == right.tag, left.tag == .integer || left.tag == .unsigned else { return nil }
        switch function {
        case .bitAnd: return Value(tag: left.tag, payload: left.payload & right.payload)
        case .bitOr: return Value(tag: left.tag, payload: left.payload | right.payload)
        case .bitXor: return Value(tag: left.tag, payload: left.payload ^ right.payload)
        default: return nil
        }
    }

    /// Bits that are shifted in are zeros, on either side and whatever the sign.
    private static func shift(_ function: MathFunction, _ value: Value, _ count: Value) -> Value? {
        guard value.tag == .integer || value.tag == .unsigned, count.tag == .integer else { return nil }
        let bits = function == .bitShiftLeft ? value.payload << count.integer : value.payload >> count.integer
        return Value(tag: value.tag, payload: bits)
    }
}

// MARK: Least and greatest

extension MathLibrary {
    /// Of one number, of two, or of a list.
    private static func extreme(
        _ function: MathFunction, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        let name = function == .least ? "math.@min" : "math.@max"
        guard arguments.count == 1, arguments[0].isList else {
            guard arguments.count <= 2, arguments.allSatisfy(\.isNumber) else {
                return evaluation.noOverload(name, arguments)
            }
            return arguments.count == 1
                ? arguments[0] : preferred(function, arguments[0], arguments[1], name, in: &evaluation)
        }
        let list = arguments[0]
        guard evaluation.count(of: list) > 0 else {
            return evaluation.fail(.invalidArgument, "\(name)(list) argument must not be empty")
        }
        var result = evaluation.element(of: list, at: 0)
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            guard element.isNumber else { return evaluation.fail(.noSuchOverload, "no such overload: \(name)") }
            if index > 0 { result = preferred(function, result, element, name, in: &evaluation) }
            if result.isError { return result }
        }
        return result
    }

    /// The first of two numbers unless the second is beyond it.
    private static func preferred(
        _ function: MathFunction, _ first: Value, _ second: Value, _ name: String, in evaluation: inout Evaluation
    ) -> Value {
        let order = evaluation.compare(first, second)
        if order == .unordered {
            return evaluation.fail(.invalidArgument, "NaN values cannot be ordered: \(name)")
        }
        return order == (function == .least ? .greater : .less) ? second : first
    }
}
