extension UInt8 {
    /// The value of an ASCII digit, `nil` for any other byte.
    var decimalDigit: UInt64? {
        self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") ? UInt64(self - UInt8(ascii: "0")) : nil
    }

    package var isDecimalDigit: Bool {
        self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")
    }
}

extension UInt64 {
    /// 10^`exponent` for an exponent from 0 to 19; 0 outside, where 64 bits hold no such power.
    static func powerOfTen(_ exponent: Int) -> UInt64 {
        guard exponent >= 0, exponent <= 19 else { return 0 }
        var power: UInt64 = 1
        for _ in 0..<exponent { power &*= 10 }
        return power
    }

    /// Number of decimal digits; 0 for zero.
    var decimalDigitCount: Int {
        var count = 0
        var rest = self
        while rest > 0 {
            rest /= 10
            count += 1
        }
        return count
    }

    /// How many zeros end the decimal spelling; 0 for zero.
    var trailingDecimalZeroCount: Int {
        guard self != 0 else { return 0 }
        var count = 0
        var rest = self
        while rest % 10 == 0 {
            rest /= 10
            count += 1
        }
        return count
    }
}
