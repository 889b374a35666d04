/// The name of an object's member, as a number: names of the built-in Kubernetes schema have the same number in every
/// document, all others a number that means something only within one document.
@frozen @usableFromInline
package struct Symbol: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// No name: an array's element or a root.
    package static let none = Symbol(rawValue: .max)
    /// Marks the value of a merge key (`<<`) while its object is being read; never in a finished document.
    static let merge = Symbol(rawValue: .max - 1)
    /// Marks a member that a later one of the same name replaced while its object is being read.
    static let replaced = Symbol(rawValue: .max - 2)

    package var isWellKnown: Bool { rawValue < WellKnownNames.count }
    /// Index into the document's own names; meaningful only when not well known.
    package var localIndex: Int { Int(rawValue) - Int(WellKnownNames.count) }

    package init(localIndex: Int) { rawValue = WellKnownNames.count + UInt32(localIndex) }
}

/// A member name that only this document has.
package struct LocalName {
    package var offset: UInt32
    /// Byte count in the lower 31 bits; the highest bit is set when the bytes are in the pool.
    package var lengthAndPlace: UInt32
    package var hash: UInt64

    package init(offset: UInt32, length: UInt32, inPool: Bool, hash: UInt64) {
        self.offset = offset
        self.lengthAndPlace = length | (inPool ? 1 << 31 : 0)
        self.hash = hash
    }

    package var length: Int { Int(lengthAndPlace & 0x7FFF_FFFF) }
    package var inPool: Bool { lengthAndPlace >> 31 == 1 }
}
