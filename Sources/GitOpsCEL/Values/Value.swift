/// A value while an expression is evaluated: 16 trivially copyable bytes.
///
/// Pointers lead to documents, constants of the program, and scratch memory of the evaluation, all of which outlive the
/// evaluation's result; nothing keeps a `Value` longer.
package struct Value: BitwiseCopyable {
    /// Tag, flags, document and count, from the lowest byte on: one word, so that a value travels in two registers.
    package var head: UInt64
    /// Bits of a scalar, or an address: of bytes, of `Value`s (a map has keys and values in turn), of a `NodeRecord`,
    /// of the value in an optional (0: none), of an error's record.
    package var payload: UInt64

    @inline(__always)
    package init(tag: Tag, flags: Flags = [], document: UInt16 = 0, count: UInt32 = 0, payload: UInt64 = 0) {
        head =
            UInt64(tag.rawValue) | UInt64(flags.rawValue) << 8 | UInt64(document) << 16 | UInt64(count) << 32
        self.payload = payload
    }

    @inline(__always)
    package init(head: UInt64, payload: UInt64) {
        self.head = head
        self.payload = payload
    }

    @inline(__always)
    package var tag: Tag { unsafeBitCast(UInt8(truncatingIfNeeded: head), to: Tag.self) }
    @inline(__always)
    package var flags: Flags { Flags(rawValue: UInt8(truncatingIfNeeded: head >> 8)) }
    /// Of a value in a document: which of the bound documents.
    @inline(__always)
    package var document: UInt16 { UInt16(truncatingIfNeeded: head >> 16) }
    /// String, bytes and type: bytes. List: elements. Map: entries. Object: fields. Timestamp: nanoseconds of the
    /// second. A container in a document: number of its declared type, 0 when it has none.
    @inline(__always)
    package var count: UInt32 { UInt32(truncatingIfNeeded: head >> 32) }

    package enum Tag: UInt8, BitwiseCopyable {
        /// The payload is the address of the error's record.
        case error
        case null, boolean, integer, unsigned, double, string, bytes
        /// Seconds since 1970 in the payload.
        case timestamp
        /// Nanoseconds in the payload.
        case duration
        /// The bytes of its name.
        case type
        /// Values in scratch memory or among the constants.
        case list, map
        /// A container of a document.
        case documentList, documentMap
        case optional
        /// A message or Kubernetes object made by the expression: its type, then names and values in turn.
        case object
        /// A value of a library (quantity, URL …); the payload is an index into the evaluation's library values.
        case library

        @inline(__always)
        package static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }
    }

    package struct Flags: OptionSet, BitwiseCopyable {
        package let rawValue: UInt8
        @inline(__always)
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// A string known to be ASCII; without the flag it may be so, too.
        @inline(__always)
        package static var ascii: Flags { Flags(rawValue: 1) }
        /// A map with an index of its keys behind the entries.
        @inline(__always)
        package static var indexed: Flags { Flags(rawValue: 2) }
    }
}
