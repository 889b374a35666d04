/// Optional values.
package enum OptionalFunction: UInt8, LibraryFunction {
    /// `optional.of`, `optional.ofNonZeroValue`, `optional.none`.
    case of, ofNonZeroValue, none
    case value, hasValue, or, orValue
    /// `_?._`, `_[?_]`.
    case select, index
    /// `first` and `last` of a list.
    case first, last
    /// `optional.unwrap(list)` and `list.unwrapOpt()`, which mean the same.
    case unwrap, unwrapOpt

    package static var library: Library { .optionals }
}
