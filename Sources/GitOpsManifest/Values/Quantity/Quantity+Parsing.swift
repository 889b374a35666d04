extension Quantity {
    /// Reads a quantity such as `100m`, `1.5Gi`, `+2` or `1e3`; spaces around it are refused.
    ///
    /// Precision below 10^-9 is rounded away from zero, so that asking for something never yields nothing. A value
    /// with a binary suffix is capped at 2^63-1, and one below 1 turns to decimal format.
    ///
    /// Source: `ParseQuantity` in `k8s.io/apimachinery/pkg/api/resource/quantity.go`.
    ///
    /// - Throws: ``QuantityError`` with the offset of what was not understood.
    /// - Complexity: O(n) in the bytes; no allocation up to eighteen digits.
    public init(parsing text: String) throws(QuantityError) {
        self = try text.readingUTF8 { bytes throws(QuantityError) in try Quantity(parsing: bytes) }
    }

    /// Reads a quantity from UTF-8 bytes; see ``init(parsing:)-(String)``.
    public init(parsing bytes: some Collection<UInt8>) throws(QuantityError) {
        self = try bytes.readingBytes { bytes throws(QuantityError) in try Quantity(parsing: bytes) }
    }

    /// Reads a quantity from UTF-8 bytes in place; see ``init(parsing:)-(String)``.
    public init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(QuantityError) {
        let scanned = try QuantityScanner(bytes)
        if let small = Self.small(scanned) {
            self = small
        } else {
            self = try Self.large(scanned)
        }
    }

    /// The finest power of ten a quantity keeps.
    private static let nano = -9

    /// The value when all of it fits 64 bits without rounding.
    private static func small(_ scanned: QuantityScanner) -> Quantity? {
        let scale = (scanned.suffix.base == .ten ? scanned.suffix.exponent : 0) - scanned.fractionDigits
        guard scanned.wholeDigits + scanned.fractionDigits <= DecimalMagnitude.digitsPerLimb, scale >= nano else {
            return nil
        }
        var mantissa = scanned.mantissa
        if scanned.suffix.base == .two {
            // Fractions and values that may reach the cap are left to the exact path.
            guard scanned.fractionDigits == 0, scanned.hasDigits else { return nil }
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 1 << UInt64(scanned.suffix.exponent))
            guard !overflow, product <= Int64.max.magnitude else { return nil }
            mantissa = product
        }
        guard let value = Int64(negative: scanned.isNegative, magnitude: mantissa) else { return nil }
        return Quantity(amount: .small(value: value, scale: scale), format: scanned.suffix.format)
    }

    private static func large(_ scanned: QuantityScanner) throws(QuantityError) -> Quantity {
        let suffix = scanned.suffix
        if !scanned.hasDigits {
            // Kubernetes reads a suffix without digits as zero on its fast path and refuses it on the exact one.
            guard suffix.base == .two, suffix.exponent < 50 else { throw .noDigits }
            return Quantity(amount: .zero, format: suffix.format)
        }
        var magnitude = DecimalMagnitude(digits: scanned.number)
        var scale = -scanned.fractionDigits
        switch suffix.base {
        case .ten: scale += suffix.exponent
        case .two: magnitude = magnitude.multiplied(by: 1 << UInt64(suffix.exponent))
        }
        if scale < nano {
            let (kept, exact) = magnitude.dropping(lastDigits: nano - scale)
            magnitude = exact ? kept : kept + DecimalMagnitude(1)
            scale = nano
        }
        let amount = DecimalAmount(negative: false, magnitude: magnitude, scale: scale)
        let result = suffix.base == .two ? binary(amount) : Quantity(amount: amount, format: suffix.format)
        return scanned.isNegative ? result.negated() : result
    }

    /// Applies the cap and the change of format that only binary quantities have.
    private static func binary(_ amount: DecimalAmount) -> Quantity {
        let largest = DecimalAmount.small(value: .max, scale: 0)
        if amount > largest { return Quantity(amount: largest, format: .binarySI) }
        let isFraction = amount.sign > 0 && amount < .small(value: 1, scale: 0)
        return Quantity(amount: amount, format: isFraction ? .decimalSI : .binarySI)
    }
}
