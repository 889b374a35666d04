import GitOpsRegex

extension RegularExpressionError {
    /// The error in the words of Go's `regexp`.
    ///
    /// Source: `regexp/syntax/parse.go`; RE2 names the same mistakes otherwise.
    package var goMessage: String {
        let problem = Self.goProblems.first { reason.utf8.starts(with: $0.0.utf8) }?.1 ?? reason
        return "error parsing regexp: \(problem): `\(part)`"
    }

    private static let goProblems = [
        ("invalid escape sequence", "invalid escape sequence"),
        ("invalid character class range", "invalid character class range"),
        ("invalid character class", "invalid character class"),
        ("missing ]", "missing closing ]"),
        ("missing )", "missing closing )"),
        ("unexpected )", "unexpected )"),
        ("trailing \\", "trailing backslash at end of expression"),
        ("no argument for repetition operator", "missing argument to repetition operator"),
        ("invalid repetition size", "invalid repeat count"),
        ("bad repetition operator", "invalid nested repetition operator"),
        ("invalid perl operator", "invalid or unsupported Perl syntax"),
        ("invalid UTF-8", "invalid UTF-8"),
        ("invalid named capture group", "invalid named capture"),
        ("pattern too large", "expression too large"),
    ]
}

extension RegularExpression {
    /// Matches one after the other as Go's `FindAllStringSubmatchIndex` gives them, so many at most: an empty match
    /// right behind another match does not count. `nil` when that takes more work than there is left.
    ///
    /// Complexity: O(text) for each match.
    func matches(in text: String, limit: Int, _ evaluation: inout Evaluation) -> [[Range<Int>?]]? {
        var text = text
        text.makeContiguousUTF8()
        var found: [[Range<Int>?]] = []
        var position = 0
        var lastEnd = -1
        while found.count < limit, position <= text.utf8.count {
            // The rest may be looked at to its end, however near the match is.
            guard evaluation.mayMatch(text.utf8.count - position, self) else { return nil }
            guard let match = firstMatch(in: text, from: position), let whole = match[0] else { break }
            let isEmptyBehindMatch = whole.isEmpty && whole.lowerBound == lastEnd
            if whole.upperBound == position {
                position += text.widthOfScalar(at: position)
            } else {
                position = whole.upperBound
            }
            lastEnd = whole.upperBound
            if !isEmptyBehindMatch { found.append(match) }
        }
        return found
    }
}

extension String {
    /// Bytes of the code point at an offset; 1 at the end.
    fileprivate func widthOfScalar(at offset: Int) -> Int {
        let start = utf8.index(startIndex, offsetBy: offset)
        guard start < endIndex else { return 1 }
        return UTF8.width(unicodeScalars[start])
    }
}
