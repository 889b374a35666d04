/// The functions that one library evaluates: a case for each name, whatever the number of its overloads.
///
/// A few names have overloads in several libraries. When the types of the arguments leave the overloads of only one
/// library, a reference has that library's code. When they leave several, because the first argument is dynamic, it has
/// the code of the name's owner, which looks at the first argument's value and hands what is not its own to the other:
///
/// | name | owner | others |
/// |---|---|---|
/// | `string` | ``StandardFunction/string`` | ``IPFunction/string`` of addresses, ``CIDRFunction/string`` of ranges |
/// | `ip` | ``IPFunction/ip`` of strings | ``CIDRFunction/ip`` of ranges |
/// | `indexOf`, `lastIndexOf` | ``StringsFunction`` | ``KubernetesListsFunction`` of lists |
/// | `reverse` | ``StringsFunction/reverse`` | ``ListsFunction/reverse`` of lists |
/// | `isGreaterThan`, `isLessThan`, `compareTo` | ``QuantityFunction`` | ``SemverFunction`` of versions |
/// | `_[_]` | ``StandardFunction/index`` | the same, of optional lists and maps |
package protocol LibraryFunction: RawRepresentable<UInt8>, CaseIterable, Sendable {
    static var library: Library { get }
}

extension LibraryFunction {
    package var code: FunctionCode { FunctionCode(Self.library, rawValue) }

    /// The function with a code, when the code is of this library.
    package init?(_ code: FunctionCode) {
        guard code.library == Self.library else { return nil }
        self.init(rawValue: code.number)
    }
}
