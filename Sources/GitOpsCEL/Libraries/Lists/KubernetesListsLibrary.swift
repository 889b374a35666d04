/// Lists as Kubernetes extends them.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/lists.go`.
enum KubernetesListsLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = KubernetesListsFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        if function == .includes { return includes(arguments, in: &evaluation) }
        guard first.isList else { return evaluation.noOverload("\(function)", arguments) }
        switch function {
        case .isSorted: return isSorted(first, in: &evaluation)
        case .sum: return sum(first, from: zero(for: first, in: &evaluation), in: &evaluation)
        case .sumUnsigned: return sum(first, from: .unsigned(0), in: &evaluation)
        case .sumDouble: return sum(first, from: .double(0), in: &evaluation)
        case .sumDuration: return sum(first, from: .duration(nanoseconds: 0), in: &evaluation)
        case .min: return extreme(first, "min", preferring: .greater, in: &evaluation)
        case .max: return extreme(first, "max", preferring: .less, in: &evaluation)
        case .indexOf, .lastIndexOf:
            guard arguments.count == 2 else { return evaluation.noOverload("\(function)", arguments) }
            return position(of: arguments[1], in: first, fromEnd: function == .lastIndexOf, &evaluation)
        case .includes: return evaluation.noSuchOverload()
        }
    }

    /// Whether no element is greater than the next; elements that cannot be compared do not count.
    private static func isSorted(_ list: Value, in evaluation: inout Evaluation) -> Value {
        var previous: Value?
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            if let previous, evaluation.compare(previous, element) == .greater { return .no }
            previous = element
        }
        return .yes
    }

    /// The sum's beginning when only the elements tell the type.
    private static func zero(for list: Value, in evaluation: inout Evaluation) -> Value {
        guard evaluation.count(of: list) > 0 else { return .integer(0) }
        switch evaluation.element(of: list, at: 0).tag {
        case .unsigned: return .unsigned(0)
        case .double: return .double(0)
        case .duration: return .duration(nanoseconds: 0)
        default: return .integer(0)
        }
    }

    private static func sum(_ list: Value, from zero: Value, in evaluation: inout Evaluation) -> Value {
        var total = zero
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            guard element.tag == total.tag else { return evaluation.noSuchOverload() }
            guard let next = total.adding(element) else {
                let message: StaticString =
                    total.tag == .unsigned
                    ? "unsigned integer overflow"
                    : total.tag == .integer
                        ? "integer overflow" : "duration overflow"
                return evaluation.fail(.overflow, message)
            }
            total = next
        }
        return total
    }

    /// The first element that no other one is preferred to.
    private static func extreme(
        _ list: Value, _ name: String, preferring order: Ordering, in evaluation: inout Evaluation
    ) -> Value {
        var result: Value?
        for index in 0..<evaluation.count(of: list) {
            let element = evaluation.element(of: list, at: index)
            if element.isError { return element }
            if let known = result, !(evaluation.compare(known, element) == order) { continue }
            result = element
        }
        return result ?? evaluation.fail(.invalidArgument, "\(name) called on empty list")
    }

    private static func position(
        of item: Value, in list: Value, fromEnd: Bool, _ evaluation: inout Evaluation
    ) -> Value {
        let count = evaluation.count(of: list)
        for step in 0..<count {
            let index = fromEnd ? count - 1 - step : step
            if evaluation.equals(evaluation.element(of: list, at: index), item) { return .integer(Int64(index)) }
        }
        return .integer(-1)
    }

    /// Whether a list has an element, or a value is the other.
    private static func includes(_ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation) -> Value {
        guard arguments.count == 2 else { return evaluation.noSuchOverload() }
        guard arguments[0].isList else { return .boolean(evaluation.equals(arguments[0], arguments[1])) }
        return .boolean(evaluation.contains(arguments[0], arguments[1]))
    }
}

extension Value {
    /// The sum of two values of one type, `nil` when it does not fit.
    fileprivate func adding(_ other: Value) -> Value? {
        switch tag {
        case .integer:
            let (sum, overflow) = integer.addingReportingOverflow(other.integer)
            return overflow ? nil : .integer(sum)
        case .unsigned:
            let (sum, overflow) = unsigned.addingReportingOverflow(other.unsigned)
            return overflow ? nil : .unsigned(sum)
        case .duration:
            let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
            return overflow ? nil : .duration(nanoseconds: sum)
        case .double: return .double(double + other.double)
        default: return nil
        }
    }
}
