/// Quantities of Kubernetes.
package enum QuantityFunction: UInt8, LibraryFunction {
    case quantity, isQuantity
    /// Declared as a function, `sign(quantity)`, rather than as a member.
    case sign
    case isGreaterThan, isLessThan, compareTo
    case asApproximateFloat, asInteger, isInteger, add, sub

    package static var library: Library { .quantity }
}
