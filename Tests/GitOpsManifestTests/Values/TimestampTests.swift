import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "timestamps are equal when they name the same instant",
        arguments: [
            ("2024-05-01T12:00:00Z", "2024-05-01T14:00:00+02:00"),
            ("2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00Z"),
            ("2024-05-01T12:00:00.500Z", "2024-05-01T12:00:00,5Z"), ("2024-05-01T7:00:00Z", "2024-05-01T07:00:00Z"),
            ("1970-01-01T00:00:00.1234567899Z", "1970-01-01T00:00:00.123456789Z"),
            ("0000-01-01T00:00:00Z", "0000-01-02T00:00:00+24:00"),
        ])
    func sameInstant(left: String, right: String) throws {
        #expect(try Timestamp(parsing: left) == Timestamp(parsing: right))
    }

    @Test(
        "seconds since 1970 are those of the calendar",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-03-01T00:00:00Z", 951_868_800), ("1969-12-31T23:59:59Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Int64)])
    func seconds(text: String, expected: Int64) throws {
        let timestamp = try Timestamp(parsing: text)
        #expect(timestamp.seconds == expected)
        #expect(timestamp.description == text)
    }

    @Test(
        "what is no timestamp is refused with its place",
        arguments: [
            ("", TimestampError.expected(.year, offset: 0)), ("2024-13-01T00:00:00Z", .outOfRange(.month, offset: 5)),
            ("2023-02-29T00:00:00Z", .outOfRange(.day, offset: 8)),
            ("2024-05-01t00:00:00Z", .expected(.separator, offset: 10)),
            ("2024-05-01T24:00:00Z", .outOfRange(.hour, offset: 11)),
            ("2024-05-01T00:00:60Z", .outOfRange(.second, offset: 17)),
            ("2024-05-01T00:00:00", .expected(.offset, offset: 19)),
            ("2024-05-01T00:00:00z", .expected(.offset, offset: 19)),
            ("2024-05-01T00:00:00Z ", .expected(.end, offset: 20)),
            ("2024-05-01T00:00:00+25:00", .outOfRange(.offset, offset: 20)),
            ("2024-05-01", .expected(.separator, offset: 10)),
            ("2024-05-01T00:00:00.Z", .expected(.offset, offset: 19)),
        ])
    func refused(text: String, expected: TimestampError) {
        #expect(throws: expected) { try Timestamp(parsing: text) }
        #expect(!expected.description.isEmpty)
    }

    @Test("MicroTime has exactly six digits of fraction")
    func micro() throws {
        let text = "2024-05-01T12:00:00.000001Z"
        #expect(try Timestamp(parsing: text, precision: .microseconds).formatted(.microseconds) == text)
        for other in ["2024-05-01T12:00:00Z", "2024-05-01T12:00:00.1Z", "2024-05-01T12:00:00.0000001Z"] {
            #expect(throws: TimestampError.self) { try Timestamp(parsing: other, precision: .microseconds) }
        }
    }

    @Test("any bytes are read or refused, and what is printed reads back", arguments: [31, 32] as [UInt64])
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            var bytes = Array("2024-05-01T12:00:00.123456+01:30".utf8)
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = random.pick(Array("0123456789-:TZ.+".utf8))
            }
            guard let timestamp = try? Timestamp(parsing: bytes) else { continue }
            let printed = timestamp.formatted(.microseconds)
            guard !printed.hasPrefix("-"), printed.utf8.count == 27 else { continue }
            let again = try Timestamp(parsing: printed, precision: .microseconds)
            #expect(again.seconds == timestamp.seconds, "seed \(seed), bytes \(bytes)")
        }
    }
}
