import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("GoDuration")
struct GoDurationTests {
    @Test(
        "durations are read as Go reads them and printed as Go prints them",
        arguments: [
            ("0", 0, "0s"), ("-0", 0, "0s"), ("1h", 3_600_000_000_000, "1h0m0s"), ("60m", 3_600_000_000_000, "1h0m0s"),
            ("1.5h", 5_400_000_000_000, "1h30m0s"), ("-1m", -60_000_000_000, "-1m0s"), ("+5s", 5_000_000_000, "5s"),
            ("1µs", 1_000, "1µs"), ("1\u{3BC}s", 1_000, "1µs"), ("1us", 1_000, "1µs"), ("1ns", 1, "1ns"),
            ("1.5s", 1_500_000_000, "1.5s"), (".5s", 500_000_000, "500ms"), ("1.s", 1_000_000_000, "1s"),
            ("3h30m", 12_600_000_000_000, "3h30m0s"), ("10.5s4m", 250_500_000_000, "4m10.5s"),
            ("1m1.000000001s", 61_000_000_001, "1m1.000000001s"), ("1100us", 1_100_000, "1.1ms"),
            ("0.1ns", 0, "0s"), ("0.9999999999s", 999_999_999, "999.999999ms"),
            ("0.100000000000000000000h", 360_000_000_000, "6m0s"),
            ("0.9223372036854775807h", 3_320_413_933_267, "55m20.413933267s"),
            ("9223372036854775807ns", .max, "2562047h47m16.854775807s"),
            ("-9223372036854775808ns", .min, "-2562047h47m16.854775808s"),
        ] as [(String, Int64, String)])
    func readAndPrinted(text: String, nanoseconds: Int64, printed: String) throws {
        let duration = try GoDuration(parsing: text)
        #expect(duration.nanoseconds == nanoseconds)
        #expect(duration.description == printed)
        #expect(try GoDuration(parsing: Array(printed.utf8)) == duration)
    }

    @Test(
        "what is no duration is refused with its place",
        arguments: [
            ("", GoDurationError.empty), ("-", .missingNumber(offset: 1)), ("3", .missingUnit(offset: 1)),
            ("s", .missingNumber(offset: 0)), (".s", .missingNumber(offset: 0)), ("1d", .unknownUnit(offset: 1)),
            ("1h 2m", .unknownUnit(offset: 1)), ("1h2", .missingUnit(offset: 3)), ("--1s", .missingNumber(offset: 1)),
            ("9223372036854775808ns", .outOfRange), ("2562048h", .outOfRange), ("99999999999999999999s", .outOfRange),
            ("9223372036854775808ns9223372036854775808ns", .outOfRange), ("-9223372036854775809ns", .outOfRange),
        ])
    func refused(text: String, expected: GoDurationError) {
        #expect(throws: expected) { try GoDuration(parsing: text) }
        #expect(!expected.description.isEmpty)
    }

    @Test("any bytes are read or refused, and what is printed reads back", arguments: [21, 22] as [UInt64])
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<4000 {
            let bytes = random.bytes(of: "0123456789.+-hmsnuµ", upTo: 14)
            if let duration = try? GoDuration(parsing: bytes) {
                #expect(GoDuration(duration.description) == duration, "seed \(seed), bytes \(bytes)")
            }
            let shift = Int64.random(in: 0...63, using: &random)
            let any = GoDuration(nanoseconds: Int64.random(in: .min ... .max, using: &random) >> shift)
            #expect(GoDuration(any.description) == any, "seed \(seed): \(any.nanoseconds)")
        }
    }
}
