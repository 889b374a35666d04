import GitOpsManifest

extension Evaluation {
    /// A scalar as messages print it; containers by their type only.
    package func describe(_ value: Value) -> String {
        switch value.tag {
        case .string, .bytes, .type: value.text
        case .integer: String(value.integer)
        case .unsigned: String(value.unsigned)
        case .double: GoNumber.text(value.double)
        case .boolean: value.boolean ? "true" : "false"
        case .null: "null"
        case .error: message(of: value)
        default: typeName(of: value)
        }
    }

    /// The name of a value's type, as `type()` has it.
    package func typeName(of value: Value) -> String { typeValue(of: value).text }

    /// The type of a value, as `type()` has it.
    package func typeValue(of value: Value) -> Value {
        switch value.tag {
        case .error: .type("error")
        case .null: .type("null_type")
        case .boolean: .type("bool")
        case .integer: .type("int")
        case .unsigned: .type("uint")
        case .double: .type("double")
        case .string: .type("string")
        case .bytes: .type("bytes")
        case .timestamp: .type("google.protobuf.Timestamp")
        case .duration: .type("google.protobuf.Duration")
        case .type: .type("type")
        case .list, .documentList: .type("list")
        case .map, .documentMap: .type("map")
        case .optional: .type("optional_type")
        case .object: value.values[0]
        case .library: .type(libraryValue(value)?.typeName ?? "error")
        }
    }
}

extension GoNumber {
    /// As Go's `%v` writes it; with an exponent from 6 on, as its `%g` and `string()` do.
    package static func text(_ value: Double, exponentFrom limit: Int = 21) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        var (digits, exponent) = decimalDigits(value.magnitude)
        let sign = value < 0 ? "-" : ""
        guard exponent >= -4, exponent < limit else {
            let first = digits.removeFirst()
            let fraction = digits.isEmpty ? "" : "." + String(decoding: digits, as: UTF8.self)
            let magnitude = exponent.magnitude
            let power = (exponent < 0 ? "-" : "+") + (magnitude < 10 ? "0" : "") + String(magnitude)
            return sign + String(UnicodeScalar(first)) + fraction + "e" + power
        }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(decoding: digits, as: UTF8.self)
        }
        while digits.count <= exponent { digits.append(UInt8(ascii: "0")) }
        let whole = String(decoding: digits[...exponent], as: UTF8.self)
        let rest = digits[(exponent + 1)...]
        return sign + whole + (rest.isEmpty ? "" : "." + String(decoding: rest, as: UTF8.self))
    }

    /// The shortest digits of a positive number, and the power of ten of the first.
    static func decimalDigits(_ value: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var power = 0
        var text = Substring(value.description)
        if let mark = text.firstIndex(of: "e") {
            power = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        var exponent = (point ?? digits.count) + power - 1
        while digits.count > 1, digits[0] == UInt8(ascii: "0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, exponent)
    }
}

extension Evaluation {
    /// Number of code points of a string.
    @inline(__always)
    package func codePointCount(_ text: Value) -> Int {
        if text.flags.contains(.ascii) { return Int(text.count) }
        var count = 0
        for byte in text.bytes { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
        return count
    }

    /// What cost is counted by: code points, bytes, elements or entries, 1 for everything else.
    ///
    /// Source: `actualSize` of cel-go interpreter/runtimecost.go.
    package func costSize(_ value: Value) -> UInt64 {
        switch value.tag {
        case .string: UInt64(codePointCount(value))
        case .bytes: UInt64(value.count)
        case .list, .map, .documentList, .documentMap: UInt64(count(of: value))
        case .optional: value.wrapped.map { costSize($0) } ?? 1
        default: 1
        }
    }
}
