import GitOpsManifest
import Testing

@Suite("YAML streams")
struct YAMLStreamTests {
    @Test(
        "documents of a stream",
        arguments: [
            ("", []), ("---\n---\n", []), ("# comment\n", []), ("a: 1", [#"{"a":1}"#]),
            ("---\na: 1\n---\n---\n# c\n---\nb: 2\n...\n", [#"{"a":1}"#, #"{"b":2}"#]),
            ("a: 1\n...\n---\nb: 2\n", [#"{"a":1}"#, #"{"b":2}"#]),
            ("a: 1\n...\nb: 2\n---\nc: 3\n", [#"{"a":1}"#, "3:1 ignoredByKubernetes", #"{"c":3}"#]),
            ("--- ~\n--- 1\n", ["null", "1"]),
            ("%YAML 1.1\n---\na: 1\n", [#"{"a":1}"#]),
            ("%TAG !k! tag:k8s.io,2024:\n---\na: !k!x 1\n", [#"{"a":"1"}"#]),
            ("a: |\n  ---\n  b\n", [#"{"a":"---\nb\n"}"#]), ("a: b---c\n", [#"{"a":"b---c"}"#]),
        ] as [(String, [String])])
    func stream(text: String, expected: [String]) {
        #expect(outcomes(text) == expected)
    }

    @Test("a version that Kubernetes does not know is an error at its directive")
    func unknownVersion() throws {
        let results = outcomes("a: 1\n---\nb: 2\n...\n%YAML 1.2\n---\nc: 3\n")
        #expect(results.prefix(2) == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(results.dropFirst(2).first?.hasPrefix("5:1 syntax") == true)
    }

    @Test(
        "line breaks and encodings do not change the values",
        arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"])
    func lineBreaks(lineBreak: String) throws {
        let text = ["a: é", "b:", "- 1 # c", "- x", ""].joined(separator: lineBreak)
        #expect(outcomes(text) == [#"{"a":"é","b":[1,"x"]}"#])
        #expect(outcomes("\u{FEFF}" + text) == outcomes(text))
        for order in [[UInt8(0xFF), 0xFE], [0xFE, 0xFF]] {
            let units = text.utf16.flatMap {
                order[0] == 0xFF ? [UInt8($0 & 255), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 255)]
            }
            let source = SourceText(order + units)
            #expect(DocumentReader().read(source, grammar: .yaml).map(outcome) == outcomes(text))
            #expect(source.encoding == (order[0] == 0xFF ? .utf16LittleEndian : .utf16BigEndian))
        }
    }

    @Test(
        "what yaml.v2 takes and libyaml does not",
        arguments: [
            (#"a: "it\'s""#, #"{"a":"it's"}"#), (#"a: "\'\u0100\u0101\'""#, #"{"a":"'Āā'"}"#),
            (#"["\'", "x", "\'\'", 'a\']"#, #"["'","x","''","a\\"]"#), ("{a:, b: 1}", #"{"a:":null,"b":1}"#),
            ("[a:, b:, \"~:\"]", #"["a:","b:","~:"]"#), (#"{a: "\'", b: [c:, d]}"#, #"{"a":"'","b":["c:","d"]}"#),
            ("[\"it\\'s \\x7e\", a:, \"\\'~\"]", #"["it's ~","a:","'~"]"#),
        ])
    func dialect(text: String, expected: String) {
        #expect(canonical(yaml: text) == expected)
    }

    @Test(
        "what libyaml takes and yaml.v2 does not",
        arguments: [#"a: "x\/y""#, "[a?b]", "{a?: b}", "[!t, a]"])
    func refusedDialect(text: String) {
        #expect(canonical(yaml: text).hasPrefix("error: syntax"))
    }

    @Test("a question mark in a tag is no part of the text")
    func questionMarkInTag() {
        #expect(canonical(yaml: "[!x?y b]") == #"["b"]"#)
    }

    @Test("many texts with the escape \\' are read, each after the other")
    func manyEscapedQuotes() {
        let count = 200
        #expect(
            canonical(yaml: "[" + repeatElement(#""\'""#, count: count).joined(separator: ",") + "]").utf8.count == 4
                * count + 1)
        let colons = "[" + repeatElement("a:", count: count).joined(separator: ",") + "]"
        #expect(canonical(yaml: colons).utf8.count == 5 * count + 1)
    }
}
