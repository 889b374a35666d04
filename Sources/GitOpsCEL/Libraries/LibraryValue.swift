/// A value of a library's type.
package enum LibraryValue: Sendable, Hashable {
    /// Stands for the types that libraries add.
    case none

    /// The name that `type()` gives.
    package var typeName: StaticString { "none" }
}
