import GitOpsManifest
import Testing

@Suite("Quantity")
struct QuantityTests {
    @Test(
        "the canonical form is the one Kubernetes prints",
        arguments: [
            ("0", "0"), ("-0", "0"), ("0Mi", "0"), ("000", "0"),
            ("1000m", "1"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("0.5Mi", "512Ki"),
            ("100m", "100m"), ("+1", "1"), (".5", "500m"), ("5.", "5"), ("1.G", "1G"), ("007", "7"),
            ("1e3", "1e3"), ("1E3", "1e3"), ("10e2", "1e3"), ("1e2", "100"), ("1e-1", "100e-3"), ("1.2e3", "1200"),
            ("12E", "12E"), ("1E", "1E"), ("1500", "1500"), ("15000", "15k"), ("1100000", "1100k"),
            ("2.5P", "2500T"), ("-1.5", "-1500m"), ("-1.5Gi", "-1536Mi"), ("4u", "4u"), ("1000u", "1m"),
            ("0.5Ki", "512"), ("1Ki", "1Ki"), ("1023", "1023"), ("0.1Ki", "102400m"), ("1.1Ki", "1126400m"),
            ("1000Ki", "1000Ki"), ("1025", "1025"), ("0.000000000001Ki", "2n"), ("100.035Ki", "102435840m"),
            ("8191Pi", "8191Pi"), ("9Ei", "9223372036854775807"), ("9223372036854775807Ki", "9223372036854775807"),
            ("-9Ei", "-9223372036854775807"), ("8Ei", "9223372036854775807"), ("7Ei", "7Ei"),
            ("99999999999999999999", "99999999999999999999"), ("1000E", "1000E"), ("1e21", "1e21"),
            ("123456789012345678901234567890m", "123456789012345678901234567890m"),
        ])
    func canonical(text: String, expected: String) throws {
        let quantity = try Quantity(parsing: text)
        #expect(quantity.canonical == expected)
        #expect(try Quantity(parsing: Array(text.utf8)) == quantity)
        #expect(try Quantity(parsing: expected).canonical == expected)
    }

    @Test(
        "an exponent stays within what is read back",
        arguments: [
            ("1e2147483647", "10e2147483646"), ("100e2147483647", "1000e2147483646"),
            ("100e2147483645", "10e2147483646"), ("1000e2147483643", "1e2147483646"),
        ])
    func largestExponent(text: String, expected: String) throws {
        let quantity = try Quantity(parsing: text)
        #expect(quantity.canonical == expected)
        #expect(try Quantity(parsing: expected) == quantity)
    }

    @Test(
        "precision below a billionth rounds away from zero",
        arguments: [
            ("0.1n", "1n"), ("3.001n", "4n"), ("-0.1n", "-1n"), ("1.1E-9", "2e-9"), ("0.00000012345", "124n"),
            ("1e-2000000000", "1e-9"), ("0e-2000000000", "0"), ("0.0000000000000000000000000000001", "1n"),
        ])
    func rounding(text: String, expected: String) throws {
        #expect(try Quantity(parsing: text).canonical == expected)
    }

    @Test(
        "a suffix or sign without digits reads as zero, as Kubernetes reads it", arguments: ["+", "-", ".", "m", "Ki"])
    func digitless(text: String) throws {
        #expect(try Quantity(parsing: text).isZero)
    }

    @Test(
        "what is no quantity is refused with its place",
        arguments: [
            ("", QuantityError.empty), (" 1", .unexpectedByte(32, offset: 0)), ("1 ", .unexpectedByte(32, offset: 1)),
            ("1.1.M", .unexpectedByte(46, offset: 3)), ("1+1.0M", .unexpectedByte(46, offset: 3)),
            ("0.1mi", .unknownSuffix(offset: 3)), ("1i", .unknownSuffix(offset: 1)), ("1K", .unknownSuffix(offset: 1)),
            ("1e", .unknownSuffix(offset: 1)), ("1e+", .unknownSuffix(offset: 1)), ("1-5", .unknownSuffix(offset: 1)),
            ("1ee5", .unknownSuffix(offset: 1)), ("1m5", .unknownSuffix(offset: 1)),
            ("aoeu", .unexpectedByte(97, offset: 0)),
            ("Pi", .noDigits), ("e-10", .noDigits), ("1e4294967296", .exponentOutOfRange(offset: 2)),
            ("1e99999999999999999999", .exponentOutOfRange(offset: 2)), ("1\u{0}", .unexpectedByte(0, offset: 1)),
        ])
    func refused(text: String, expected: QuantityError) {
        #expect(throws: expected) { try Quantity(parsing: text) }
        #expect(!expected.description.isEmpty)
    }

    @Test(
        "the format is the one written",
        arguments: [("1Ki", Quantity.Format.binarySI), ("1k", .decimalSI), ("1e3", .decimalExponent)])
    func format(text: String, expected: Quantity.Format) throws {
        #expect(try Quantity(parsing: text).format == expected)
    }

    @Test(
        "equality, order and hash go by exact value",
        arguments: [
            ("1", "1000m"), ("1Gi", "1024Mi"), ("1e3", "1k"), ("0.5", "500m"), ("1024", "1Ki"), ("0", "0Mi"),
            ("100000000000000000000", "100E"), ("1e2000000000", "10e1999999999"), ("-1", "-1000m"),
            ("10000000000000000000000000000000000001000m", "10000000000000000000000000000000000001"),
        ])
    func equality(left: String, right: String) throws {
        let left = try Quantity(parsing: left)
        let right = try Quantity(parsing: right)
        #expect(left == right)
        #expect(!(left < right) && !(right < left))
        #expect(left.hashValue == right.hashValue)
    }

    @Test(
        "order does not depend on the suffix",
        arguments: [
            ("999m", "1"), ("1k", "1Ki"), ("-1", "1n"), ("-2", "-1"), ("9223372036854775807", "9223372036854775808"),
            ("1E", "1e2000000000"), ("-1e2000000000", "-1E"), ("1.0000000000000000001e30", "1.0000000000000000002e30"),
        ])
    func order(smaller: String, larger: String) throws {
        #expect(try Quantity(parsing: smaller) < Quantity(parsing: larger))
    }

    @Test("a sum is exact and grows past 64 bits")
    func sums() throws {
        let largest = Quantity(.max)
        #expect(try largest.adding(Quantity(1)).canonical == "9223372036854775808")
        #expect(try Quantity(.min).subtracting(largest).canonical == "-18446744073709551615")
        #expect(try Quantity.sum(["100m", "1", "0.9"].map { try Quantity(parsing: $0) }) == Quantity(2))
        #expect(Quantity(.min).negated().canonical == "9223372036854775808")
        #expect(largest.multiplied(by: .min).canonical == "-85070591730234615856620279821087277056")
        #expect(Quantity(milli: 1500).multiplied(by: 4).canonical == "6")
        #expect(try Quantity(parsing: "1Gi").subtracting(Quantity(parsing: "512Mi")).canonical == "512Mi")
        #expect(
            try Quantity(parsing: "100000000000000000000").subtracting(Quantity(parsing: "99999999999999999999"))
                == Quantity(1))
    }

    @Test("zero takes the format of what is added to it")
    func zeroFormat() throws {
        #expect(try Quantity.zero.adding(Quantity(parsing: "1Gi")).canonical == "1Gi")
        #expect(try Quantity.zero.subtracting(Quantity(parsing: "1Gi")).canonical == "-1Gi")
        #expect(try Quantity(parsing: "1Gi").adding(.zero).canonical == "1Gi")
    }

    @Test("a sum that would need too many digits is an error, not a crash")
    func hugeSum() throws {
        let huge = try Quantity(parsing: "1e2000000000")
        #expect(throws: QuantityError.tooManyDigits(limit: 10_000)) { try huge.adding(Quantity(1)) }
        #expect(huge.value == nil && huge.exactInt64 == nil)
        #expect(huge.approximateDouble == .infinity)
    }

    @Test("whole and milli values round away from zero")
    func rounded() throws {
        #expect(try Quantity(parsing: "1.1").value == 2)
        #expect(try Quantity(parsing: "-1.1").value == -2)
        #expect(try Quantity(parsing: "1n").milliValue == 1)
        #expect(try Quantity(parsing: "1Gi").value == 1 << 30)
        #expect(try Quantity(parsing: "1.5").milliValue == 1500)
        #expect(try Quantity(parsing: "10E").value == nil)
        #expect(try Quantity(parsing: "1.5").exactInt64 == nil)
        #expect(try Quantity(parsing: "1000m").exactInt64 == 1)
        #expect(try Quantity(parsing: "2k").exactInt64 == 2000)
        #expect(try Quantity(parsing: "0.1").approximateDouble == 0.1)
        #expect(Quantity(-3).sign == -1)
    }

    @Test("a scalar of a million digits is read in linear time")
    func manyDigits() throws {
        let digits = String(repeating: "7", count: 1_000_000)
        #expect(try Quantity(parsing: digits) > Quantity(.max))
        #expect(try Quantity(parsing: digits + "Ki").canonical == "9223372036854775807")
        #expect(try Quantity(parsing: "0." + digits + "Ei") < Quantity(parsing: "1Ei"))
    }
}
