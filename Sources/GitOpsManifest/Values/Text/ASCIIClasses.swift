extension UInt8 {
    var isLowercaseLetter: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }

    var isUppercaseLetter: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }

    var isLetterOrDigit: Bool { isLowercaseLetter || isUppercaseLetter || isDecimalDigit }

    var isLowercaseHexadecimal: Bool {
        isDecimalDigit || (self >= UInt8(ascii: "a") && self <= UInt8(ascii: "f"))
    }

    var isHexadecimal: Bool {
        isLowercaseHexadecimal || (self >= UInt8(ascii: "A") && self <= UInt8(ascii: "F"))
    }
}
