/// What a number that is not spelled as a 64-bit integer amounts to.
///
/// Kubernetes reads such numbers as binary floating point and writes whole ones back as integers, so `1.0`, `1e0` and
/// `1` are one value (k8s.io/apimachinery `util/json`, Go `encoding/json`).
package enum NumberValue: Equatable {
    case signed(Int64)
    case unsigned(UInt64)
    case double(Double)
    /// Too large for a `Double`: the API server refuses it.
    case outOfRange

    package init(_ value: Double) {
        if let integer = Int64(exactly: value) {
            self = .signed(integer)
        } else if let integer = UInt64(exactly: value) {
            self = .unsigned(integer)
        } else if value.isFinite {
            self = .double(value)
        } else {
            self = .outOfRange
        }
    }
}

/// Go's spellings of floating-point numbers, which decide what Kubernetes stores and prints.
package enum GoNumber {
    /// As `encoding/json` writes a float64: shortest digits; exponent below 1e-6 and from 1e21 on.
    package static func json(_ value: Double) -> String {
        let digits = Digits(value.magnitude.description)
        let usesExponent = value != 0 && (value.magnitude < 1e-6 || value.magnitude >= 1e21)
        let sign = value.sign == .minus ? "-" : ""
        return sign + (usesExponent ? digits.exponential(minimumExponentDigits: 1) : digits.fixed)
    }

    /// As `strconv.FormatFloat(value, 'g', -1, 32)` writes it: the name a floating-point YAML key gets.
    package static func key(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        let single = Float(value)
        if single.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        let digits = Digits(single.magnitude.description)
        let sign = single.sign == .minus ? "-" : ""
        // The shortest 'g' decides by six digits, however many there are (Go strconv/ftoa.go, formatDigits).
        let exponent = digits.pointPosition - 1
        let usesExponent = single != 0 && (exponent < -4 || exponent >= 6)
        return sign + (usesExponent ? digits.exponential(minimumExponentDigits: 2) : digits.fixed)
    }

    /// Decimal digits without leading and trailing zeros, and where the point stands: value = 0.digits × 10^pointPosition.
    private struct Digits {
        var digits: [Character]
        var pointPosition: Int

        /// Reads Swift's shortest round-trip description of a finite, non-negative number.
        init(_ description: String) {
            var digits: [Character] = []
            var point: Int?
            var exponent = 0
            var rest = Substring(description)
            if let mark = rest.firstIndex(of: "e") {
                exponent = Int(rest[rest.index(after: mark)...]) ?? 0
                rest = rest[..<mark]
            }
            for character in rest {
                if character == "." { point = digits.count } else { digits.append(character) }
            }
            var position = (point ?? digits.count) + exponent
            while digits.first == "0" {
                digits.removeFirst()
                position -= 1
            }
            while digits.last == "0" { digits.removeLast() }
            self.digits = digits
            pointPosition = digits.isEmpty ? 0 : position
        }

        var fixed: String {
            if digits.isEmpty { return "0" }
            if pointPosition <= 0 { return "0." + String(repeating: "0", count: -pointPosition) + String(digits) }
            if pointPosition >= digits.count {
                return String(digits) + String(repeating: "0", count: pointPosition - digits.count)
            }
            return String(digits[..<pointPosition]) + "." + String(digits[pointPosition...])
        }

        func exponential(minimumExponentDigits: Int) -> String {
            guard let first = digits.first else { return "0" }
            let exponent = pointPosition - 1
            let mantissa = digits.count == 1 ? String(first) : "\(first).\(String(digits[1...]))"
            let magnitude = String(exponent.magnitude)
            let padding = String(repeating: "0", count: max(0, minimumExponentDigits - magnitude.count))
            return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(padding)\(magnitude)"
        }
    }
}
