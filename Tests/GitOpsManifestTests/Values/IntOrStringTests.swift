import GitOpsManifest
import Testing

@Suite("IntOrString")
struct IntOrStringTests {
    @Test(
        "an argument is a number when 32 bits hold it, else text",
        arguments: [
            ("80", IntOrString.int(80)), ("-1", .int(-1)), ("+7", .int(7)), ("2147483648", .string("2147483648")),
            ("http", .string("http")), ("25%", .string("25%")), ("", .string("")), ("1_0", .string("1_0")),
        ])
    func parsing(text: String, expected: IntOrString) {
        #expect(IntOrString(parsing: text) == expected)
    }

    @Test("text that looks like a number is not that number")
    func textIsNotNumber() {
        #expect(IntOrString.string("80") != .int(80))
        #expect(IntOrString.string("80").description == IntOrString.int(80).description)
    }

    @Test(
        "a percentage is a share of the total, rounded as asked",
        arguments: [
            (IntOrString.string("25%"), 10, true, 3), (.string("25%"), 10, false, 2), (.string("50%"), 10, true, 5),
            (.int(4), 10, true, 4), (.string("0%"), 10, true, 0), (.string("200%"), 3, false, 6),
            (.string("-25%"), 10, true, -2), (.string("-25%"), 10, false, -3),
        ])
    func scaled(value: IntOrString, total: Int, roundUp: Bool, expected: Int) throws {
        #expect(try value.scaled(to: total, roundUp: roundUp) == expected)
    }

    @Test("other text is refused")
    func refused() {
        #expect(throws: PercentageError.notAPercentage("10")) {
            try IntOrString.string("10").scaled(to: 1, roundUp: true)
        }
        #expect(throws: PercentageError.notANumber("x%")) { try IntOrString.string("x%").scaled(to: 1, roundUp: true) }
        #expect(throws: PercentageError.outOfRange("9223372036854775807%")) {
            try IntOrString.string("9223372036854775807%").scaled(to: .max, roundUp: true)
        }
    }
}
