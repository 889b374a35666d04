extension ExpressionError {
    /// The issues as the API server shows them: each with its line of the expression and a mark below the place.
    ///
    /// `ERROR: <input>:1:1: undeclared reference to 'x' (in container '')`, then ` | x` and ` | ^`. Without
    /// suggestions, which are ours. Complexity: O(issues × length).
    ///
    /// Source: https://github.com/google/cel-go/blob/master/common/error.go, `ToDisplayString`.
    ///
    /// - Parameter source: the expression that was refused.
    public func displayText(of source: ExpressionSource) -> String {
        let lines = source.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return issues.map { issue in
            let head = "ERROR: <input>:\(issue.line):\(issue.column): \(issue.message)"
            guard lines.indices.contains(issue.line - 1) else { return head }
            let line = String(decoding: lines[issue.line - 1], as: UTF8.self).unicodeScalars
            return line.count > Self.longestLine ? head : head + Self.excerpt(Array(line), issue.column)
        }.joined(separator: "\n")
    }

    /// Longer lines are not shown, in characters.
    private static let longestLine = 16_384

    /// Wide marks stand below what takes more than one byte.
    private static func excerpt(_ line: [Unicode.Scalar], _ column: Int) -> String {
        var text = "\n | "
        for scalar in line { text.unicodeScalars.append(scalar == "\t" ? " " : scalar) }
        text += "\n | "
        for scalar in line.prefix(max(0, column - 1)) { text += scalar.isASCII ? "." : "\u{FF0E}" }
        let marked = line.dropFirst(max(0, column - 1)).first
        return text + (marked?.isASCII ?? true ? "^" : "\u{FF3E}")
    }
}
