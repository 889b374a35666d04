import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Whatever the text, reading it ends well")
struct ReaderFuzzTests {
    static let yamlTexts =
        [
            PositionTests.fixture, "a: &x {p: 1, q: [2]}\nb: {<<: *x, q: 3}\nc: {<<: [*x, *x]}\n*x : 1\n",
            "--- 1\n--- \"\\'\"\n...\n---\n[a:, b]\n",
            "%YAML 1.1\n---\n? a\n: b\n? [c]\n", "- !!binary aGk=\n- !!int 0x1\n- !<tag:yaml.org,2002:str> 1\n- .5\n",
            "é: |+\n  x\n\n---\r\nb: >-\r\n  y\r\n",
        ] + ErrorIsolationTests.badYAML
    static let jsonTexts = [
        #"{"a":[1,-2.5e3,true,null,"\u00e9\ud83c\udf89"],"a":{"":"x"}}"#, "{\"a\":1}\n{\"b\":[]}\n[1]\n",
        "\u{FEFF}[18446744073709551615, 1e400]",
    ]
    static let pathTexts = ["spec.containers[name=web].image", "a[\"x.y\"][0][=\"v\"][p=80,q=null]", "/a~1b/~0/0"]
    @Test("YAML and JSON texts and paths")
    func mutations() { FuzzRun.run(defaultCount: 6_000, problem: Self.problem) }

    private static func problem(using generator: inout SeededGenerator) -> String? {
        let kind = Int.random(in: 0..<10, using: &generator)
        let corpus = kind < 6 ? yamlTexts : kind < 9 ? jsonTexts : pathTexts
        var bytes = Array((corpus.randomElement(using: &generator) ?? "").utf8)
        if kind == 5 || kind == 8 {
            let value = GeneratedValue.random(depth: 3, using: &generator)
            bytes = Array((kind == 5 ? value.yaml(using: &generator) : value.json(using: &generator)).utf8)
        }
        for _ in 0..<Int.random(in: 0...6, using: &generator) { TextMutation.mutate(&bytes, using: &generator) }
        if kind == 9 { return pathProblem(String(decoding: bytes, as: UTF8.self)) }
        let grammar: DocumentReader.Grammar = kind == 0 ? .automatic : kind < 6 ? .yaml : .json
        let options =
            Bool.random(using: &generator)
            ? ReadingOptions()
            : ReadingOptions(
                limits: ReadingLimits(depth: 6, aliasedValues: 20, keyBytes: 20, values: 40), duplicateKeys: .refuse)
        return readingProblem(SourceText(bytes, name: "fuzz"), grammar, options)
    }

    private static func readingProblem(
        _ source: SourceText, _ grammar: DocumentReader.Grammar, _ options: ReadingOptions
    ) -> String? {
        let reader = DocumentReader(options: options)
        let results = reader.read(source, grammar: grammar)
        let again = reader.read(source, grammar: grammar)
        guard results.count == again.count else { return "read twice, it has another number of documents" }
        for (result, other) in zip(results, again) {
            switch (result, other) {
            case (.success(let document), .success(let twin)):
                if document != twin { return "read twice, a document differs" }
                if let problem = inconsistency(of: document) { return problem }
                if let problem = positionProblem(of: document) { return problem }
            case (.failure(let error), .failure(let twin)):
                if error != twin { return "read twice, an error differs" }
                guard let position = error.position else { continue }
                if position != naivePosition(position.byteOffset, in: source) {
                    return "\(position) is no position: \(error)"
                }
            default: return "read twice, a document became an error"
            }
        }
        return nil
    }

    private static func positionProblem(of document: Document) -> String? {
        for node in document.root.everyNode {
            guard let position = node.position, let key = node.keyPosition, let range = node.sourceRange else {
                return "no position"
            }
            if position != naivePosition(range.lowerBound, in: document.source) { return "\(position) is no position" }
            if key != naivePosition(key.byteOffset, in: document.source) { return "\(key) is no position of a key" }
        }
        return nil
    }

    private static func naivePosition(_ offset: Int, in source: SourceText) -> SourcePosition {
        source.withUnsafeBytes { bytes in
            guard offset >= 0, offset <= bytes.count else { return SourcePosition(line: 0, column: 0, byteOffset: -1) }
            let lineStart = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let line = bytes[..<lineStart].count { $0 == 0x0A } + 1
            let isMarked = lineStart == 0 && offset >= 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
            let column = bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 } + (isMarked ? 0 : 1)
            return SourcePosition(line: line, column: column, byteOffset: offset)
        }
    }

    private static func pathProblem(_ text: String) -> String? {
        do throws(PathError) {
            let path = try FieldPath(parsing: text)
            if try FieldPath(parsing: path.description) != path { return "\(text) prints as \(path)" }
        } catch .syntax(_, let offset, _) {
            if offset < 0 || offset > text.unicodeScalars.count { return "the place \(offset) is not in \(text)" }
        } catch {
            return "\(error)"
        }
        guard let pointer = try? JSONPointer(parsing: text) else { return nil }
        return (try? JSONPointer(parsing: pointer.description)) == pointer ? nil : "\(text) prints as \(pointer)"
    }
}
