import GitOpsCEL
import GitOpsManifest

/// What is wrong with an expression, for people: each issue with its line and a mark below the place.
struct ExpressionErrorText {
    private let error: ExpressionError
    private let source: ExpressionSource
    private let name: String?

    /// Characters of a line that are shown before and behind the place.
    private static let reach = 60

    init(_ error: ExpressionError, of source: ExpressionSource, named name: String?) {
        self.error = error
        self.source = source
        self.name = name
    }

    var lines: [String] {
        error.issues.flatMap { issue in
            let place = (name.map { "\($0):" } ?? "") + "\(issue.line):\(issue.column)"
            let advice = issue.suggestion.map { " (\($0))" } ?? ""
            return ["gitops: \(place): \(issue.message)\(advice)"] + excerpt(issue)
        }
    }

    /// The line, cut where it is long, and the mark.
    private func excerpt(_ issue: ExpressionIssue) -> [String] {
        let text = source.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard text.indices.contains(issue.line - 1) else { return [] }
        let scalars = Array(String(decoding: text[issue.line - 1], as: UTF8.self).unicodeScalars)
        let column = min(max(0, issue.column - 1), scalars.count)
        let before = Self.printable(scalars[..<column]).suffix(Self.reach)
        let behind = Self.printable(scalars[column...]).prefix(Self.reach)
        return ["  \(before)\(behind)", "  \(String(repeating: " ", count: before.count))^"]
    }

    private static func printable(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        // A tab would move the mark.
        let text = String(String.UnicodeScalarView(scalars.map { $0 == "\t" ? " " : $0 }))
        return PrintableText.escaped(text)
    }
}
