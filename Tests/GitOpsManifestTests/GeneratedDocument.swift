import GitOpsTestSupport
@testable import GitOpsManifest

/// Documents made by chance, with the strings and names that readers and writers get wrong.
struct GeneratedDocument: ~Copyable {
    private var random: SeededGenerator
    private var builder = DocumentBuilder()

    static func make(seed: UInt64, depth: Int = 4) throws -> Document {
        var generated = GeneratedDocument(random: SeededGenerator(seed: seed))
        generated.value(depth: depth)
        return try generated.builder.finish()
    }

    private init(random: SeededGenerator) { self.random = random }

    static let strings = [
        "", " ", "a", "yes", "No", "null", "~", "1", "1.0", "-0", "0x1F", "0o7", "1e3", ".5", ".inf", "2001-01-01",
        "12:30",
        "a: b", "a #b", "#a", "- a", "-", "--flag", "---", "...", "? a", ": a", "a:", "[a]", "{a}", "*a", "&a", "!a",
        "|", ">",
        "'a'", "\"a\"", "%a", "@a", "`a", "a\nb", "a\nb\n", "a\n\n", "\na", " a\nb", "a\n b\n", "\ta", "a\tb", "a\r\nb",
        "\u{0}",
        "\u{7}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}a", "\u{FFFE}", "é", "😀", "a ", " a", "a\\b", "=",
        "<<",
        "a,b", "a]b", "0b-11", "1_000", "\n", "\n\n", "a\n\n\nb", "name", "apiVersion", "k8s.io/x",
        "line one\nline: two\n",
        "#!/bin/sh\nset -e\n\n# done\n", "key\n", "trailing \nblank", "a\n ", "tab\n\tline\n", "it's", "\u{10FFFF}",
    ]

    private mutating func string() -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: (0..<Int.random(in: 0...12, using: &random)).map { _ in character() }.joined()
        case 1: String(repeating: character(), count: Int.random(in: 0...600, using: &random))
        default: Self.strings.randomElement(using: &random) ?? ""
        }
    }

    private mutating func character() -> String {
        [
            "a", "B", "0", " ", "\n", ":", "#", "-", "'", "\"", "\\", "\t", "é", "{", "}", "[", "]", ",", "&", "*", "!",
            "?", "|", ">",
        ]
        .randomElement(using: &random) ?? "a"
    }

    private mutating func value(depth: Int) {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 8), using: &random) {
        case 0: builder.appendNull()
        case 1: builder.append(Bool.random(using: &random))
        case 2: builder.append(Int64(truncatingIfNeeded: random.next()))
        case 3: builder.append(random.next())
        case 4: builder.append(Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 1024)
        case 8, 9:
            builder.beginArray()
            for _ in 0..<Int.random(in: 0...4, using: &random) { value(depth: depth - 1) }
            builder.end()
        case 10, 11:
            builder.beginObject()
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                builder.key(string())
                value(depth: depth - 1)
            }
            builder.end()
        default: builder.append(string())
        }
    }
}
