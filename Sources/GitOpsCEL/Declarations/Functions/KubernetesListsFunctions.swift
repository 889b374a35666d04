/// Lists as Kubernetes extends them.
package enum KubernetesListsFunction: UInt8, LibraryFunction {
    case isSorted, sum, min, max, indexOf, lastIndexOf, includes
    /// `sum` of a list whose type is known before it is evaluated, by which the sum of an empty list has a type.
    case sumUnsigned, sumDouble, sumDuration

    package static var library: Library { .kubernetesLists }

    /// The function for an overload of `sum`; `nil` for all other overloads.
    package init?(overload: String) {
        switch overload {
        case "list_int_sum_int": self = .sum
        case "list_uint_sum_uint": self = .sumUnsigned
        case "list_double_sum_double": self = .sumDouble
        case "list_duration_sum_duration": self = .sumDuration
        default: return nil
        }
    }
}
