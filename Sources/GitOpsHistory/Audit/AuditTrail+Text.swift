import GitOpsManifest
public import GitOpsTrust

extension AuditTrail {
    /// The forms in which a trail is kept.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// One JSON object a line, all with the same members.
        case jsonlines
        /// RFC 4180, with a line of names; values that a spreadsheet would take for a formula begin with an apostrophe.
        case csv

        var form: HashChain.LineForm { self == .jsonlines ? .json : .csv }
        var lineEnd: String { self == .jsonlines ? "\n" : "\r\n" }
    }

    /// The lines of the trail, each chained to the one before it, with its line end.
    ///
    /// The first record says how many follow. `head` of the chain, kept elsewhere, tells a trail from one that was made
    /// anew. Complexity: O(size of the text).
    ///
    /// - Parameters:
    ///   - format: the form.
    ///   - line: receives each line.
    /// - Returns: the chain behind the last record.
    @discardableResult
    public func write(_ format: Format, _ line: (String) -> Void) -> HashChain {
        var chain = HashChain()
        if format == .csv {
            // Not a record of its own, but part of the first hash.
            let names = AuditCSV.heading
            chain.append(names.utf8)
            line(names + format.lineEnd)
        }
        func add(_ values: [AuditValue]) {
            let record = format == .jsonlines ? AuditJSON.record(values) : AuditCSV.record(values)
            line(chain.line(record, form: format.form) + format.lineEnd)
        }
        add(AuditColumns.trail(self))
        for record in records { add(AuditColumns.values(record)) }
        return chain
    }

    /// The whole text of the trail.
    public func text(_ format: Format) -> String {
        var text = ""
        write(format) { text += $0 }
        return text
    }
}

enum AuditJSON {
    /// An object with a member for each column.
    static func record(_ values: [AuditValue]) -> String {
        let members = zip(AuditColumns.names, values).map { name, value in
            "\"\(name)\":" + text(value)
        }
        return PrintableText.escapedInJSON("{" + members.joined(separator: ",") + "}")
    }

    private static func text(_ value: AuditValue) -> String {
        switch value {
        case .text(let text): JSONWriter.quoted(text)
        case .integer(let number): String(number)
        case .boolean(let value): value ? "true" : "false"
        case .list(let texts): "[" + texts.map(JSONWriter.quoted).joined(separator: ",") + "]"
        case .none: "null"
        }
    }
}

enum AuditCSV {
    static let heading = (AuditColumns.names + ["previous", "hash"]).joined(separator: ",")

    static func record(_ values: [AuditValue]) -> String {
        values.map { value in
            switch value {
            case .text(let text): field(text)
            case .integer(let number): String(number)
            case .boolean(let value): value ? "true" : "false"
            case .list(let texts): field(texts.joined(separator: "; "))
            case .none: ""
            }
        }.joined(separator: ",")
    }

    /// A text that no spreadsheet takes for a formula, and that is one field on one line.
    ///
    /// Source: RFC 4180; OWASP, CSV Injection.
    private static func field(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map(formulaStarts.contains) ?? false
        let inert = PrintableText.escaped(isFormula ? "'" + text : text)
        let needsQuotes = inert.utf8.contains {
            $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ")
        }
        guard needsQuotes else { return inert }
        return inert.unicodeScalars.reduce(into: "\"") { result, scalar in
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        } + "\""
    }

    private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
}
