import GitOpsManifest

extension Evaluation {
    /// The value as one of another type. Source: `ConvertToType` of cel-go common/types.
    package mutating func convert(_ function: StandardFunction, _ value: Value) -> Value {
        switch function {
        case .dyn: value
        case .type: typeValue(of: value)
        case .int: integer(value)
        case .uint: unsigned(value)
        case .double: double(value)
        case .string: string(value)
        case .bytes: bytes(value)
        case .bool: boolean(value)
        case .timestamp: timestamp(value)
        default: duration(value)
        }
    }

    private mutating func conversionFailure(_ value: Value, _ type: StaticString) -> Value {
        fail(.conversion, "type conversion error from '\(typeName(of: value))' to '\(type)'")
    }

    private mutating func integer(_ value: Value) -> Value {
        switch value.tag {
        case .integer: return value
        case .unsigned:
            return Int64(exactly: value.unsigned).map { .integer($0) } ?? fail(.overflow, "integer overflow")
        case .double:
            let double = value.double
            // The bounds themselves are refused, as cel-go does: they are not exact in a double.
            guard double > -0x1p63, double < 0x1p63 else { return fail(.overflow, "integer overflow") }
            return .integer(Int64(double))
        case .string:
            guard let number = Self.parsedInteger(value.bytes) else { return conversionFailure(value, "int") }
            return .integer(number)
        case .timestamp: return .integer(value.integer)
        case .duration: return .integer(value.nanoseconds)
        default: return conversionFailure(value, "int")
        }
    }

    /// Digits with a sign, as `strconv.ParseInt` reads them in base 10.
    private static func parsedInteger(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count <= 64 else { return nil }
        return Int64(String(decoding: bytes, as: UTF8.self))
    }

    private mutating func unsigned(_ value: Value) -> Value {
        switch value.tag {
        case .unsigned: return value
        case .integer:
            return UInt64(exactly: value.integer).map { .unsigned($0) } ?? fail(.overflow, "unsigned integer overflow")
        case .double:
            guard value.double >= 0, value.double < 0x1p64 else {
                return fail(.overflow, "unsigned integer overflow")
            }
            return .unsigned(UInt64(value.double))
        case .string:
            let bytes = value.bytes
            guard bytes.count <= 64, bytes.first?.isDigit == true,
                let number = UInt64(String(decoding: bytes, as: UTF8.self))
            else { return conversionFailure(value, "uint") }
            return .unsigned(number)
        default: return conversionFailure(value, "uint")
        }
    }

    private mutating func double(_ value: Value) -> Value {
        switch value.tag {
        case .double: return value
        case .integer: return .double(Double(value.integer))
        case .unsigned: return .double(Double(value.unsigned))
        case .string:
            guard let number = Self.parsedDouble(value.text) else { return conversionFailure(value, "double") }
            return .double(number)
        default: return conversionFailure(value, "double")
        }
    }

    /// As `strconv.ParseFloat` reads it. An overflow is an error there, infinities and NaN have names.
    private static func parsedDouble(_ text: String) -> Double? {
        guard text.utf8.count <= 1_024, !text.isEmpty else { return nil }
        let sign = text.hasPrefix("-") ? -1.0 : 1.0
        let bare = text.first == "-" || text.first == "+" ? text.dropFirst() : Substring(text)
        switch bare.lowercased() {
        case "inf", "infinity": return sign * .infinity
        case "nan": return .nan
        default: break
        }
        guard bare.utf8.first.map({ $0.isDigit || $0 == UInt8(ascii: ".") }) == true, let number = Double(text),
            number.isFinite
        else { return nil }
        return number
    }

    private mutating func string(_ value: Value) -> Value {
        switch value.tag {
        case .string: return value
        case .bytes:
            guard String(validating: value.bytes, as: UTF8.self) != nil else {
                return fail(.conversion, "invalid UTF-8 in bytes, cannot convert to string")
            }
            return .string(value.bytes)
        case .boolean: return value.boolean ? .string("true") : .string("false")
        case .double: return makeString(GoNumber.text(value.double, exponentFrom: 6))
        case .integer, .unsigned: return makeString(describe(value))
        case .timestamp: return makeString(TimeText.timestamp(seconds: value.integer, nanoseconds: value.count))
        case .duration: return makeString(TimeText.duration(nanoseconds: value.nanoseconds))
        case .library:
            guard let text = libraryValue(value)?.text else { return conversionFailure(value, "string") }
            return makeString(text)
        default: return conversionFailure(value, "string")
        }
    }

    private mutating func bytes(_ value: Value) -> Value {
        switch value.tag {
        case .bytes: value
        case .string: .bytes(value.bytes)
        default: conversionFailure(value, "bytes")
        }
    }

    /// As `strconv.ParseBool` reads it.
    private mutating func boolean(_ value: Value) -> Value {
        guard value.tag != .boolean else { return value }
        guard value.tag == .string, value.count <= 5 else { return conversionFailure(value, "bool") }
        switch value.text {
        case "1", "t", "T", "true", "TRUE", "True": return .yes
        case "0", "f", "F", "false", "FALSE", "False": return .no
        default: return conversionFailure(value, "bool")
        }
    }

    private mutating func timestamp(_ value: Value) -> Value {
        let seconds: Int64
        var nanoseconds: UInt32 = 0
        switch value.tag {
        case .timestamp: return value
        case .integer: seconds = value.integer
        case .string:
            guard let read = try? Timestamp(parsing: value.bytes) else {
                return conversionFailure(value, "google.protobuf.Timestamp")
            }
            (seconds, nanoseconds) = (read.seconds, UInt32(read.nanoseconds))
        default: return conversionFailure(value, "google.protobuf.Timestamp")
        }
        guard (Self.firstSecond...Self.lastSecond).contains(seconds) else {
            return fail(.overflow, "timestamp overflow")
        }
        return .timestamp(seconds: seconds, nanoseconds: nanoseconds)
    }

    private mutating func duration(_ value: Value) -> Value {
        switch value.tag {
        case .duration: return value
        case .integer: return .duration(nanoseconds: value.integer)
        case .string:
            guard let read = try? GoDuration(parsing: value.bytes) else {
                return conversionFailure(value, "google.protobuf.Duration")
            }
            return .duration(nanoseconds: read.nanoseconds)
        default: return conversionFailure(value, "google.protobuf.Duration")
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
