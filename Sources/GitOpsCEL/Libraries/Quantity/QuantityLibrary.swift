import GitOpsManifest

/// Exact numbers with units.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/quantity.go`.
enum QuantityLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = QuantityFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        switch function {
        case .quantity, .isQuantity: return parse(function, first, in: &evaluation)
        default: break
        }
        switch evaluation.libraryValue(first) {
        case .quantity(let number):
            return arguments.count > 1
                ? combine(function, number, arguments[1], in: &evaluation) : read(function, number, in: &evaluation)
        case .semver:
            // The names of comparisons are shared with versions.
            let other = SemverFunction.allCases.first { String(describing: $0) == String(describing: function) }
            guard let other else { return evaluation.noSuchOverload() }
            return SemverLibrary.call(other.rawValue, arguments, in: &evaluation)
        default: return evaluation.noSuchOverload()
        }
    }

    private static func parse(_ function: QuantityFunction, _ text: Value, in evaluation: inout Evaluation) -> Value {
        guard text.tag == .string else { return evaluation.noSuchOverload() }
        do throws(QuantityTextError) {
            let number = try QuantityNumber(parsing: text.text)
            return function == .isQuantity ? .yes : evaluation.makeLibraryValue(.quantity(number))
        } catch {
            return function == .isQuantity ? .no : evaluation.fail(.invalidArgument, error.message)
        }
    }

    private static func read(
        _ function: QuantityFunction, _ number: QuantityNumber, in evaluation: inout Evaluation
    ) -> Value {
        switch function {
        case .sign: return .integer(Int64(number.quantity.sign))
        case .isInteger: return .boolean(number.integer != nil)
        case .asApproximateFloat: return .double(number.quantity.approximateDouble)
        case .asInteger:
            guard let integer = number.integer else {
                return evaluation.fail(.conversion, "cannot convert value to integer")
            }
            return .integer(integer)
        default: return evaluation.noSuchOverload()
        }
    }

    private static func combine(
        _ function: QuantityFunction, _ number: QuantityNumber, _ argument: Value, in evaluation: inout Evaluation
    ) -> Value {
        let other: QuantityNumber
        if argument.tag == .integer, function == .add || function == .sub {
            other = QuantityNumber(Quantity(argument.integer, format: .decimalExponent), scale: 0)
        } else if case .quantity(let value) = evaluation.libraryValue(argument) {
            other = value
        } else {
            return evaluation.noSuchOverload()
        }
        switch function {
        case .isGreaterThan: return .boolean(number.quantity > other.quantity)
        case .isLessThan: return .boolean(number.quantity < other.quantity)
        case .compareTo:
            return .integer(number.quantity == other.quantity ? 0 : number.quantity < other.quantity ? -1 : 1)
        case .add, .sub:
            do throws(QuantityError) {
                let result = try function == .add ? number.adding(other) : number.subtracting(other)
                return evaluation.makeLibraryValue(.quantity(result))
            } catch {
                // The API server adds whatever there is room for.
                return evaluation.fail(.digitLimit, error.description)
            }
        default: return evaluation.noSuchOverload()
        }
    }
}
