/// The extended strings of cel-go.
package enum StringsFunction: UInt8, LibraryFunction {
    case charAt, indexOf, lastIndexOf, lowerAscii, replace, split, substring, trim, upperAscii
    case format
    /// `strings.quote`.
    case quote
    case join, reverse

    package static var library: Library { .strings }
}
