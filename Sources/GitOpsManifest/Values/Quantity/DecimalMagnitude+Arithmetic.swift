extension DecimalMagnitude {
    /// Sum. Complexity: O(n) in the number of digits.
    static func + (left: Self, right: Self) -> Self {
        let (long, short) =
            left.limbs.count >= right.limbs.count ? (left.limbs, right.limbs) : (right.limbs, left.limbs)
        var sum: [UInt64] = []
        sum.reserveCapacity(long.count + 1)
        var carry: UInt64 = 0
        for index in long.indices {
            // Both limbs are below 10^18, so the sum of two and a carry stays below 2^64.
            let limb = long[index] + (index < short.count ? short[index] : 0) + carry
            carry = limb >= base ? 1 : 0
            sum.append(limb - carry * base)
        }
        sum.append(carry)
        return Self(limbs: sum)
    }

    /// What is left of this number after taking away one that is not larger. Complexity: O(n).
    func subtracting(notLarger other: Self) -> Self {
        var rest: [UInt64] = []
        rest.reserveCapacity(limbs.count)
        var borrow: UInt64 = 0
        for index in limbs.indices {
            let taken = (index < other.limbs.count ? other.limbs[index] : 0) + borrow
            borrow = limbs[index] < taken ? 1 : 0
            rest.append(limbs[index] + borrow * Self.base - taken)
        }
        return Self(limbs: rest)
    }

    /// Product with a 64-bit factor. Complexity: O(n).
    func multiplied(by factor: UInt64) -> Self {
        var product: [UInt64] = []
        product.reserveCapacity(limbs.count + 2)
        var carry: UInt64 = 0
        for limb in limbs {
            let (high, low) = limb.multipliedFullWidth(by: factor)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            // The high word is below 10^18, hence the quotient fits 64 bits: no trap.
            let (quotient, remainder) = Self.base.dividingFullWidth((high + (overflow ? 1 : 0), sum))
            product.append(remainder)
            carry = quotient
        }
        let (high, low) = carry.quotientAndRemainder(dividingBy: Self.base)
        product.append(low)
        product.append(high)
        return Self(limbs: product)
    }

    /// This number times 10^`power`. Complexity: O(n + power).
    func multiplied(byPowerOfTen power: Int) -> Self {
        guard !isZero, power > 0 else { return self }
        let (whole, part) = power.quotientAndRemainder(dividingBy: Self.digitsPerLimb)
        let shifted = multiplied(by: UInt64.powerOfTen(part))
        return Self(limbs: [UInt64](repeating: 0, count: whole) + shifted.limbs)
    }

    /// Quotient and remainder of a division by a divisor from 1 to 10^18. Complexity: O(n).
    func quotientAndRemainder(dividingBy divisor: UInt64) -> (quotient: Self, remainder: UInt64) {
        var quotient = limbs
        var remainder: UInt64 = 0
        for index in quotient.indices.reversed() {
            let (high, low) = remainder.multipliedFullWidth(by: Self.base)
            let (sum, overflow) = low.addingReportingOverflow(quotient[index])
            (quotient[index], remainder) = divisor.dividingFullWidth((high + (overflow ? 1 : 0), sum))
        }
        return (Self(limbs: quotient), remainder)
    }

    /// This number without its last `count` digits, and whether those were all zero. Complexity: O(n).
    func dropping(lastDigits count: Int) -> (kept: Self, exact: Bool) {
        guard count > 0, !isZero else { return (self, true) }
        guard count < digitCount else { return (Self(), false) }
        let (whole, part) = count.quotientAndRemainder(dividingBy: Self.digitsPerLimb)
        let exact = limbs[..<whole].allSatisfy { $0 == 0 }
        let (kept, remainder) = Self(limbs: Array(limbs[whole...]))
            .quotientAndRemainder(dividingBy: UInt64.powerOfTen(part))
        return (kept, exact && remainder == 0)
    }

    /// How many zeros end this number; 0 for zero. Complexity: O(n).
    var trailingZeroCount: Int {
        guard let first = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
        return first * Self.digitsPerLimb + limbs[first].trailingDecimalZeroCount
    }
}
