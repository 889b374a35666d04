import GitOpsManifest

/// A report for a terminal: a block for each cause of findings, then what could not be read, then the counts.
struct FindingTextRendering {
    let options: FindingRenderer

    /// Longest text, in characters: other formats have all of it.
    private static let textLength = 2_000

    private func short(_ text: String) -> String { ShortText.cut(text, to: Self.textLength) }

    private var style: TerminalStyle { TerminalStyle(isColored: options.isColored) }

    func render(_ report: FindingReport) -> String {
        var blocks = FindingGroup.groups(of: options.listed(report)).map(lines)
        if !report.problems.isEmpty {
            blocks.append(report.problems.map { style.text("unreadable", .red) + "  " + style.text(short("\($0)")) })
        }
        let verdict = style.text(report.verdict.rawValue, style.verdict(report.verdict))
        blocks.append([verdict + style.text(": \(report.summary)")])
        return PrintableText.withoutCommands(
            blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n"))
    }

    private func lines(_ group: FindingGroup) -> [String] {
        let finding = group.first
        let verdict = finding.verdict == .fail ? finding.severity.rawValue : finding.verdict.rawValue
        let color = finding.verdict == .fail ? style.severity(finding.severity) : style.verdict(finding.verdict)
        let suppressed =
            (finding.status.map { " (\($0.rawValue))" } ?? "") + (finding.suppression == nil ? "" : " (suppressed)")
        var lines = [
            style.text(verdict, color) + "  " + style.text(finding.rule.id, .bold)
                + style.text("  \(short("\(finding.subject)"))\(suppressed)\(group.alikeWords)")
        ]
        lines.append("  " + style.text(short(finding.message)))
        if let path = finding.path, !path.steps.isEmpty { lines.append("  " + style.text("at \(path)")) }
        for place in finding.places {
            lines.append("  " + self.place(place))
            if let line = place.line { lines.append("      " + style.text(short(line))) }
        }
        if let attribution = finding.attribution {
            lines.append("  " + style.text("by \(short("\(attribution)"))", .dim))
        }
        for flow in finding.flows { lines += self.lines(flow) }
        for fix in finding.fixes { lines.append("  " + style.text("fix: ", .green) + style.text(fix.text)) }
        if let reason = finding.suppression?.justification, !reason.isEmpty {
            lines.append("  " + style.text("suppressed: \(reason)", .dim))
        }
        return lines + FindingGroupText(style: style).lines(group, indentation: "  ", under: nil)
    }

    private func place(_ place: SourcePlace) -> String {
        style.text("\(place)", .dim) + (place.role.isEmpty ? "" : style.text("  \(place.role)"))
    }

    private func lines(_ flow: FindingFlow) -> [String] {
        let title = flow.message.isEmpty ? "steps" : flow.message
        return ["  " + style.text("\(short(title)):")]
            + flow.steps.enumerated().map { number, step in
                let indentation = String(repeating: "  ", count: min(max(0, step.nesting), 10))
                let place = step.place.map { "  " + style.text("\($0)", .dim) } ?? ""
                return "    \(indentation)\(number + 1). " + style.text(short(step.message)) + place
            }
    }
}
