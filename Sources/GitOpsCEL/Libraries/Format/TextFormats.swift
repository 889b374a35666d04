import GitOpsManifest

/// The formats of JSON Schema that Kubernetes knows.
///
/// Source: `k8s.io/kube-openapi/pkg/validation/strfmt`.
enum TextFormats {
    /// Thirty-two hexadecimal digits, with dashes in four places if one likes.
    static func isUUID(_ text: String) -> Bool {
        var rest = text.utf8[...]
        for (index, count) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0 && rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy({ $0.hexadecimalDigit != nil }) else { return false }
            rest = rest.dropFirst(count)
        }
        return rest.isEmpty
    }

    /// Groups of four digits, the last one perhaps padded; the empty text is refused.
    static func isBase64(_ text: String) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count % 4 == 0 else { return false }
        let padding = bytes.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return bytes.dropLast(padding).allSatisfy {
            $0.isLetterOrDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
        }
    }

    /// `2006-01-02`, a day that there is.
    static func isDate(_ text: String) -> Bool { isDate(text.utf8[...]) }

    private static func isDate(_ text: Substring.UTF8View) -> Bool {
        let shape = Array("0000-00-00".utf8)
        guard text.count == shape.count else { return false }
        var digits: [Int] = []
        for (byte, expected) in zip(text, shape) {
            if expected == UInt8(ascii: "-") {
                if byte != expected { return false }
            } else {
                guard byte.isDecimalDigit else { return false }
                digits.append(Int(byte - UInt8(ascii: "0")))
            }
        }
        let year = digits[..<4].reduce(0) { $0 * 10 + $1 }
        let month = digits[4] * 10 + digits[5]
        let day = digits[6] * 10 + digits[7]
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.indices.contains(month - 1) && day >= 1 && day <= lengths[month - 1]
    }

    /// A date, `T`, a time with any fraction, and a zone. Hours and zones may have any digits up to the limits, and
    /// what follows a second `T` is not looked at: both as in Kubernetes.
    static func isDateTime(_ text: String) -> Bool {
        let parts = text.utf8[...].split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "t") || $0 == UInt8(ascii: "T")
        }
        return parts.count >= 2 && isDate(parts[0]) && isTime(Substring(parts[1]))
    }

    private static func isTime(_ text: Substring) -> Bool {
        var rest = text.utf8
        for (index, limit) in [23, 59, 59].enumerated() {
            if index > 0 {
                guard rest.first == UInt8(ascii: ":") else { return false }
                rest = rest.dropFirst()
            }
            guard let number = twoDigits(&rest), number <= limit else { return false }
        }
        // Any one character may begin the fraction.
        let afterFraction = Substring(rest).dropFirstScalar().utf8.drop(while: \.isDecimalDigit)
        return isZone(rest)
            || Substring(rest).dropFirstScalar().utf8.first?.isDecimalDigit == true && rest.first != UInt8(ascii: "\n")
                && isZone(afterFraction)
    }

    private static func isZone(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first else { return false }
        if first == UInt8(ascii: "z") || first == UInt8(ascii: "Z") { return text.count == 1 }
        guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return false }
        var rest = text.dropFirst()
        guard twoDigits(&rest) != nil, rest.first == UInt8(ascii: ":") else { return false }
        rest = rest.dropFirst()
        return twoDigits(&rest) != nil && rest.isEmpty
    }

    private static func twoDigits(_ rest: inout Substring.UTF8View) -> Int? {
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy(\.isDecimalDigit) else { return nil }
        rest = rest.dropFirst(2)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

extension Substring {
    fileprivate func dropFirstScalar() -> Substring { Substring(unicodeScalars.dropFirst()) }
}
