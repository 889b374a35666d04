public import GitOpsSchema

/// A choice of names: one name, a glob, or a regular expression for the whole name.
public struct TextPattern: Sendable {
    /// How the text of a pattern is read.
    public enum Syntax: String, Sendable, Hashable {
        /// The name itself.
        case exact
        /// `*` for any characters, `?` for one, `[a-c]` and `[!a-c]` for one of some, `{a,b}` for either, `\` before a
        /// character that stands for itself. No character is special to `*`.
        case glob
        /// A regular expression that must match the whole name.
        case regularExpression
    }

    /// The pattern as written.
    public let text: String
    /// How it is read.
    public let syntax: Syntax
    private let program: Program

    private enum Program: Sendable {
        case exact
        case glob(NameGlob)
        case expression(String, any PatternMatching)
    }

    /// The one name that is spelled so.
    public init(exactly text: String) {
        self.text = text
        syntax = .exact
        program = .exact
    }

    /// Reads a glob.
    ///
    /// - Throws: `TextPatternError` when a bracket or brace is not closed, or a `\` stands at the end.
    public init(glob text: String) throws(TextPatternError) {
        self.text = text
        syntax = .glob
        program = .glob(try NameGlob(text))
    }

    /// Reads a regular expression, which must match the whole name.
    ///
    /// - Parameters:
    ///   - text: the expression.
    ///   - patterns: compiles and matches it. Without any, only what a glob can say is read: names, `.`, `.*`, and
    ///     alternatives in parentheses.
    /// - Throws: `TextPatternError` with what is wrong.
    public init(regularExpression text: String, patterns: (any PatternMatching)? = nil) throws(TextPatternError) {
        self.text = text
        syntax = .regularExpression
        if let glob = NameGlob(regularExpression: text) {
            program = .glob(glob)
            return
        }
        guard let patterns else {
            throw TextPatternError(pattern: text, reason: "regular expressions need a matcher, and none was given")
        }
        let whole = "^(?:\(text))$"
        guard patterns.matches("", pattern: whole) != nil else {
            throw TextPatternError(pattern: text, reason: "not a regular expression")
        }
        program = .expression(whole, patterns)
    }

    /// Whether a name is chosen. Complexity: O(name × pattern) for a glob, else that of the matcher.
    public func matches(_ name: String) -> Bool {
        switch program {
        case .exact: name.utf8.elementsEqual(text.utf8)
        case .glob(let glob): glob.matches(name)
        case .expression(let expression, let patterns): patterns.matches(name, pattern: expression) ?? false
        }
    }
}

extension TextPattern: Hashable {
    /// Equality of text and syntax.
    public static func == (left: Self, right: Self) -> Bool { left.syntax == right.syntax && left.text == right.text }

    /// Feeds text and syntax.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(syntax)
        hasher.combine(text)
    }
}

/// Why a pattern cannot be read.
public struct TextPatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The pattern.
    public let pattern: String
    /// What is wrong.
    public let reason: String

    /// The pattern and what is wrong.
    public var description: String { "the pattern \"\(pattern)\" is not valid: \(reason)" }
}
