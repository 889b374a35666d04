extension ExpressionError {
    /// The issues as the API server prints them: place and message, the line, and a mark below it.
    ///
    /// ```
    /// ERROR: <input>:1:8: undefined field 'replcas'
    ///  | object.replcas
    ///  | .......^
    /// ```
    ///
    /// Suggestions are left out. Complexity: O(issues × length).
    ///
    /// Source: https://github.com/google/cel-go/blob/master/common/error.go.
    ///
    /// - Parameter text: the expression.
    public func display(of text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return issues.map { Self.display($0, lines) }.joined(separator: "\n")
    }

    private static func display(_ issue: ExpressionIssue, _ lines: [Substring]) -> String {
        let message = "ERROR: <input>:\(issue.line):\(issue.column): \(issue.message)"
        guard lines.indices.contains(issue.line - 1), lines[issue.line - 1].utf8.count <= longestLine else {
            return message
        }
        let line = lines[issue.line - 1].unicodeScalars.map { $0 == "\t" ? " " : $0 }
        var mark = String.UnicodeScalarView()
        for scalar in line.prefix(issue.column - 1) { mark.append(scalar.isASCII ? "." : "\u{FF0E}") }
        let marked = line.indices.contains(issue.column - 1) ? line[issue.column - 1] : " "
        mark.append(marked.isASCII ? "^" : "\u{FF3E}")
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: line)
        return "\(message)\n | \(String(shown))\n | \(String(mark))"
    }

    /// Longer lines are not shown.
    private static let longestLine = 16_384
}
