/// Text that goes by its bytes, as Kubernetes and Git compare names.
///
/// `String` takes texts for equal that Unicode calls canonically equivalent: two members of an object may be named `é`,
/// once composed and once not, and are two names to every other program.
package struct ExactText: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    @inline(__always)
    package static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }

    package func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }

    package static func < (left: Self, right: Self) -> Bool { left.text.precedesByBytes(right.text) }
}

extension String {
    /// Whether two texts have the same bytes in UTF-8.
    @inline(__always)
    package func hasSameBytes(as other: String) -> Bool {
        // Texts with the same bytes are equal: the cheap comparison goes first.
        self == other && utf8.elementsEqual(other.utf8)
    }

    /// Whether a text comes before another in the order of their bytes.
    package func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Feeds the bytes, so that texts are told apart as `hasSameBytes(as:)` does.
    package func hashBytes(into hasher: inout Hasher) {
        var copy = self
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
