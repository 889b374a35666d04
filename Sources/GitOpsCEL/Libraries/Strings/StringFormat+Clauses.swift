extension StringFormat {
    mutating func appendDecimal(_ value: Value, in evaluation: inout Evaluation) {
        switch value.tag {
        case .integer: append(String(value.integer))
        case .unsigned: append(String(value.unsigned))
        case .double where !isLocal: append(NumberFormats.shortest(value.double))
        default:
            fail(
                "decimal clause can only be used on \(isLocal ? "integers" : "ints, uints, and doubles"), was given "
                    + evaluation.typeName(of: value))
        }
    }

    /// `%f` and `%e`.
    mutating func appendDouble(
        _ verb: FormatDirective.Verb, _ value: Value, _ precision: Int, in evaluation: inout Evaluation
    ) {
        let number: Double
        switch value.tag {
        case .double: number = value.double
        case .integer where !isLocal: number = Double(value.integer)
        case .unsigned where !isLocal: number = Double(value.unsigned)
        case .string where isLocal && Self.specialDoubles[value.text] != nil:
            number = Self.specialDoubles[value.text] ?? .nan
        default:
            let name = verb == .fixed ? "fixed-point" : "scientific"
            return fail(
                "\(name) clause can only be used on \(isLocal ? "doubles" : "ints, uints, and doubles"), was given "
                    + evaluation.typeName(of: value))
        }
        switch (verb, isLocal) {
        case (.fixed, true): append(NumberFormats.localFixed(number, precision: precision))
        case (.fixed, false): append(NumberFormats.fixed(number, precision: precision))
        case (_, true): append(NumberFormats.localScientific(number, precision: precision))
        case (_, false): append(NumberFormats.scientific(number, precision: precision))
        }
    }

    private static let specialDoubles: [String: Double] = [
        "NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity,
    ]

    /// `%b`, `%o`, `%x` and `%X`.
    mutating func appendRadix(_ verb: FormatDirective.Verb, _ value: Value, in evaluation: inout Evaluation) {
        let isHexadecimal = verb == .lowerHexadecimal || verb == .upperHexadecimal
        let radix = isHexadecimal ? 16 : verb == .octal ? 8 : 2
        switch value.tag {
        case .integer: append(String(value.integer, radix: radix, uppercase: verb == .upperHexadecimal))
        case .unsigned: append(String(value.unsigned, radix: radix, uppercase: verb == .upperHexadecimal))
        case .boolean where verb == .binary: append(value.boolean ? "1" : "0")
        case .string where isHexadecimal, .bytes where isHexadecimal:
            for byte in value.bytes {
                append(byte < 16 ? "0" : "")
                append(String(byte, radix: 16, uppercase: verb == .upperHexadecimal))
            }
        default:
            fail("\(radixTypes(verb)), was given \(evaluation.typeName(of: value))")
        }
    }

    private func radixTypes(_ verb: FormatDirective.Verb) -> String {
        switch (verb, isLocal) {
        case (.binary, true): "only integers and bools can be formatted as binary"
        case (.binary, false): "only ints, uints, and bools can be formatted as binary"
        case (.octal, true): "octal clause can only be used on integers"
        case (.octal, false): "octal clause can only be used on ints and uints"
        case (_, true): "only integers, byte buffers, and strings can be formatted as hex"
        case (_, false): "only ints, uints, bytes, and strings can be formatted as hex"
        }
    }
}
