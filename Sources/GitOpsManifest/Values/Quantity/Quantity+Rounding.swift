extension Quantity {
    /// The number rounded away from zero to a whole one, `nil` when `Int64` does not hold it.
    ///
    /// Kubernetes' `Value()` returns an unusable number in that last case, and rounds some negative fractions that it
    /// holds as big decimals towards zero; neither is copied.
    public var value: Int64? { scaledValue(powerOfTen: 0) }

    /// The number of thousandths, rounded away from zero, `nil` when `Int64` does not hold it.
    public var milliValue: Int64? { scaledValue(powerOfTen: -3) }

    /// The number of units of 10^`powerOfTen`, rounded away from zero, `nil` when `Int64` does not hold it.
    ///
    /// Source: `Quantity.ScaledValue` in `quantity.go`.
    package func scaledValue(powerOfTen: Int32) -> Int64? {
        let place = Int(powerOfTen)
        if case .small(let value, place) = amount { return value }
        guard let units = amount.units(ofPowerOfTen: place) else { return nil }
        return Int64(negative: amount.sign < 0, magnitude: units.amount)
    }

    /// The number itself when it is whole and `Int64` holds it.
    public var exactInt64: Int64? {
        if case .small(let value, 0) = amount { return value }
        guard let units = amount.units(ofPowerOfTen: 0), units.exact else { return nil }
        return Int64(negative: amount.sign < 0, magnitude: units.amount)
    }

    /// The nearest floating point number, as `AsApproximateFloat64` computes it: infinite when it is out of range.
    public var approximateDouble: Double {
        let mantissa: Double
        switch amount {
        case .small(let value, _): mantissa = Double(value)
        case .large(let negative, let magnitude, _):
            let digits = Double(magnitude.description) ?? .infinity
            mantissa = negative ? -digits : digits
        }
        if amount.scale == 0 || mantissa == 0 { return mantissa }
        return mantissa * (Double("1e\(amount.scale)") ?? .infinity)
    }
}
