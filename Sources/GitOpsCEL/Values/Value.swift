/// A value while an expression is evaluated: 16 trivially copyable bytes.
///
/// Pointers lead to documents, constants of the program, and scratch memory of the evaluation, all of which outlive the
/// evaluation's result; nothing keeps a `Value` longer.
package struct Value: BitwiseCopyable {
    package var tag: Tag
    package var flags: UInt8 = 0
    /// Of a value in a document: which of the bound documents.
    package var document: UInt16 = 0
    /// String, bytes and type name: bytes. List: elements. Map: entries. Timestamp: nanoseconds of the second.
    /// A container in a document: number of its declared type, 0 when it has none.
    package var count: UInt32 = 0
    /// Bits of a scalar, or an address: of bytes, of `Value`s (a map has keys and values in turn), of a `NodeRecord`, of the
    /// value in an optional (0: none).
    package var payload: UInt64 = 0

    package init(tag: Tag, flags: UInt8 = 0, document: UInt16 = 0, count: UInt32 = 0, payload: UInt64 = 0) {
        self.tag = tag
        self.flags = flags
        self.document = document
        self.count = count
        self.payload = payload
    }

    package enum Tag: UInt8, BitwiseCopyable {
        /// The payload is an index into the errors of the evaluation.
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
        /// A message or Kubernetes object made by the expression; the payload is an index into the evaluation's objects.
        case object
        /// A value of a library (quantity, URL …); the payload is an index into the evaluation's library values.
        case library
    }
}
