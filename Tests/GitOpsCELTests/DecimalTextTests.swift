import GitOpsTestSupport
import Testing

@testable import GitOpsCEL

@Suite("Doubles in decimal digits")
struct DecimalTextTests {
    @Test("zeros follow the digits that a value has, as many as are asked for")
    func zeros() {
        #expect(DecimalText.fixed(1.5, precision: 32_767) == "1.5" + String(repeating: "0", count: 32_766))
        #expect(DecimalText.fixed(3, precision: 2) == "3.00" && DecimalText.fixed(-0.0, precision: 1) == "-0.0")
        #expect(DecimalText.fixed(3, precision: 0) == "3" && DecimalText.fixed(2.5, precision: 0) == "2")
        let scientific = DecimalText.scientific(-2.5, precision: 2_000)
        #expect(scientific == "-2.5" + String(repeating: "0", count: 1_999) + "e+00")
        #expect(DecimalText.scientific(0, precision: 3) == "0.000e+00")
    }

    @Test("only the digits of the exact value are computed")
    func exactDigits() {
        for (value, digits) in [
            (0.0, 0), (1, 0), (1e300, 0), (1.5, 1), (0.1, 55), (0x1p-10, 10), (.leastNonzeroMagnitude, 1_074),
            (.leastNormalMagnitude, 1_022), (.infinity, 0),
        ] {
            #expect(DecimalText.exactDigits(of: value) == digits, "\(value)")
        }
    }

    @Test("a value with all its digits is read back as itself, and one digit fewer is not exact", arguments: 0..<200)
    func law(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let value = Double(bitPattern: UInt64.random(in: 0...(.max), using: &random))
        guard value.isFinite, value != 0 else { return }
        let digits = DecimalText.exactDigits(of: value)
        let text = DecimalText.fixed(value, precision: digits)
        #expect(Double(text) == value && (digits == 0 || text.last == "5"), "seed \(seed)")
        #expect(DecimalText.fixed(value, precision: digits + 5) == text + (digits == 0 ? "." : "") + "00000")
        #expect(Double(DecimalText.scientific(value, precision: 5_000)) == value, "seed \(seed)")
    }
}
