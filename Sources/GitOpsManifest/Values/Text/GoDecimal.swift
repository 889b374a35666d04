extension Int64 {
    /// Reads what Go's `strconv.ParseInt(text, 10, 64)` reads: an optional sign and ASCII digits, nothing else.
    init?(goDecimal text: some StringProtocol) {
        var digits = text.utf8[...]
        let negative = digits.first == UInt8(ascii: "-")
        if negative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var magnitude: UInt64 = 0
        for byte in digits {
            guard let digit = byte.decimalDigit else { return nil }
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            magnitude = sum
        }
        self.init(negative: negative, magnitude: magnitude)
    }
}
