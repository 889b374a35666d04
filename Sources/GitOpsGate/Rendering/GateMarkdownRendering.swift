import GitOpsDiff
import GitOpsManifest
import GitOpsReport

/// A comment for a pull request: the verdict, what changed, and the findings.
struct GateMarkdownRendering {
    let options: GateRenderer

    /// Most resources that are listed as changed.
    private static let changeCount = 50

    func render(_ result: GateResult) -> String {
        let listed = options.listed(result.report)
        var report = result.report
        report.findings = listed.findings
        var text = changes(result)
        if listed.existing > 0 || listed.fixed > 0 {
            text +=
                "\nNot listed: \(listed.existing) findings that the base has as well, \(listed.fixed) that are fixed.\n"
        }
        if let hidden = result.ledger.hiddenWords { text += "\n\(MarkdownText.escaped(hidden))\n" }
        var findings = options.findings
        findings.markdownLimit = max(0, findings.markdownLimit - text.utf8.count)
        return findings.render(report) + text
    }

    private func changes(_ result: GateResult) -> String {
        guard !result.changes.isEmpty else { return "" }
        let rows = result.changes.prefix(Self.changeCount).map { change in
            "| \(change.resource.kind.rawValue) | \(MarkdownText.code("\(change.resource.id)")) | "
                + "\(MarkdownText.escaped(GateChange.words(change.assessment))) |\n"
        }
        let rest = result.changes.count - rows.count
        return "\n| change | resource | what it does |\n|---|---|---|\n" + rows.joined()
            + (rest > 0 ? "\n\(rest) more resources changed.\n" : "")
    }
}
