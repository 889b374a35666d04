/// The extended lists of cel-go.
package enum ListsFunction: UInt8, LibraryFunction {
    case slice, flatten
    /// `lists.range`.
    case range
    case distinct, reverse, sort
    /// `@sortByAssociatedKeys`, which the macro `sortBy` calls with the list of keys.
    case sortByAssociatedKeys

    package static var library: Library { .lists }
}
