import GitOpsManifest
import Testing

/// The tables of yaml.v2 (`resolve.go`) and of sigs.k8s.io/yaml (`convertToJSONableObject`).
@Suite("YAML scalars mean what Kubernetes takes them for")
struct YAMLScalarTests {
    @Test(
        "a plain scalar is read as",
        arguments: [
            ("yes", "true"), ("Yes", "true"), ("YES", "true"), ("on", "true"), ("y", "true"), ("Y", "true"),
            ("no", "false"), ("Off", "false"), ("N", "false"), ("False", "false"), ("yEs", "\"yEs\""),
            ("tRUE", "\"tRUE\""),
            ("~", "null"), ("Null", "null"), ("", "null"), ("nULL", "\"nULL\""), ("none", "\"none\""),
            ("0", "0"), ("-0", "0"), ("+1", "1"), ("017", "15"), ("0o17", "15"), ("0b11", "3"), ("-0b11", "-3"),
            ("0x1F", "31"), ("0X1f", "31"), ("08", "8"), ("1_000", "1000"), ("0x_ff", "255"), ("_1", "\"_1\""),
            ("1e3", "1000"), ("1.50", "1.5"), (".5", "0.5"), ("5.", "5"), ("1e400", "\"1e400\""), ("1e-400", "0"),
            ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9223372036854775808"),
            ("18446744073709551615", "18446744073709551615"), ("18446744073709551616", "18446744073709552000"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("190:20:30", "\"190:20:30\""), ("2001-01-01", "\"2001-01-01\""), ("1.2.3", "\"1.2.3\""),
            ("+", "\"+\""), ("0x", "\"0x\""), ("0b2", "\"0b2\""), ("1e", "\"1e\""), (".", "\".\""), ("=", "\"=\""),
            ("'yes'", "\"yes\""), ("\"1\"", "\"1\""), ("|\n  1", "\"1\\n\""), ("!!str 1", "\"1\""),
            ("!!int \"3\"", "3"),
            ("!!float 1", "1"), ("!custom 1", "\"1\""), ("!!binary aGk=", "\"hi\""), ("!!bool yes", "true"),
            (".Nan", "\".Nan\""), ("!!timestamp 2001-01-01", "\"2001-01-01\""),
        ])
    func plainScalar(text: String, expected: String) {
        #expect(canonical(yaml: "a: \(text)\n") == "{\"a\":\(expected)}")
    }

    @Test(
        "a scalar that JSON cannot hold, or that does not fit its tag, is refused",
        arguments: [
            ".nan", ".NaN", ".NAN", ".inf", "-.INF", "+.Inf", "!!int x", "!!bool 1", "!!float x", "!!binary '*'",
            "!!null 1", "!!timestamp 2001-13-01",
        ])
    func refusedScalar(text: String) {
        #expect(canonical(yaml: "a: \(text)\n").hasPrefix("error"))
    }

    @Test(
        "a key becomes the name",
        arguments: [
            ("yes", "true"), ("1", "1"), ("0x10", "16"), ("1.5", "1.5"), ("1e3", "1000"), ("1e6", "1e+06"),
            (".inf", ".inf"), (".NaN", ".nan"), ("'1'", "1"), ("\"a b\"", "a b"), ("é", "é"),
            ("2001-01-01", "2001-01-01"),
            ("!!binary aGk=", "hi"), ("-1", "-1"), ("? a\n", "a"),
        ])
    func key(text: String, name: String) {
        #expect(canonical(yaml: "\(text): 1\n") == "{\"\(name)\":1}")
    }

    @Test(
        "a key that is no text or number is refused", arguments: ["~", "null", "[a]", "{a: b}", "18446744073709551615"])
    func refusedKey(text: String) {
        #expect(canonical(yaml: "\(text): 1\n").hasPrefix("error: unsupportedKey"))
    }

    @Test("a later member of the same name replaces the earlier one, and strict reading refuses it")
    func duplicates() throws {
        let text = "a: 1\nb: 2\na: 3\n"
        let document = try Document(yaml: text)
        #expect(JSONWriter.canonical.string(document.root) == "{\"a\":3,\"b\":2}")
        #expect(document.duplicateKeys.map(\.key) == ["a"])
        #expect(document.duplicateKeys.map { [$0.first.line, $0.second.line] } == [[1, 3]])
        #expect(canonical(yaml: text, options: .strict).hasPrefix("error: duplicateKey(\"a\""))
    }
}
