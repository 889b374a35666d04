import GitOpsManifest
import Testing

@Suite("One bad document does not hide the others")
struct ErrorIsolationTests {
    static let badYAML = [
        "a: [1", "a: }", "a: \"open", "a: 'open", "\ta: 1", "a: b: c", "a: *x", "a: &x [*x]", "? [a]\n: 1", "a: .nan",
        "a: !!int x", "%", "a: |2x\n", "- a\nb: 1", "a: 1\n b: 2", "\"\\z\"", "a: !<", "{a: b]", "a: \u{1}", "a: @x",
        "{<<: 1}", "[a?b]", "key\nother: 1", "\u{FFFE}", "a: 1\n...\nb: 1", "a: \"\\uD800\"", "a: \"\\",
    ]

    @Test("in the first, a middle or the last document", arguments: badYAML, 0..<3)
    func yaml(bad: String, place: Int) throws {
        var texts = ["a: é\nfirst: 1", "b: 2\nsecond: 2", "c: 3\nthird: 3"]
        let good = texts
        texts[place] += "\n---\n" + bad
        let text = texts.joined(separator: "\n---\n") + "\n"
        let results = DocumentReader().read(SourceText(text, name: "dir/a.yaml"), grammar: .yaml)
        let documents = results.compactMap { try? $0.get() }
        for text in good {
            let expected = try Document(yaml: text)
            #expect(documents.contains(expected), "\(text) is hidden by \(bad)")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        let errors = results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
        #expect(!errors.isEmpty)
        for error in errors {
            let position = try #require(error.position)
            #expect(position == naivePosition(position.byteOffset, in: text))
            #expect(position.line <= lines)
            #expect(error.description.hasPrefix("dir/a.yaml:\(position.line):\(position.column): "))
            #expect(error.description.hasSuffix("; " + error.nextStep))
        }
        for document in documents {
            #expect(document.root.position == naivePosition(document.root.position?.byteOffset ?? -1, in: text))
        }
    }

    @Test(
        "bytes that are not UTF-8 spoil their own document only",
        arguments: [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0x01]] as [[UInt8]])
    func invalidBytes(bytes: [UInt8]) {
        let source = SourceText(
            Array("a: 1\n---\nb: 2\n---\nc: ".utf8) + bytes + Array("\n---\nd: 4\n".utf8), name: "a")
        let results = DocumentReader().read(source, grammar: .yaml).map(outcome)
        #expect(results.count == 4)
        #expect(results.prefix(2) == [#"{"a":1}"#, #"{"b":2}"#] && results.last == #"{"d":4}"#)
        #expect(results.count > 2 && results[2].hasPrefix("5:"))
    }

    @Test(
        "JSON lines",
        arguments: ["{", "{\"a\":}", "[1,]", "{\"a\":\"\u{1}\"}", "{\"a\" 1}", "{'a':1}", "{\"a\":01}", "{]", "{bad"],
        0..<3)
    func jsonLines(bad: String, place: Int) {
        var lines = [#"{"a":1}"#, #"{"b":2}"#, #"{"c":3}"#]
        let good = lines
        lines.insert(bad, at: place)
        for grammar in [DocumentReader.Grammar.json, .automatic] {
            let results = outcomes(lines.joined(separator: "\n"), grammar: grammar, name: "a.jsonl")
            let errors = results.filter { !good.contains($0) }
            #expect(errors.count == 1 && results.filter(good.contains) == good, "\(results)")
        }
    }

    @Test("strict reading goes on right behind a document with a repeated member")
    func strict() {
        let yaml = outcomes("a: 1\na: 2\n---\nb: 2\n---\nc: 1\nc: 1\n---\nd: 4\n", options: .strict)
        #expect(yaml.count == 4 && yaml[1] == #"{"b":2}"# && yaml[3] == #"{"d":4}"#)
        #expect(yaml[0].hasPrefix("2:1 duplicateKey(\"a\"") && yaml[2].hasPrefix("7:1 duplicateKey"))
        let json = outcomes(#"{"a":1,"a":2} {"b":2} 3"#, grammar: .json, options: .strict)
        #expect(json.count == 3 && json[0].hasPrefix("1:8 duplicateKey") && json[1...] == [#"{"b":2}"#, "3"])
    }

    @Test(
        "every document behind a bad one is read, short or long, with directives or without",
        arguments: [3, 40, 700, 3_000, 20_000])
    func documentsBehind(size: Int) throws {
        let fill = String(repeating: "x", count: size)
        var text = "---\n}\n"
        for index in 0..<60 {
            text += index % 3 == 0 ? "...\n%YAML 1.1\n# c\n" : ""
            text += "---\na: \(index)\nb: \(fill)\n" + (index % 20 == 19 ? "c: }\n" : "")
        }
        var lines: [Int: Int] = [:]
        for case .success(let document) in DocumentReader().read(SourceText(text), grammar: .yaml) {
            lines[Int(try #require(document.root["a"]?.int64))] = document.root.position?.line
            #expect(document.root["b"]?.string == fill)
            #expect(document.root.position == naivePosition(document.root.position?.byteOffset ?? -1, in: text))
        }
        #expect(lines.keys.sorted() == (0..<60).filter { $0 % 20 != 19 })
    }

    @Test("YAML that begins like JSON is read as YAML")
    func automatic() {
        #expect(outcomes("{a: 1}\n", grammar: .automatic) == [#"{"a":1}"#])
        #expect(outcomes("{\"a\": 1}\n---\n{\"b\": 2}\n", grammar: .automatic) == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(outcomes("{\"a\": 1}\n---\n{\"b\": 2}\n---\n{c]\n", grammar: .automatic).count == 3)
    }
}

/// The position of a byte, counted the slow way.
func naivePosition(_ offset: Int, in text: String) -> SourcePosition {
    var (line, column) = (1, 1)
    for (index, scalar) in text.utf8.prefix(max(0, offset)).enumerated() {
        if scalar == 0x0A {
            (line, column) = (line + 1, 1)
        } else if scalar & 0xC0 != 0x80, !(index == 0 && text.unicodeScalars.first == "\u{FEFF}") {
            column += 1
        }
    }
    return SourcePosition(line: line, column: column, byteOffset: offset)
}
