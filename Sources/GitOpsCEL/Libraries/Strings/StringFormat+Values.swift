import GitOpsManifest

// MARK: The clause `%s`

extension StringFormat {
    mutating func appendString(_ value: Value, depth: Int = 0, in evaluation: inout Evaluation) {
        guard depth < Self.deepest else { return fail("lists and maps are nested too deeply", .depthLimit) }
        guard result.count <= largestResult else {
            isTooLong = true
            return
        }
        switch value.tag {
        case .list, .documentList: appendList(value, depth, in: &evaluation)
        case .map, .documentMap: appendMap(value, depth, in: &evaluation)
        case .double: append(isLocal ? evaluation.describe(value) : NumberFormats.shortest(value.double))
        case .integer, .unsigned, .boolean, .null: append(evaluation.describe(value))
        case .string, .type: result += value.bytes
        case .bytes:
            guard String(validating: value.bytes, as: UTF8.self) != nil else {
                return fail("invalid UTF-8 in bytes, cannot convert to string")
            }
            result += value.bytes
        case .timestamp:
            append(TimeText.timestamp(seconds: value.instant.seconds, nanoseconds: value.instant.nanoseconds))
        case .duration: append(TimeText.duration(nanoseconds: value.nanoseconds))
        case .error, .optional, .object, .library:
            fail(
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, "
                    + "durations, and timestamps, was given \(evaluation.typeName(of: value))")
        }
    }

    private mutating func appendList(_ list: Value, _ depth: Int, in evaluation: inout Evaluation) {
        append("[")
        for index in 0..<evaluation.count(of: list) where problem == nil && !isTooLong {
            if index > 0 { append(", ") }
            appendMember(evaluation.element(of: list, at: index), depth + 1, in: &evaluation)
        }
        append("]")
    }

    /// Entries in order of their keys' texts.
    private mutating func appendMap(_ map: Value, _ depth: Int, in evaluation: inout Evaluation) {
        var entries: [(key: [UInt8], value: [UInt8])] = []
        var size = 0
        for index in 0..<evaluation.count(of: map) where problem == nil && !isTooLong {
            let key = evaluation.key(of: map, at: index)
            if isLocal, key.tag != .string, key.tag != .boolean, key.tag != .integer, key.tag != .unsigned {
                fail("no formatting function for map key of type \(evaluation.typeName(of: key))")
            }
            let keyText = text(of: key, depth + 1, in: &evaluation)
            let valueText = text(of: evaluation.value(of: map, at: index), depth + 1, in: &evaluation)
            size += keyText.count + valueText.count
            if size > largestResult { isTooLong = true }
            entries.append((keyText, valueText))
        }
        entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
        append("{")
        for (index, entry) in entries.enumerated() {
            if index > 0 { append(", ") }
            result += entry.key
            append(isLocal ? ":" : ": ")
            result += entry.value
        }
        append("}")
    }

    /// What a key or value is written as, apart from the result.
    private mutating func text(of value: Value, _ depth: Int, in evaluation: inout Evaluation) -> [UInt8] {
        var text: [UInt8] = []
        swap(&text, &result)
        appendMember(value, depth, in: &evaluation)
        swap(&text, &result)
        return text
    }

    /// A value in a list or map, which the older rules write as a literal.
    private mutating func appendMember(_ value: Value, _ depth: Int, in evaluation: inout Evaluation) {
        guard isLocal else { return appendString(value, depth: depth, in: &evaluation) }
        switch value.tag {
        case .string: append(value.text.goQuoted)
        case .bytes:
            guard let text = String(validating: value.bytes, as: UTF8.self) else {
                return fail("invalid UTF-8 in bytes, cannot convert to string")
            }
            append("b" + text.goQuoted)
        case .double where value.double.isFinite:
            append(DecimalText.fixed(value.double, precision: NumberFormats.usualPrecision))
        case .double: append(evaluation.describe(value).goQuoted)
        case .timestamp, .duration:
            append(value.tag == .timestamp ? "timestamp(\"" : "duration(\"")
            appendString(value, depth: depth, in: &evaluation)
            append("\")")
        case .optional, .object, .library, .error:
            fail("no formatting function for \(evaluation.typeName(of: value))")
        default: appendString(value, depth: depth, in: &evaluation)
        }
    }
}
