import GitOpsManifest
import GitOpsSchema

/// What a step of a path in a set of fields names; in the order in which Kubernetes prints them.
///
/// Source: structured-merge-diff `fieldpath/element.go`, `Compare`.
enum FieldElementKind: UInt8, BitwiseCopyable {
    /// A member of an object: the bytes are its name.
    case field
    /// An element of a list by its keys: names and values, ordered by name.
    case key
    /// An element of a set: its value.
    case value
    /// An element by its position.
    case index
}

/// Spells keys and values so that comparing bytes compares as Kubernetes does, and equal values have equal bytes.
///
/// Types come in the order numbers, strings, booleans, null (`value/value.go`, `Compare`); numbers by value, whatever
/// their spelling; strings by bytes, ended by `00 01` with `00` inside written as `00 FF`.
enum ElementSpelling {
    private enum Tag {
        static let number: UInt8 = 0x10
        static let string: UInt8 = 0x20
        static let boolean: UInt8 = 0x30
        static let null: UInt8 = 0x60
    }

    // MARK: Writing

    static func append(text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        if text.contains(0) {
            for byte in text {
                output.append(byte)
                if byte == 0 { output.append(0xFF) }
            }
        } else {
            output.append(contentsOf: text)
        }
        output.append(0)
        output.append(1)
    }

    static func append(string: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.append(Tag.string)
        append(text: string, to: &output)
    }

    static func append(boolean: Bool, to output: inout [UInt8]) {
        output.append(Tag.boolean)
        output.append(boolean ? 1 : 0)
    }

    static func appendNull(to output: inout [UInt8]) { output.append(Tag.null) }

    /// The nearest `Double` in an order-preserving form, then what a large integer differs from it.
    static func append(integer: Int64, to output: inout [UInt8]) {
        let nearest = Double(integer)
        var rest: Int64 = 0
        if let back = Int64(exactly: nearest) { rest = integer &- back } else { rest = integer &- .max &- 1 }
        append(double: nearest, rest: Int16(truncatingIfNeeded: rest), to: &output)
    }

    static func append(double: Double, rest: Int16 = 0, to output: inout [UInt8]) {
        output.append(Tag.number)
        var bits = (double == 0 ? 0 : double).bitPattern
        bits = bits >> 63 == 1 ? ~bits : bits | 1 << 63
        for shift in stride(from: 56, through: 0, by: -8) { output.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        let offset = UInt16(bitPattern: rest) ^ 0x8000
        output.append(UInt8(truncatingIfNeeded: offset >> 8))
        output.append(UInt8(truncatingIfNeeded: offset))
    }

    /// Appends a scalar of a document; false for arrays and objects.
    static func append(_ storage: DocumentStorage, _ index: Int, to output: inout [UInt8]) -> Bool {
        let record = storage.record(index)
        switch record.kind {
        case .string: append(string: storage.bytes(record), to: &output)
        case .signed: append(integer: Int64(bitPattern: record.bits), to: &output)
        case .boolean: append(boolean: record.low != 0, to: &output)
        case .null: appendNull(to: &output)
        case .unsigned, .number:
            let node = Node(storage: storage, index: index)
            if let integer = node.int64 {
                append(integer: integer, to: &output)
            } else {
                append(double: node.double ?? .greatestFiniteMagnitude, to: &output)
            }
        case .array, .object: return false
        }
        return true
    }

    static func append(_ literal: SchemaLiteral, to output: inout [UInt8]) {
        switch literal.kind {
        case .string: append(string: literal.bytes, to: &output)
        case .integer: append(integer: literal.integer, to: &output)
        case .boolean: append(boolean: literal.boolean, to: &output)
        case .null, .emptyObject, .emptyList, .strings, .json: appendNull(to: &output)
        }
    }

    static func append(_ scalar: FieldPath.Scalar, to output: inout [UInt8]) {
        switch scalar {
        case .string(var text): text.withUTF8 { append(string: $0, to: &output) }
        case .integer(let value): append(integer: value, to: &output)
        case .boolean(let value): append(boolean: value, to: &output)
        case .null: appendNull(to: &output)
        case .number(let text): append(double: Double(text) ?? .greatestFiniteMagnitude, to: &output)
        }
    }

    static func append(index: Int, to output: inout [UInt8]) {
        let bits = UInt64(bitPattern: Int64(index)) ^ 1 << 63
        for shift in stride(from: 56, through: 0, by: -8) { output.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    // MARK: Reading

    static func index(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var bits: UInt64 = 0
        for byte in bytes { bits = bits << 8 | UInt64(byte) }
        return Int(truncatingIfNeeded: Int64(bitPattern: bits ^ 1 << 63))
    }

    /// Reads the text at `position` and moves behind it.
    static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> [UInt8] {
        var text: [UInt8] = []
        while position + 1 < bytes.count {
            let byte = bytes[position]
            if byte != 0 {
                text.append(byte)
                position += 1
            } else if bytes[position + 1] == 0xFF {
                text.append(0)
                position += 2
            } else {
                break
            }
        }
        position += 2
        return text
    }

    /// Reads the scalar at `position` and moves behind it.
    static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> FieldPath.Scalar {
        guard position < bytes.count else { return .null }
        let tag = bytes[position]
        position += 1
        switch tag {
        case Tag.string: return .string(String(decoding: text(bytes, &position), as: UTF8.self))
        case Tag.boolean:
            position += 1
            return .boolean(position <= bytes.count && bytes[position - 1] == 1)
        case Tag.number:
            guard position + 10 <= bytes.count else { return .null }
            var bits: UInt64 = 0
            for offset in 0..<8 { bits = bits << 8 | UInt64(bytes[position + offset]) }
            let double = Double(bitPattern: bits >> 63 == 1 ? bits & ~(1 << 63) : ~bits)
            let rest = Int16(bitPattern: (UInt16(bytes[position + 8]) << 8 | UInt16(bytes[position + 9])) ^ 0x8000)
            position += 10
            if let integer = Int64(exactly: double) { return .integer(integer &+ Int64(rest)) }
            if rest != 0 { return .integer(Int64.max &+ Int64(rest) &+ 1) }
            return .number(GoNumber.json(double))
        default: return .null
        }
    }
}
