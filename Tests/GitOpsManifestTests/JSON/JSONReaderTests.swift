import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("JSON is read by RFC 8259")
struct JSONReaderTests {
    private func read(_ bytes: [UInt8]) -> String {
        do throws(DocumentError) {
            return JSONWriter().string(try Document(json: SourceText(bytes)).root)
        } catch {
            return "error"
        }
    }

    @Test(
        "a valid text and what is written for it",
        arguments: [
            ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("1e0", "1"), ("1E+2", "100"), ("1.50", "1.5"), ("1e400", "1e400"),
            ("-1E400", "-1E400"),
            ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
            ("18446744073709551615", "18446744073709551615"), ("18446744073709551616", "18446744073709552000"),
            ("-9223372036854775810", "-9223372036854775808"), ("1e-400", "0"), (" \t\r\n[ ] ", "[]"), ("{ }", "{}"),
            (#""\u0041\n\/\b\f\r\t\"\\""#, #""A\n/\b\f\r\t\"\\""#), (#""\ud83c\udf89""#, "\"🎉\""),
            (#""\ud83c""#, "\"\u{FFFD}\""),
            (#""\udf89x""#, "\"\u{FFFD}x\""), (#""\ud83c\u0041""#, "\"\u{FFFD}A\""),
            (#""\ud83c\ud83c\udf89""#, "\"\u{FFFD}🎉\""),
            (#""\u0000\u001f""#, #""\u0000\u001f""#), ("\"\u{7F}\u{2028}\"", "\"\u{7F}\u{2028}\""),
            ("\u{FEFF}[1]", "[1]"),
            (#"{"a":1,"a":2}"#, #"{"a":2}"#), (#"{"":1,"\u0061":2,"a":3}"#, #"{"":1,"a":3}"#),
            (#"{"b":1,"a":2}"#, #"{"b":1,"a":2}"#),
            ("true", "true"), ("null", "null"), ("\"12345678\"", "\"12345678\""),
            ("\"1234567\\\"\"", "\"1234567\\\"\""),
        ])
    func valid(text: String, written: String) {
        #expect(read(Array(text.utf8)) == written)
    }

    @Test(
        "what is not JSON is refused at a place inside the text",
        arguments: [
            "", " ", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "tru", "TRUE", "nul",
            "[", "[1", "[1,", "[1,]",
            "[,1]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}",
            "{]", "[}", "\"", "\"\\",
            "\"\\u", "\"\\u12", "\"\\u12G4\"", "\"\\x\"", "\"\\ud83c\\u12\"", "\"\u{1}\"", "\"\n\"", "'a'", "[1 2]",
            "[1] x", "1 2", "\u{0}", "[1\u{0}]",
            "\u{C}1", "//c\n1", "[1]]", "\u{FEFF}", "\u{FEFF}\u{FEFF}1",
        ])
    func invalid(text: String) {
        #expect {
            try Document(json: text)
        } throws: { error in
            guard let error = error as? DocumentError, let position = error.position else { return false }
            return position.byteOffset <= text.utf8.count && position == naivePosition(position.byteOffset, in: text)
        }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x8E], [0xFF],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(read([0x22] + bytes + [0x22]) == "error")
        #expect(read([0x22] + bytes) == "error")
        #expect(read(bytes) == "error")
    }

    @Test("a text cut anywhere is refused or read, never read past its end")
    func cut() {
        let text = Array(#"{"é\u00e9\ud83c\udf89":[1.5e3,-2,true,null,"🎉x"],"name":{"a":""}}"#.utf8)
        for count in 0..<text.count { #expect(read(Array(text[..<count])) == "error") }
        #expect(read(text) != "error")
    }

    @Test("values one after the other are documents of their own")
    func concatenated() {
        #expect(
            outcomes("{\"a\":1}{\"b\":2}[3]4 \"5\"\nnull", grammar: .json) == [
                #"{"a":1}"#, #"{"b":2}"#, "[3]", "4", "\"5\"", "null",
            ])
    }

    @Test("a repeated member is listed with both places")
    func duplicates() throws {
        let document = try Document(json: "{\"a\": 1,\n \"b\": 2, \"a\": 3}")
        #expect(document.duplicateKeys.map { "\($0.key) \($0.first) \($0.second)" } == ["a 1:2 2:10"])
    }
}

@Suite("JSON is written as Kubernetes writes it")
struct JSONWriterTests {
    @Test(
        "numbers as Go's encoding/json prints a float64",
        arguments: [
            (1e20, "100000000000000000000"), (1e21, "1e+21"), (-1e21, "-1e+21"), (1e-6, "0.000001"), (1e-7, "1e-7"),
            (1.5e-10, "1.5e-10"),
            (123_456_789.5, "123456789.5"), (.leastNonzeroMagnitude, "5e-324"),
            (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"),
            (0.1, "0.1"), (100, "100"), (1.0 / 3, "0.3333333333333333"), (-0.000_001_5, "-0.0000015"),
            (2.5e25, "2.5e+25"),
            (999_999_999_999_999_868_928, "999999999999999900000"), (1e100, "1e+100"), (0, "0"), (-0.0, "0"),
            (1.5, "1.5"),
        ] as [(Double, String)])
    func numbers(value: Double, text: String) throws {
        var builder = DocumentBuilder()
        builder.append(value)
        #expect(try JSONWriter().string(builder.finish().root) == text)
        #expect(try Document(json: text).root.double == value)
    }

    @Test("what is written is read back as the same value", arguments: 0..<200 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let document = try Document(json: GeneratedValue.random(depth: 4, using: &generator).json(using: &generator))
        for writer in [
            JSONWriter(), .canonical, JSONWriter(indentation: 2), JSONWriter(indentation: 0, sortsKeys: true),
        ] {
            #expect(try Document(json: writer.string(document.root)) == document)
        }
    }

    @Test("the layout follows the indentation, however wild")
    func layout() throws {
        let document = try Document(json: #"{"b":[1,{}],"a":[]}"#)
        #expect(
            JSONWriter(indentation: 2, sortsKeys: true).string(document.root)
                == "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ]\n}")
        #expect(JSONWriter(indentation: .min).string(document.root).hasPrefix("{\n\"b\""))
        #expect(try Document(json: JSONWriter(indentation: .max).string(document.root)) == document)
    }
}
