/// One value of a document: 24 trivially copyable bytes in the arena.
///
/// Children of an array or object are contiguous and lie before their parent; the root is the last record.
@frozen @usableFromInline
package struct NodeRecord: BitwiseCopyable {
    @usableFromInline package var kind: Kind
    @usableFromInline package var flags: Flags
    /// The name this value has in its parent object, or `Symbol.none`.
    @usableFromInline package var key: Symbol
    /// String and number: byte offset. Array and object: index of the first child. Otherwise the low word of the scalar.
    @usableFromInline package var low: UInt32
    /// String and number: byte count. Array and object: number of children. Otherwise the high word of the scalar.
    @usableFromInline package var high: UInt32
    /// Equal for equal values, whatever their spelling and key order; keyed per process (see `ContentHash`).
    @usableFromInline package var hash: UInt64

    @frozen @usableFromInline
    package enum Kind: UInt8, BitwiseCopyable {
        case null, boolean
        /// A 64-bit signed integer, in `low` and `high`.
        case signed
        /// An integer above `Int64.max`, in `low` and `high`.
        case unsigned
        /// Any other number: its spelling is a range of bytes.
        case number
        case string, array, object

        /// Written out, so that other modules need no call for it.
        @inlinable
        package static func == (left: Self, right: Self) -> Bool {
            unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
        }
    }

    @frozen @usableFromInline
    package struct Flags: OptionSet, BitwiseCopyable {
        @usableFromInline package let rawValue: UInt8
        @inlinable
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The bytes are in the pool of the document, not in its source.
        package static let inPool = Flags(rawValue: 1)
        /// The value came through an alias or a merge key: its position is that of the anchor's value.
        package static let aliased = Flags(rawValue: 2)
        /// Written in flow style (`{}`, `[]`) or in JSON.
        package static let flow = Flags(rawValue: 4)
        /// A scalar written without quotes.
        package static let plain = Flags(rawValue: 8)
    }

    package init(
        kind: Kind, flags: Flags = [], key: Symbol = .none, low: UInt32 = 0, high: UInt32 = 0, hash: UInt64 = 0
    ) {
        self.kind = kind
        self.flags = flags
        self.key = key
        self.low = low
        self.high = high
        self.hash = hash
    }

    package init(kind: Kind, bits: UInt64, hash: UInt64) {
        self.init(
            kind: kind, low: UInt32(truncatingIfNeeded: bits), high: UInt32(truncatingIfNeeded: bits >> 32), hash: hash)
    }

    @inlinable package var bits: UInt64 { UInt64(high) << 32 | UInt64(low) }
    @inlinable package var isContainer: Bool { kind == .array || kind == .object }
    /// The children's indices; meaningful for containers only.
    @inlinable package var children: Range<Int> { Int(low)..<Int(low) + Int(high) }
}

/// Where a value stands in its source: a side array that only documents with positions have.
package struct SourceSpan: BitwiseCopyable {
    /// First byte of the key, or of the value where there is none.
    package var keyStart: UInt32
    package var start: UInt32
    /// One past the last byte of the value, without trailing blanks and comments.
    package var end: UInt32
    /// Line of the value, counted from 1.
    package var line: UInt32

    package init(keyStart: UInt32, start: UInt32, end: UInt32, line: UInt32) {
        self.keyStart = keyStart
        self.start = start
        self.end = end
        self.line = line
    }
}
