import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Lines and columns on long lines")
struct LongLineTests {
    /// A text of some long and some short lines, with characters of several bytes.
    private static func text(seed: UInt64) -> String {
        var random = SeededGenerator(seed: seed)
        var text = Bool.random(using: &random) ? "\u{FEFF}" : ""
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let length = Bool.random(using: &random) ? Int.random(in: 0...40, using: &random) : 9_000
            for _ in 0..<length { text += ["a", "ä", "€", "😀", "-"][Int.random(in: 0..<5, using: &random)] }
            text += "\n"
        }
        return text
    }

    @Test("a place has the line and column that counting from the beginning gives", arguments: UInt64(0)..<30)
    func positions(seed: UInt64) {
        let source = SourceText(Self.text(seed: seed))
        var (line, column, offset) = (1, 1, 0)
        var expected: [(line: Int, column: Int)] = []
        for character in Self.text(seed: seed).unicodeScalars {
            for _ in 0..<String(character).utf8.count { expected.append((line, column)) }
            if character == "\n" {
                line += 1
                column = 1
            } else if character != "\u{FEFF}" || offset > 0 {
                column += 1
            }
            offset += 1
        }
        expected.append((line, column))
        var start = 0
        for scalar in Self.text(seed: seed).unicodeScalars {
            let (line, column) = expected[start]
            for position in [source.position(atByte: start), source.position(atByte: start, line: line)] {
                #expect(
                    position.line == line && position.column == column && position.byteOffset == start,
                    "seed \(seed), byte \(start)")
            }
            start += String(scalar).utf8.count
        }
    }
}
