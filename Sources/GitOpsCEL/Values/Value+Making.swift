extension Value {
    @inline(__always)
    package static var null: Value { Value(tag: .null) }
    @inline(__always)
    package static var yes: Value { .boolean(true) }
    @inline(__always)
    package static var no: Value { .boolean(false) }
    @inline(__always)
    package static func boolean(_ value: Bool) -> Value { Value(tag: .boolean, payload: value ? 1 : 0) }
    @inline(__always)
    package static func integer(_ value: Int64) -> Value { Value(tag: .integer, payload: UInt64(bitPattern: value)) }
    @inline(__always)
    package static func unsigned(_ value: UInt64) -> Value { Value(tag: .unsigned, payload: value) }
    @inline(__always)
    package static func double(_ value: Double) -> Value { Value(tag: .double, payload: value.bitPattern) }
    /// Nanoseconds may be none but those of one second.
    @inline(__always)
    package static func timestamp(seconds: Int64, nanoseconds: UInt32) -> Value {
        Value(tag: .timestamp, count: nanoseconds, payload: UInt64(bitPattern: seconds))
    }
    @inline(__always)
    package static func duration(nanoseconds: Int64) -> Value {
        Value(tag: .duration, payload: UInt64(bitPattern: nanoseconds))
    }

    /// A string of bytes that outlive the evaluation: those of a document, a constant, or scratch memory.
    @inline(__always)
    package static func string(_ start: UnsafePointer<UInt8>, _ count: Int, isASCII: Bool = false) -> Value {
        text(.string, start, count, isASCII: isASCII)
    }
    @inline(__always)
    package static func string(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool = false) -> Value {
        guard let start = bytes.baseAddress else { return .emptyString }
        return text(.string, start, bytes.count, isASCII: isASCII)
    }
    @inline(__always)
    package static func bytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
        guard let start = bytes.baseAddress else { return Value(tag: .bytes) }
        return text(.bytes, start, bytes.count, isASCII: false)
    }
    /// A string that is written in the source code.
    package static func string(_ text: StaticString) -> Value {
        .string(text.utf8Start, text.utf8CodeUnitCount, isASCII: text.isASCII)
    }
    @inline(__always)
    package static var emptyString: Value { Value(tag: .string, flags: .ascii) }
    @inline(__always)
    package static var emptyList: Value { Value(tag: .list) }
    @inline(__always)
    package static var emptyMap: Value { Value(tag: .map) }
    /// `optional.none()`.
    @inline(__always)
    package static var none: Value { Value(tag: .optional) }
    /// A type by the name that the specification gives it.
    package static func type(_ name: StaticString) -> Value {
        text(.type, name.utf8Start, name.utf8CodeUnitCount, isASCII: true)
    }

    @inline(__always)
    static func text(_ tag: Tag, _ start: UnsafePointer<UInt8>, _ count: Int, isASCII: Bool) -> Value {
        Value(
            tag: tag, flags: isASCII ? .ascii : [], count: UInt32(truncatingIfNeeded: count),
            payload: UInt64(UInt(bitPattern: start)))
    }
}

extension Value {
    @inline(__always)
    package var isError: Bool { UInt8(truncatingIfNeeded: head) == Tag.error.rawValue }
    @inline(__always)
    package var isTrue: Bool { tag == .boolean && payload != 0 }
    @inline(__always)
    package var isFalse: Bool { tag == .boolean && payload == 0 }

    /// The payload of a boolean.
    @inline(__always)
    package var boolean: Bool { payload != 0 }
    /// The payload of an integer.
    @inline(__always)
    package var integer: Int64 { Int64(bitPattern: payload) }
    /// The payload of an unsigned integer.
    @inline(__always)
    package var unsigned: UInt64 { payload }
    /// The payload of a double.
    @inline(__always)
    package var double: Double { Double(bitPattern: payload) }
    /// The payload of a duration.
    @inline(__always)
    package var nanoseconds: Int64 { Int64(bitPattern: payload) }
    /// The payload of a timestamp, and the nanoseconds beyond it.
    @inline(__always)
    package var instant: (seconds: Int64, nanoseconds: UInt32) { (Int64(bitPattern: payload), count) }

    /// The bytes of a string, bytes value or type; of anything else none.
    @inline(__always)
    package var bytes: UnsafeBufferPointer<UInt8> {
        switch tag {
        case .string, .bytes, .type:
            UnsafeBufferPointer(start: UnsafePointer(bitPattern: UInt(payload)), count: Int(count))
        default: UnsafeBufferPointer(start: nil, count: 0)
        }
    }

    /// A string's text: a copy, for slow paths.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    @inline(__always)
    package var isNumber: Bool { tag == .integer || tag == .unsigned || tag == .double }
    @inline(__always)
    package var isList: Bool { tag == .list || tag == .documentList }
    @inline(__always)
    package var isMap: Bool { tag == .map || tag == .documentMap }

    /// The values of a list or map in scratch memory, of an object, or in an optional.
    @inline(__always)
    var values: UnsafePointer<Value> {
        // Empty containers have no address, and nobody reads their values.
        UnsafePointer(bitPattern: UInt(payload) | (payload == 0 ? 16 : 0)).unsafelyUnwrapped
    }
    /// The record of a container in a document.
    @inline(__always)
    var recordAddress: UInt { UInt(payload) }
}
