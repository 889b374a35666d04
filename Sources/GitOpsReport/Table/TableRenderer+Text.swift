import GitOpsManifest

extension TableRenderer {
    /// The title, the headings and the rows, with two blanks between columns and none at the end of a line.
    func text(_ table: Table) -> String {
        let headings = table.columns.map { printable($0.title) }
        let rows = table.rows.map { table.cells(of: $0).map { printable($0.text) } }
        let widths = table.columns.indices.map { column in
            ([headings] + rows).reduce(0) { max($0, DisplayWidth.columns(of: $1[column])) }
        }
        let style = TerminalStyle(isColored: isColored)
        var lines = table.title.isEmpty ? [] : [style.text(table.title, .bold)]
        lines.append(style.text(line(headings, widths, table), .bold))
        lines += rows.map { line($0, widths, table) }
        return PrintableText.withoutCommands(lines.map { $0 + "\n" }.joined())
    }

    private func printable(_ text: String) -> String {
        // What is cut off is never looked at: names may be long.
        DisplayWidth.fitting(PrintableText.escaped(text), columns: max(1, maximumCellWidth))
    }

    private func line(_ cells: [String], _ widths: [Int], _ table: Table) -> String {
        var line = ""
        var pending = 0
        for (column, cell) in cells.enumerated() {
            let missing = max(0, widths[column] - DisplayWidth.columns(of: cell))
            let isTrailing = table.columns[column].alignment == .trailing
            if isTrailing { pending += missing }
            if !cell.isEmpty {
                line += String(repeating: " ", count: pending) + cell
                pending = 0
            }
            pending += (isTrailing ? 0 : missing) + 2
        }
        return line
    }
}
