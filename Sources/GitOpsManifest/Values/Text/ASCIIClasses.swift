extension UInt8 {
    package var isLowercaseLetter: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }

    package var isUppercaseLetter: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }

    package var isLetterOrDigit: Bool { isLowercaseLetter || isUppercaseLetter || isDecimalDigit }

    package var isLowercaseHexadecimal: Bool {
        isDecimalDigit || (self >= UInt8(ascii: "a") && self <= UInt8(ascii: "f"))
    }

    package var isHexadecimal: Bool {
        isLowercaseHexadecimal || (self >= UInt8(ascii: "A") && self <= UInt8(ascii: "F"))
    }

    /// The value of a hexadecimal digit, `nil` for any other byte.
    package var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
