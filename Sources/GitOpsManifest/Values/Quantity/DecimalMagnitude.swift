/// A whole number of any size, without a sign, kept in base 10^18.
///
/// Quantities are decimal: they are read as decimal digits, rounded at a decimal place and printed as decimal digits.
/// With a decimal base all of that costs time linear in the number of digits, so a scalar of a million digits is
/// read in a million steps; with a binary base it would cost the square.
struct DecimalMagnitude: Sendable, Hashable {
    /// Digits held by one limb.
    static let digitsPerLimb = 18

    /// 10^18, the base.
    static let base: UInt64 = 1_000_000_000_000_000_000

    /// Limbs, least significant first, without zero limbs at the top: zero is the empty array.
    private(set) var limbs: [UInt64]

    init() {
        limbs = []
    }

    init(_ value: UInt64) {
        let (high, low) = value.quotientAndRemainder(dividingBy: Self.base)
        limbs = [low, high]
        dropZeroLimbs()
    }

    /// Takes limbs that are each below ``base``, least significant first.
    init(limbs: [UInt64]) {
        self.limbs = limbs
        dropZeroLimbs()
    }

    /// Reads ASCII digits, most significant first; other bytes are skipped, so a decimal point may stand between.
    ///
    /// Complexity: O(n) in the number of bytes.
    init(digits: some BidirectionalCollection<UInt8>) {
        limbs = []
        limbs.reserveCapacity(digits.count / Self.digitsPerLimb + 1)
        var limb: UInt64 = 0
        var power: UInt64 = 1
        for byte in digits.reversed() {
            guard let digit = byte.decimalDigit else { continue }
            limb += digit * power
            power *= 10
            if power == Self.base {
                limbs.append(limb)
                limb = 0
                power = 1
            }
        }
        limbs.append(limb)
        dropZeroLimbs()
    }

    var isZero: Bool { limbs.isEmpty }

    /// Number of decimal digits; 0 for zero.
    var digitCount: Int {
        guard let top = limbs.last else { return 0 }
        return (limbs.count - 1) * Self.digitsPerLimb + top.decimalDigitCount
    }

    /// The number itself when 64 bits hold it.
    var uint64: UInt64? {
        switch limbs.count {
        case 0: return 0
        case 1: return limbs[0]
        case 2:
            let (high, overflow) = limbs[1].multipliedReportingOverflow(by: Self.base)
            let (sum, carry) = high.addingReportingOverflow(limbs[0])
            return overflow || carry ? nil : sum
        default: return nil
        }
    }

    private mutating func dropZeroLimbs() {
        while limbs.last == 0 { limbs.removeLast() }
    }
}

extension DecimalMagnitude: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
        for index in left.limbs.indices.reversed() where left.limbs[index] != right.limbs[index] {
            return left.limbs[index] < right.limbs[index]
        }
        return false
    }
}

extension DecimalMagnitude: CustomStringConvertible {
    /// The decimal digits; `0` for zero.
    var description: String {
        guard let top = limbs.last else { return "0" }
        var text = String(top)
        text.reserveCapacity(digitCount)
        for limb in limbs.dropLast().reversed() {
            let digits = String(limb)
            text.append(String(repeating: "0", count: Self.digitsPerLimb - digits.utf8.count))
            text.append(digits)
        }
        return text
    }
}
