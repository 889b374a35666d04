import GitOpsManifest

/// Why a text is no quantity; the message is the one that Kubernetes gives.
struct QuantityTextError: Error, Hashable {
    let message: String

    static let wrongForm = QuantityTextError(
        message: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    static let number = QuantityTextError(message: "unable to parse numeric part of quantity")
    static let suffix = QuantityTextError(message: "unable to parse quantity's suffix")
}

extension QuantityNumber {
    /// Source: `ParseQuantity` in `k8s.io/apimachinery/pkg/api/resource/quantity.go`.
    init(parsing text: String) throws(QuantityTextError) {
        let parts = QuantityParts(text)
        do throws(QuantityError) {
            self.init(try Quantity(parsing: text), scale: parts.scale)
        } catch {
            switch error {
            case .exponentOutOfRange(let offset):
                // Kubernetes keeps the last 32 bits of an exponent of 64.
                guard let exponent = Int64(String(decoding: text.utf8.dropFirst(offset), as: UTF8.self)) else {
                    throw .suffix
                }
                let kept = Int32(truncatingIfNeeded: exponent)
                // The smallest has no negative and is out of range itself: with it Kubernetes computes 2,147,483,648 digits.
                guard kept != .min else { throw .suffix }
                let mantissa = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
                try self.init(parsing: mantissa + String(kept))
            case .empty: throw .wrongForm
            case .noDigits: throw .number
            case .unknownSuffix, .unexpectedByte, .tooManyDigits:
                throw parts.isWellFormed ? .suffix : .wrongForm
            }
        }
    }
}

/// What a quantity is written as.
private struct QuantityParts {
    /// Digits before the point without leading zeros, at least one.
    var wholeDigits = 0
    var fractionDigits = 0
    var suffix = ""
    /// Whether the suffix is letters, a sign and digits, whatever they mean.
    var isWellFormed = false

    init(_ text: String) {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        rest = rest.drop { $0 == UInt8(ascii: "0") }
        wholeDigits = max(1, rest.prefix(while: \.isDecimalDigit).count)
        rest = rest.drop(while: \.isDecimalDigit)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fractionDigits = rest.prefix(while: \.isDecimalDigit).count
            rest = rest.drop(while: \.isDecimalDigit)
        }
        suffix = String(decoding: rest, as: UTF8.self)
        let letters = Array("eEinumkKMGTP".utf8)
        rest = rest.drop { letters.contains($0) }
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        isWellFormed = rest.allSatisfy(\.isDecimalDigit)
    }

    /// The scale of the integer that Kubernetes reads on its fast path; `nil` on the exact one.
    var scale: Int? {
        if let power = Self.binaryPowers.first(where: { $0.0 == suffix })?.1 {
            let room = 15 - wholeDigits - Int(Float(power) * 3 / 10) - 1
            return fractionDigits == 0 && room >= 0 ? 0 : nil
        }
        guard let exponent, wholeDigits + fractionDigits <= 18 else { return nil }
        let scale = exponent - fractionDigits
        return scale >= -9 ? scale : nil
    }

    private var exponent: Int? {
        if let power = Self.decimalPowers.first(where: { $0.0 == suffix })?.1 { return power }
        return Int(suffix.dropFirst())
    }

    private static let binaryPowers = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)]
    private static let decimalPowers = [
        ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18),
    ]
}
