/// The rules of one ignore file, with the syntax of `.gitignore`.
///
/// Source: `gitignore(5)`; `add_patterns_from_buffer` and `trim_trailing_spaces` in `dir.c` of Git.
public struct IgnoreFile: Hashable, Sendable {
    /// One line that is neither blank nor a comment.
    public struct Rule: Hashable, Sendable {
        /// What the line matches.
        public let pattern: GlobPattern
        /// Whether the line begins with `!` and so takes back what earlier lines ignore.
        public let isNegated: Bool
        /// The line's number, from 1.
        public let line: Int
    }

    /// The rules in the order written; a later one wins.
    public let rules: [Rule]

    /// Reads the text of a file. There are no errors: every line is a rule, a comment or blank.
    ///
    /// Complexity: O(n) in the bytes.
    public init(parsing text: String) {
        var text = text
        self = text.withUTF8 { IgnoreFile(parsing: $0) }
    }

    /// Reads the bytes of a file; see ``init(parsing:)-(String)``.
    public init(parsing bytes: UnsafeBufferPointer<UInt8>) {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let content = bytes.starts(with: byteOrderMark) ? bytes[3...] : bytes[...]
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        rules = lines.enumerated().compactMap { index, line in Rule(Array(line), line: index + 1) }
    }

    /// The rule that decides about a path: the last one that matches, `nil` when none does.
    ///
    /// This looks at the path alone. Whether a parent directory is ignored, which no rule below it can take back, is
    /// for ``IgnoreRules`` to ask.
    ///
    /// - Parameters:
    ///   - path: relative to the file's directory, components joined by `/`.
    ///   - isDirectory: whether the path names a directory.
    public func decidingRule(for path: String, isDirectory: Bool) -> Rule? {
        rules.last { $0.pattern.matches(path, isDirectory: isDirectory) }
    }
}

extension IgnoreFile.Rule {
    fileprivate init?(_ line: [UInt8], line number: Int) {
        var text = line[...]
        if text.last == UInt8(ascii: "\r") { text.removeLast() }
        // Git reads lines as C strings.
        if let end = text.firstIndex(of: 0) { text = text[..<end] }
        guard let first = text.first, first != UInt8(ascii: "#") else { return nil }
        text = GlobPattern.trimmingTrailingSpaces(text)
        let isNegated = text.first == UInt8(ascii: "!")
        if isNegated { text.removeFirst() }
        guard !text.isEmpty else { return nil }
        pattern = GlobPattern(bytes: text)
        self.isNegated = isNegated
        self.line = number
    }
}

extension GlobPattern {
    /// Drops the spaces at the end, but for one behind a backslash; tabs stay, and so does all before a last backslash.
    package static func trimmingTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var spaces: Int?
        var position = line.startIndex
        while position < line.endIndex {
            switch line[position] {
            case UInt8(ascii: " "):
                spaces = spaces ?? position
            case UInt8(ascii: "\\"):
                position += 1
                guard position < line.endIndex else { return line }
                spaces = nil
            default:
                spaces = nil
            }
            position += 1
        }
        return spaces.map { line[..<$0] } ?? line
    }
}
