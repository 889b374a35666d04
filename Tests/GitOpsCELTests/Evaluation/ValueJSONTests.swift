import GitOpsCEL
import GitOpsManifest
import Testing

@Suite("Values as JSON")
struct ValueJSONTests {
    private static func json(_ value: CELValue) throws -> String {
        var builder = DocumentBuilder()
        builder.append(value)
        return JSONWriter().string(try builder.finish().root)
    }

    @Test(
        "each type has its spelling",
        arguments: [
            (CELValue.null, "null"), (.bool(true), "true"), (.int(.min), "-9223372036854775808"),
            (.uint(.max), "18446744073709551615"), (.double(1.5), "1.5"), (.double(.infinity), "\"Infinity\""),
            (.double(-.infinity), "\"-Infinity\""), (.double(.nan), "\"NaN\""), (.string("a\"b"), #""a\"b""#),
            (.bytes([0, 255]), "\"AP8=\""),
            (.timestamp(seconds: 0, nanoseconds: 500_000_000), "\"1970-01-01T00:00:00.5Z\""),
            (.duration(-1_500_000_000), "\"-1.5s\""), (.type("int"), "\"int\""), (.optional(nil), "null"),
            (.optional(.int(1)), "1"), (.opaque(type: "net.IP", "::1"), "\"::1\""),
            (.list([.int(1), .null]), "[1,null]"),
            (.map([.init(.int(1), .string("a")), .init(.bool(true), .list([]))]), #"{"1":"a","true":[]}"#),
            (.object(type: "T", [.init(.string("f"), .uint(2))]), #"{"f":2}"#),
        ])
    func spelling(value: CELValue, expected: String) throws {
        #expect(try Self.json(value) == expected)
    }
}
