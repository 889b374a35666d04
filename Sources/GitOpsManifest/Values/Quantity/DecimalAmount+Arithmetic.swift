extension DecimalAmount {
    /// The widest gap between two scales that a sum may span, in decimal digits.
    ///
    /// A sum has as many digits as lie between its largest and its smallest one: without a limit `1e2000000000` plus
    /// `1` would ask for two gigabytes.
    static let widestGap = 10_000

    /// Exact sum; `nil` when the scales are further apart than ``widestGap``.
    func adding(_ other: DecimalAmount) -> DecimalAmount? {
        if other.sign == 0 { return self }
        if sign == 0 { return other }
        if let sum = smallSum(with: other) { return sum }
        let lowest = min(scale, other.scale)
        guard max(scale, other.scale) - lowest <= Self.widestGap else { return nil }
        let left = magnitude.multiplied(byPowerOfTen: scale - lowest)
        let right = other.magnitude.multiplied(byPowerOfTen: other.scale - lowest)
        if (sign < 0) == (other.sign < 0) {
            return DecimalAmount(negative: sign < 0, magnitude: left + right, scale: lowest)
        }
        if left < right {
            return DecimalAmount(
                negative: other.sign < 0, magnitude: right.subtracting(notLarger: left), scale: lowest)
        }
        return DecimalAmount(negative: sign < 0, magnitude: left.subtracting(notLarger: right), scale: lowest)
    }

    /// The sum when both numbers and it fit 64 bits at the lower scale.
    private func smallSum(with other: DecimalAmount) -> DecimalAmount? {
        guard case .small(let left, let leftScale) = self, case .small(let right, let rightScale) = other else {
            return nil
        }
        let lowest = min(leftScale, rightScale)
        guard let left = left.scaled(byPowerOfTen: leftScale - lowest),
            let right = right.scaled(byPowerOfTen: rightScale - lowest)
        else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : .small(value: sum, scale: lowest)
    }

    /// Exact product with a whole number.
    func multiplied(by factor: Int64) -> DecimalAmount {
        if case .small(let value, let scale) = self {
            let (product, overflow) = value.multipliedReportingOverflow(by: factor)
            if !overflow { return .small(value: product, scale: scale) }
        }
        if factor == 0 { return .zero }
        return DecimalAmount(
            negative: (sign < 0) != (factor < 0),
            magnitude: magnitude.multiplied(by: factor.magnitude),
            scale: scale)
    }

    /// The multiple of 10^`place` next to this number and not nearer to zero, as that many units; and whether nothing
    /// was rounded. `nil` when the units are more than 10^``widestGap``.
    func units(ofPowerOfTen place: Int) -> (amount: DecimalMagnitude, exact: Bool)? {
        if sign == 0 { return (DecimalMagnitude(), true) }
        if scale >= place {
            guard scale - place <= Self.widestGap else { return nil }
            return (magnitude.multiplied(byPowerOfTen: scale - place), true)
        }
        let (kept, exact) = magnitude.dropping(lastDigits: place - scale)
        return (exact ? kept : kept + DecimalMagnitude(1), exact)
    }
}

extension Int64 {
    /// This number times 10^`power`, `nil` when 64 bits do not hold it.
    func scaled(byPowerOfTen power: Int) -> Int64? {
        if power == 0 || self == 0 { return self }
        guard power > 0, power <= 18 else { return nil }
        let (product, overflow) = multipliedReportingOverflow(by: Int64(UInt64.powerOfTen(power)))
        return overflow ? nil : product
    }
}
