/// Prints a table.
///
/// In every format, names are escaped so that they mean nothing but themselves.
public struct TableRenderer: Sendable {
    /// The form of the output.
    public var format: Format
    /// Whether `text` contains ANSI colours.
    public var isColored: Bool
    /// The widest cell of `text`, in columns of the terminal; longer values are cut.
    public var maximumCellWidth: Int

    /// The form of the output.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Aligned columns for a terminal, with wide characters counted as such.
        case text
        /// RFC 4180; values that a spreadsheet would take for a formula begin with an apostrophe.
        case csv
        /// A table of Markdown.
        case markdown
        /// An array of objects.
        case json
        /// One JSON object a line.
        case jsonlines
    }

    /// A renderer with the given options.
    public init(format: Format = .text, isColored: Bool = false, maximumCellWidth: Int = 100) {
        self.format = format
        self.isColored = isColored
        self.maximumCellWidth = maximumCellWidth
    }

    /// The table as text that ends in a line break. Complexity: O(size of the table).
    public func render(_ table: Table) -> String {
        switch format {
        case .text: text(table)
        case .csv: csv(table)
        case .markdown: markdown(table)
        case .json: json(table)
        case .jsonlines: jsonlines(table)
        }
    }

    private func csv(_ table: Table) -> String {
        CSVText.line(table.columns.map { CSVText.inert($0.key) })
            + table.rows.map { row in
                CSVText.line(
                    table.cells(of: row).map { cell in
                        // A negative number is a value, not a formula.
                        if case .integer = cell { return cell.text }
                        return CSVText.inert(cell.text)
                    })
            }.joined()
    }

    private func markdown(_ table: Table) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let title = table.title.isEmpty ? "" : "**\(MarkdownText.escaped(table.title))**\n\n"
        let marks = table.columns.map { $0.alignment == .leading ? "---" : "---:" }
        return title + line(table.columns.map { MarkdownText.escaped($0.title) }) + line(marks)
            + table.rows.map { line(table.cells(of: $0).map { MarkdownText.escaped($0.text) }) }.joined()
    }

    private func json(_ table: Table) -> String {
        var output = JSONOutput(indentation: 2)
        output.array(table.rows) { json, row in json.object { members(row, table, &$0) } }
        return output.text + "\n"
    }

    private func jsonlines(_ table: Table) -> String {
        table.rows.map { row in
            var output = JSONOutput()
            output.object { members(row, table, &$0) }
            return output.text + "\n"
        }.joined()
    }

    private func members(_ row: [Table.Cell], _ table: Table, _ json: inout JSONOutput) {
        for (column, cell) in zip(table.columns, table.cells(of: row)) {
            json.key(column.key)
            switch cell {
            case .text(let text): json.value(text)
            case .integer(let number): json.value(number)
            case .boolean(let flag): json.value(flag)
            case .list(let texts): json.array(texts) { $0.value($1) }
            case .empty: json.null()
            }
        }
    }
}
