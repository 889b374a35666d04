extension Quantity {
    /// The exact sum, in the format of this quantity, or of the other one when this one is zero.
    ///
    /// Source: `Quantity.Add` in `quantity.go`.
    ///
    /// - Throws: ``QuantityError/tooManyDigits(limit:)`` when the two are more than ten thousand orders of ten apart.
    public func adding(_ other: Quantity) throws(QuantityError) -> Quantity {
        guard let sum = amount.adding(other.amount) else {
            throw .tooManyDigits(limit: DecimalAmount.widestGap)
        }
        return Quantity(amount: sum, format: isZero ? other.format : format)
    }

    /// The exact difference, in the format of this quantity, or of the other one when this one is zero.
    ///
    /// - Throws: as ``adding(_:)``.
    public func subtracting(_ other: Quantity) throws(QuantityError) -> Quantity {
        try adding(other.negated())
    }

    /// The same number with the other sign.
    public func negated() -> Quantity {
        Quantity(amount: amount.negated, format: format)
    }

    /// The exact product with a whole number; it grows as far as it must.
    public func multiplied(by factor: Int64) -> Quantity {
        Quantity(amount: amount.multiplied(by: factor), format: format)
    }

    /// The exact sum of many quantities, in the format of the first that is not zero; zero when there are none.
    ///
    /// - Throws: as ``adding(_:)``.
    public static func sum(_ quantities: some Sequence<Quantity>) throws(QuantityError) -> Quantity {
        var total = Quantity.zero
        for quantity in quantities { total = try total.adding(quantity) }
        return total
    }
}
