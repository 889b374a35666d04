/// Where Go's expressions differ from those of RE2: Go knows no single bytes, takes `(?<name>…)` as it takes `(?P<name>…)`, and
/// names of ASCII letters, digits and `_` only.
///
/// Source: `regexp/syntax/parse.go` of Go 1.22 and later.
struct GoSyntax {
    /// What Go refuses, by RE2's words for it.
    struct Refusal: Error {
        let reason: String
        let part: String
    }

    private var rest: ArraySlice<UInt8>
    private var output: [UInt8] = []
    private var height = ExpressionHeight()

    /// A pattern in the syntax of RE2. Complexity: O(length).
    static func translated(_ pattern: String) throws(Refusal) -> String {
        guard pattern.utf8.contains(where: { $0 == backslash || $0 == openParenthesis }) else { return pattern }
        var syntax = GoSyntax(rest: Array(pattern.utf8)[...])
        try syntax.translate()
        guard syntax.height.highest <= ExpressionHeight.limit else {
            throw Refusal(reason: "expression nests too deeply", part: pattern)
        }
        return String(decoding: syntax.output, as: UTF8.self)
    }

    private init(rest: ArraySlice<UInt8>) {
        self.rest = rest
        output.reserveCapacity(rest.count)
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let openParenthesis = UInt8(ascii: "(")

    private mutating func translate() throws(Refusal) {
        while let byte = rest.first {
            switch byte {
            case Self.backslash: try takeEscape()
            case UInt8(ascii: "["):
                height.add(isLiteral: false)
                takeClass()
            case Self.openParenthesis: try takeGroup()
            default: takePlain(byte)
            }
        }
    }

    private mutating func takePlain(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: ")"): height.close()
        case UInt8(ascii: "|"): height.beginAlternative()
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): height.repeatLast()
        case UInt8(ascii: "{"):
            let count = rest.dropFirst().prefix { Self.isDigit($0) || $0 == UInt8(ascii: ",") }
            if let first = count.first, Self.isDigit(first), rest[count.endIndex...].first == UInt8(ascii: "}") {
                height.repeatLast()
                return take(count.count + 2)
            }
            height.add(isLiteral: true)
        default:
            height.add(isLiteral: ![UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$")].contains(byte))
        }
        take(1)
    }

    /// Copies so many bytes, or what is left.
    private mutating func take(_ count: Int) {
        output += rest.prefix(count)
        rest = rest.dropFirst(count)
    }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { rest.starts(with: $0) }
    }

    private mutating func takeEscape() throws(Refusal) {
        if starts(with: #"\C"#) { throw Refusal(reason: #"invalid escape sequence: \C"#, part: #"\C"#) }
        let isQuote = starts(with: #"\Q"#)
        height.add(isLiteral: isQuote || !(rest.dropFirst().first.map(Self.isWord) ?? false))
        take(2)
        // All means itself until the quote ends.
        while isQuote, !rest.isEmpty {
            if starts(with: #"\E"#) { return take(2) }
            take(1)
        }
    }

    /// In a class, parentheses are characters, and so is a bracket that comes first.
    private mutating func takeClass() {
        take(1)
        if rest.first == UInt8(ascii: "^") { take(1) }
        if rest.first == UInt8(ascii: "]") { take(1) }
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "]"): return take(1)
            case Self.backslash: take(2)
            case UInt8(ascii: "["): take(lengthOfNamedClass() ?? 1)
            default: take(1)
            }
        }
    }

    /// Of `[:alpha:]`.
    private func lengthOfNamedClass() -> Int? {
        guard starts(with: "[:") else { return nil }
        let colon = UInt8(ascii: ":")
        let inside = rest.dropFirst(2)
        let end = zip(inside.indices, inside.dropFirst().indices).first {
            inside[$0] == colon && inside[$1] == UInt8(ascii: "]")
        }
        return end.map { $0.1 - rest.startIndex + 1 }
    }

    private mutating func takeGroup() throws(Refusal) {
        let prefix = starts(with: "(?P<") ? 4 : starts(with: "(?<") ? 3 : 0
        guard prefix > 0 else { return takeUnnamedGroup() }
        height.open(isCapture: true)
        let name = rest.dropFirst(prefix).prefix { $0 != UInt8(ascii: ">") }
        let end = name.endIndex
        guard end < rest.endIndex, !name.isEmpty, name.allSatisfy(Self.isWord) else {
            let part = String(decoding: rest[..<min(end + 1, rest.endIndex)], as: UTF8.self)
            throw Refusal(reason: "invalid named capture group: \(part)", part: part)
        }
        output += Array("(?P<".utf8) + name
        rest = rest[end...]
        // What closes the name.
        take(1)
    }

    /// A group that is captured, one that is not, or flags for what follows.
    private mutating func takeUnnamedGroup() {
        guard starts(with: "(?") else {
            height.open(isCapture: true)
            return take(1)
        }
        let flags = rest.dropFirst(2).prefix { Self.isWord($0) || $0 == UInt8(ascii: "-") }
        if rest[flags.endIndex...].first == UInt8(ascii: ")") { return take(flags.count + 3) }
        height.open(isCapture: false)
        // The colon, too; anything else is a mistake that is told later.
        take(flags.count + 3)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
