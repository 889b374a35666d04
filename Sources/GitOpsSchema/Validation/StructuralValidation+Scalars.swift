import GitOpsManifest

extension StructuralValidation {
    mutating func checkNumber(_ value: Int, _ schema: Node) {
        let node = Node(storage: storage, index: value)
        guard let number = node.double else { return }
        if let least = schema["minimum"]?.double {
            let isExclusive = schema["exclusiveMinimum"]?.bool == true
            if number < least || isExclusive && number == least {
                note(
                    value,
                    .violates(
                        keyword: "minimum", expected: bound("at least", "more than", isExclusive, schema["minimum"])))
            }
        }
        if let most = schema["maximum"]?.double {
            let isExclusive = schema["exclusiveMaximum"]?.bool == true
            if number > most || isExclusive && number == most {
                note(
                    value,
                    .violates(
                        keyword: "maximum", expected: bound("at most", "less than", isExclusive, schema["maximum"])))
            }
        }
        if let step = schema["multipleOf"]?.double, step > 0 {
            // As the server reckons: a step below 1 is not divided by, which would make 3 of 0.3 and 0.1 a fraction.
            let quotient = step < 1 ? 1 / step * number : number / step
            if !Self.isWhole(quotient) {
                note(
                    value,
                    .violates(
                        keyword: "multipleOf",
                        expected: "a multiple of \(schema["multipleOf"]?.numberSpelling ?? "") is expected"))
            }
        }
        switch schema["format"]?.string {
        case "int32" where schema["type"]?.string == "integer":
            if let whole = node.int64, Int32(exactly: whole) == nil {
                note(value, .outOfRange(expected: "an integer of 32 bits"))
            }
        default: break
        }
    }

    /// Source: `IsFloat64AJSONInteger` of go-openapi's swag, pkg jsonutils.
    private static func isWhole(_ number: Double) -> Bool {
        let whole = number.rounded(.towardZero)
        if number == whole { return true }
        return whole != 0 && abs(number - whole) / (abs(number) + abs(whole)) < 1e-9
    }

    private func bound(_ inclusive: String, _ exclusive: String, _ isExclusive: Bool, _ limit: Node?) -> String {
        "\(isExclusive ? exclusive : inclusive) \(limit?.numberSpelling ?? "") is expected"
    }

    mutating func checkText(_ value: Int, _ schema: Node) {
        let text = Node(storage: storage, index: value).string ?? ""
        if schema["minLength"] != nil || schema["maxLength"] != nil {
            let length = text.unicodeScalars.count
            if let least = schema["minLength"]?.int64, length < least {
                note(value, .violates(keyword: "minLength", expected: "at least \(least) characters are expected"))
            }
            if let most = schema["maxLength"]?.int64, length > most {
                note(value, .violates(keyword: "maxLength", expected: "at most \(most) characters are expected"))
            }
        }
        if let pattern = schema["pattern"]?.string { checkPattern(value, text, pattern) }
        if let format = schema["format"]?.string, let isValid = TextFormat.isValid(text, format), !isValid {
            note(value, .malformed(format: format, reason: "the text does not have this format"))
        }
    }

    private mutating func checkPattern(_ value: Int, _ text: String, _ pattern: String) {
        guard let patterns else {
            return note(value, .unverified(keyword: "pattern", reason: "no regular expressions were given"))
        }
        switch patterns.matches(text, pattern: pattern) {
        case true?: return
        case false?: note(value, .violates(keyword: "pattern", expected: "a text that matches \(pattern) is expected"))
        case nil: note(value, .unverified(keyword: "pattern", reason: "\(pattern) is no regular expression"))
        }
    }
}

/// The formats of texts that the API server checks in custom resources; others mean nothing to it.
///
/// Source: apiextensions-apiserver `pkg/apiserver/validation/formats.go`, kube-openapi `pkg/validation/strfmt`.
enum TextFormat {
    /// `nil` for formats that are not checked.
    static func isValid(_ text: String, _ format: String) -> Bool? {
        switch format {
        case "date-time", "datetime": isDateTime(text)
        case "date": isDate(text)
        case "byte": Base64.decode(text.utf8) != nil
        case "duration": GoDuration(text) != nil
        case "uuid", "uuid3", "uuid4", "uuid5": isUUID(text, version: format.last)
        case "ipv4": isIPv4(text[...])
        case "ipv6": isIPv6(text)
        case "cidr": isCIDR(text)
        case "hostname": isHostname(text)
        case "mac": isMAC(text)
        default: nil
        }
    }

    private static func isDateTime(_ text: String) -> Bool {
        (try? Timestamp(parsing: text)) != nil || text.isEmpty
    }

    private static func isDate(_ text: String) -> Bool {
        (try? Timestamp(parsing: text + "T00:00:00Z")) != nil && text.utf8.count == 10
    }

    private static func isUUID(_ text: String, version: Character?) -> Bool {
        let hex = text.filter { $0 != "-" }
        guard hex.utf8.count == 32, hex.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return false }
        guard text.utf8.count == 32 || text.split(separator: "-").map(\.utf8.count) == [8, 4, 4, 4, 12] else {
            return false
        }
        guard let version, version.isNumber else { return true }
        return hex[hex.index(hex.startIndex, offsetBy: 12)] == version
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part.utf8.count == 1 || part.first != "0")
                    && UInt8(part) != nil
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard text.contains(":"), halves.count <= 2, !text.contains(":::") else { return false }
        var count = 0
        for half in halves where !half.isEmpty {
            let groups = half.split(separator: ":", omittingEmptySubsequences: false)
            for (index, group) in groups.enumerated() {
                if index == groups.count - 1, half == halves.last, group.contains(".") {
                    guard isIPv4(group) else { return false }
                    count += 2
                } else {
                    guard (1...4).contains(group.utf8.count), group.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                        return false
                    }
                    count += 1
                }
            }
        }
        return halves.count == 2 ? count < 8 : count == 8
    }

    private static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = UInt8(parts[1]), String(bits) == parts[1] else { return false }
        return isIPv4(parts[0]) ? bits <= 32 : isIPv6(String(parts[0])) && bits <= 128
    }

    private static func isHostname(_ text: String) -> Bool {
        guard (1...255).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
    }

    private static func isMAC(_ text: String) -> Bool {
        for separator: Character in [":", "-"] {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false)
            if [6, 8, 20].contains(parts.count),
                parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy { $0.isASCII && $0.isHexDigit } })
            {
                return true
            }
        }
        return false
    }
}
