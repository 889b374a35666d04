extension DecimalAmount: Comparable {
    static func == (left: Self, right: Self) -> Bool {
        compare(left, right) == 0
    }

    static func < (left: Self, right: Self) -> Bool {
        compare(left, right) < 0
    }

    /// -1, 0 or 1, by exact value.
    ///
    /// Complexity: O(n) in the digits written, whatever the exponents: two numbers of different order are told apart
    /// by it, and two of the same order differ in scale by no more than the digits they have.
    static func compare(_ left: Self, _ right: Self) -> Int {
        if case .small(let leftValue, let leftScale) = left, case .small(let rightValue, let rightScale) = right,
            leftScale == rightScale
        {
            return leftValue < rightValue ? -1 : leftValue == rightValue ? 0 : 1
        }
        let (leftSign, rightSign) = (left.sign, right.sign)
        if leftSign != rightSign { return leftSign < rightSign ? -1 : 1 }
        return leftSign == 0 ? 0 : leftSign * compareMagnitudes(left, right)
    }

    /// Compares two numbers that are not zero without their signs.
    private static func compareMagnitudes(_ left: Self, _ right: Self) -> Int {
        let (leftOrder, rightOrder) = (left.order, right.order)
        if leftOrder != rightOrder { return leftOrder < rightOrder ? -1 : 1 }
        let lowest = min(left.scale, right.scale)
        let leftDigits = left.magnitude.multiplied(byPowerOfTen: left.scale - lowest)
        let rightDigits = right.magnitude.multiplied(byPowerOfTen: right.scale - lowest)
        return leftDigits < rightDigits ? -1 : leftDigits == rightDigits ? 0 : 1
    }
}

extension DecimalAmount: Hashable {
    /// Hashes the value, not the spelling: the mantissa without trailing zeros, and its scale.
    func hash(into hasher: inout Hasher) {
        switch self {
        case .small(0, _):
            hasher.combine(0)
        case .small(var value, var scale):
            while value % 10 == 0 {
                value /= 10
                scale += 1
            }
            hasher.combine(value)
            hasher.combine(scale)
        case .large(let negative, let magnitude, let scale):
            // The large form never ends in zeros: see its initialiser.
            hasher.combine(negative)
            hasher.combine(magnitude)
            hasher.combine(scale)
        }
    }
}
