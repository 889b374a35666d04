import GitOpsManifest

/// Lines of comma-separated values. Source: RFC 4180.
enum CSVText {
    /// The fields as a line with its CRLF.
    static func line(_ fields: [String]) -> String { fields.map(quoted).joined(separator: ",") + "\r\n" }

    /// A text that no spreadsheet takes for a formula.
    ///
    /// Spreadsheets evaluate fields that begin with one of these characters; an apostrophe before them shows the field as
    /// text. Source: OWASP, CSV Injection.
    static func inert(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, formulaStarts.contains(first) else { return text }
        return "'" + text
    }

    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

    private static func quoted(_ field: String) -> String {
        let text = PrintableText.escaped(field)
        // By bytes: a mark behind a quote would join it to another character.
        let needsQuotes = text.utf8.contains {
            $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ")
        }
        guard needsQuotes else { return text }
        return text.unicodeScalars.reduce(into: "\"") { result, scalar in
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        } + "\""
    }
}
