extension Quantity: CustomStringConvertible, LosslessStringConvertible {
    /// Reads a quantity, `nil` when the text is none; see ``init(parsing:)-(String)`` for the reason.
    public init?(_ description: String) {
        guard let quantity = try? Quantity(parsing: description) else { return nil }
        self = quantity
    }

    /// The canonical form.
    public var description: String { canonical }

    /// The canonical form: no fraction, no loss, the largest suffix that allows it, no sign unless negative.
    ///
    /// A binary quantity is printed in decimal when it is not whole or lies between -1024 and 1024. Beyond the
    /// suffixes `E` and `Ei` the number grows and the suffix stays: Kubernetes prints `1` for `1000E` there, which
    /// would read back as another value.
    ///
    /// A server that stores a quantity as it was read may keep another spelling, such as `1.500`: its parser remembers
    /// some spellings that its canonical form would change. Compare quantities by value, never by text.
    ///
    /// Source: `Quantity.CanonicalizeBytes` in `quantity.go`. Complexity: O(n) in the digits printed.
    public var canonical: String {
        if isZero { return "0" }
        switch format {
        case .binarySI: return binaryCanonical ?? decimalCanonical(largestSuffix: 18, exponents: false)
        case .decimalSI: return decimalCanonical(largestSuffix: 18, exponents: false)
        // The last multiple of three that is read back: a larger one would not fit 32 bits.
        case .decimalExponent: return decimalCanonical(largestSuffix: 2_147_483_646, exponents: true)
        }
    }

    private var prefix: String { amount.sign < 0 ? "-" : "" }

    /// Mantissa and an exponent that is a multiple of three, as large as can be.
    private func decimalCanonical(largestSuffix: Int, exponents: Bool) -> String {
        let zeros = amount.magnitude.trailingZeroCount
        let scale = amount.scale + zeros
        // Rounds towards negative infinity: -1 belongs to -3.
        let multiple = scale >= 0 ? scale / 3 * 3 : (scale - 2) / 3 * 3
        let exponent = min(multiple, largestSuffix)
        let mantissa = amount.magnitude.dropping(lastDigits: zeros).kept.multiplied(byPowerOfTen: scale - exponent)
        var text = prefix + mantissa.description
        if exponents, exponent != 0 {
            text += "e\(exponent)"
        } else if !exponents, let letter = QuantitySuffix.decimalLetter(exponent) {
            text.unicodeScalars.append(letter)
        }
        return text
    }

    /// Mantissa and a power of 1024; `nil` when the value has to be printed in decimal.
    private var binaryCanonical: String? {
        let edge = DecimalAmount.small(value: 1024, scale: 0)
        guard amount >= edge || amount <= edge.negated, let units = amount.units(ofPowerOfTen: 0), units.exact else {
            return nil
        }
        var mantissa = units.amount
        var power = 0
        while power < 6 {
            let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: 1024)
            guard remainder == 0 else { break }
            mantissa = quotient
            power += 1
        }
        var text = prefix + mantissa.description
        if let letter = QuantitySuffix.binaryLetter(power) {
            text.unicodeScalars.append(letter)
            text.append("i")
        }
        return text
    }
}
