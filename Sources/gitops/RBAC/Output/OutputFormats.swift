public import ArgumentParser
import GitOpsManifest
public import GitOpsReport

extension TableRenderer.Format: ExpressibleByArgument {}
extension FindingRenderer.Format: ExpressibleByArgument {}
extension GraphRenderer.Format: ExpressibleByArgument {}
extension Severity: ExpressibleByArgument {}

extension Terminal {
    /// Writes a table to standard output.
    static func write(_ table: Table, as format: TableRenderer.Format, color: ColorChoice) {
        write(TableRenderer(format: format, isColored: color.isOn, maximumCellWidth: 160).render(table))
    }

    /// Writes a report of findings to standard output, the worst first.
    static func write(
        _ report: FindingReport, as format: FindingRenderer.Format, color: ColorChoice, revision: ReportRevision?
    ) {
        write(FindingRenderer(format: format, isColored: color.isOn, revision: revision).render(report.sorted()))
    }

    /// Writes lines to standard output. Names come from the input: control characters are escaped, and what no person
    /// reads is cut off.
    static func write(lines: [String]) {
        write(lines.map { PrintableText.escaped(shortened($0)) + "\n" }.joined())
    }
}
