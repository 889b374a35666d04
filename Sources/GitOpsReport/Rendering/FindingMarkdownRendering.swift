import GitOpsManifest

/// A comment for a pull request: the verdict, a table of the findings, and the details of each to unfold.
struct FindingMarkdownRendering {
    let options: FindingRenderer

    /// Longest name or sentence in a row, in characters.
    private static let rowLength = 200
    /// Most places in the details of one finding.
    private static let placeCount = 20
    /// Longest text in the details, in characters.
    private static let detailLength = 2_000

    func render(_ report: FindingReport) -> String {
        let findings = options.listed(report)
        var text = "### \(MarkdownText.escaped(report.verdict.rawValue)): \(MarkdownText.escaped(report.summary))\n"
        text += problems(report.problems)
        guard !findings.isEmpty else { return text }
        // Half for the table, so that details never crowd out a finding.
        let rows = findings.map(row)
        let shownRows = fitting(rows, into: max(0, (options.markdownLimit - text.utf8.count) / 2))
        text += "\n| | rule | subject | what | place |\n|---|---|---|---|---|\n" + rows.prefix(shownRows).joined()
        if shownRows < rows.count { text += "\n\(rows.count - shownRows) more findings are not listed here.\n" }
        let details = findings.prefix(shownRows).map(self.details)
        let shownDetails = fitting(details, into: max(0, options.markdownLimit - text.utf8.count - 100))
        text += details.prefix(shownDetails).joined()
        if shownDetails < details.count {
            text += "\nThe details of \(details.count - shownDetails) more findings are left out.\n"
        }
        return text
    }

    /// How many of the parts fit into a number of bytes.
    private func fitting(_ parts: [String], into limit: Int) -> Int {
        var used = 0
        for (index, part) in parts.enumerated() {
            used += part.utf8.count
            if used > limit { return index }
        }
        return parts.count
    }

    private func row(_ finding: Finding) -> String {
        let verdict = finding.verdict == .fail ? finding.severity.rawValue : finding.verdict.rawValue
        let suppressed =
            (finding.status.map { " \($0.rawValue)" } ?? "") + (finding.suppression == nil ? "" : " (suppressed)")
        let subject = ShortText.cut("\(finding.subject)", to: Self.rowLength)
        let message = ShortText.cut(finding.message, to: Self.rowLength)
        let rule = ShortText.cut(finding.rule.id, to: Self.rowLength)
        return "| **\(verdict)**\(suppressed) | \(MarkdownText.code(rule)) | \(MarkdownText.code(subject)) | "
            + "\(MarkdownText.escaped(message)) | \(finding.places.first.map(place) ?? "") |\n"
    }

    private func place(_ place: SourcePlace) -> String {
        let code = MarkdownText.code(ShortText.cut("\(place)", to: Self.rowLength))
        guard let link = options.revision?.link(to: place) else { return code }
        return "<a href=\"\(XMLText.escaped(link))\">\(code)</a>"
    }

    private func details(_ finding: Finding) -> String {
        var lines: [String] = []
        if let path = finding.path, !path.steps.isEmpty { lines.append("- at \(MarkdownText.code("\(path)"))") }
        for place in finding.places.prefix(Self.placeCount) {
            lines.append("- \(self.place(place))" + (place.role.isEmpty ? "" : " \(text(place.role))"))
        }
        if finding.places.count > Self.placeCount {
            lines.append("- and \(finding.places.count - Self.placeCount) more")
        }
        if let line = finding.places.first?.line {
            lines += ["", MarkdownText.code(ShortText.cut(line, to: Self.rowLength))]
        }
        if let attribution = finding.attribution { lines.append("- by \(text("\(attribution)"))") }
        for flow in finding.flows {
            if !lines.isEmpty { lines.append("") }
            if !flow.message.isEmpty { lines += [self.text(flow.message), ""] }
            for (number, step) in flow.steps.enumerated() {
                let place = step.place.map { " (\(self.place($0)))" } ?? ""
                lines.append("\(number + 1). \(self.text(step.message))\(place)")
            }
        }
        for fix in finding.fixes { lines += ["", "**Fix:** \(self.text(fix.text))"] }
        if let reason = finding.suppression?.justification, !reason.isEmpty {
            lines += ["", "Suppressed: \(self.text(reason))"]
        }
        if !finding.rule.help.isEmpty { lines += ["", self.text(finding.rule.help)] }
        if lines.isEmpty { return "" }
        let title = ShortText.cut("\(finding.rule.id): \(finding.subject)", to: Self.rowLength)
        return "\n<details><summary>\(MarkdownText.code(title))</summary>\n\n\(self.text(finding.message))\n\n"
            + lines.joined(separator: "\n") + "\n\n</details>\n"
    }

    private func text(_ text: String) -> String {
        MarkdownText.escaped(ShortText.cut(text, to: Self.detailLength))
    }

    private func problems(_ problems: [ReportProblem]) -> String {
        guard !problems.isEmpty else { return "" }
        let lines = problems.map { "- \(MarkdownText.code(ShortText.cut("\($0)", to: Self.rowLength)))\n" }
        let shown = fitting(lines, into: options.markdownLimit / 4)
        let rest = shown < lines.count ? "- and \(lines.count - shown) more\n" : ""
        return "\n**Not readable**\n\n" + lines.prefix(shown).joined() + rest
    }
}
