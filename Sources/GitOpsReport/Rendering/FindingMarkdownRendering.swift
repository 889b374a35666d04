import GitOpsManifest

/// A comment for a pull request: the verdict, a table of the causes, and the details of each to unfold.
struct FindingMarkdownRendering {
    let options: FindingRenderer

    /// Longest name or sentence in a row, in characters.
    private static let rowLength = 200
    /// Most places in the details of one finding.
    private static let placeCount = 20
    /// Longest text in the details, in characters.
    private static let detailLength = 2_000
    /// Most rows of the table: nobody reads more of a comment.
    private static let rowCount = 50
    /// Most findings of one cause that are listed in its details.
    private static let memberCount = 20
    /// Most rules that are named of what is not listed.
    private static let restCount = 10

    func render(_ report: FindingReport) -> String {
        let groups = FindingGroup.groups(of: options.listed(report))
        var text = "### \(MarkdownText.escaped(report.verdict.rawValue)): \(MarkdownText.escaped(report.summary))\n"
        text += problems(report.problems)
        guard !groups.isEmpty else { return text }
        // Half for the table, so that details never crowd out a finding.
        let rows = groups.prefix(Self.rowCount).map(row)
        let shown = fitting(rows, into: max(0, (options.markdownLimit - text.utf8.count) / 2))
        text += "\n| | rule | subject | what | place |\n|---|---|---|---|---|\n" + rows.prefix(shown).joined()
        text += rest(groups.dropFirst(shown))
        var advised: Set<String> = []
        let details = groups.prefix(shown).map { self.details($0, &advised) }.filter { !$0.isEmpty }
        let shownDetails = fitting(details, into: max(0, options.markdownLimit - text.utf8.count - 100))
        text += details.prefix(shownDetails).joined()
        if shownDetails < details.count {
            text += "\nThe details of \(details.count - shownDetails) more causes are left out.\n"
        }
        return text
    }

    /// How many findings of which rules are not listed.
    private func rest(_ groups: ArraySlice<FindingGroup>) -> String {
        guard !groups.isEmpty else { return "" }
        var counts: [(rule: String, count: Int)] = []
        for group in groups {
            if let index = counts.firstIndex(where: { $0.rule.hasSameBytes(as: group.first.rule.id) }) {
                counts[index].count += group.findings.count
            } else {
                counts.append((group.first.rule.id, group.findings.count))
            }
        }
        let named = counts.prefix(Self.restCount).map {
            "\($0.count) of \(MarkdownText.code(ShortText.cut($0.rule, to: 100)))"
        }
        let others = counts.count > named.count ? " and of \(counts.count - named.count) more rules" : ""
        return "\n\(counts.reduce(0) { $0 + $1.count }) more findings are not listed here: "
            + named.joined(separator: ", ") + others + ".\n"
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

    private func row(_ group: FindingGroup) -> String {
        let finding = group.first
        let verdict = finding.verdict == .fail ? finding.severity.rawValue : finding.verdict.rawValue
        let suppressed =
            (finding.status.map { " \($0.rawValue)" } ?? "") + (finding.suppression == nil ? "" : " (suppressed)")
        let subject = ShortText.cut("\(finding.subject)", to: Self.rowLength)
        let message = ShortText.cut(finding.message, to: Self.rowLength)
        let rule = ShortText.cut(finding.rule.id, to: Self.rowLength)
        return "| **\(verdict)**\(suppressed) | \(MarkdownText.code(rule)) | \(MarkdownText.code(subject))"
            + "\(group.alikeWords) | "
            + "\(MarkdownText.escaped(message)) | \(finding.places.first.map(place) ?? "") |\n"
    }

    private func place(_ place: SourcePlace) -> String {
        let code = MarkdownText.code(ShortText.cut("\(place)", to: Self.rowLength))
        guard let link = options.revision?.link(to: place) else { return code }
        return "<a href=\"\(XMLText.escaped(link))\">\(code)</a>"
    }

    /// - Parameter advised: the rules whose advice was given; once is enough.
    private func details(_ group: FindingGroup, _ advised: inout Set<String>) -> String {
        let finding = group.first
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
        for flow in finding.flows { lines += self.lines(flow, after: lines) }
        for fix in finding.fixes { lines += ["", "**Fix:** \(self.text(fix.text))"] }
        if let reason = finding.suppression?.justification, !reason.isEmpty {
            lines += ["", "Suppressed: \(self.text(reason))"]
        }
        if !finding.rule.help.isEmpty, advised.insert(finding.rule.id).inserted {
            lines += ["", self.text(finding.rule.help)]
        }
        lines += members(group)
        if lines.isEmpty { return "" }
        let title = ShortText.cut("\(finding.rule.id): \(finding.subject)", to: Self.rowLength)
        return "\n<details><summary>\(MarkdownText.code(title))\(group.alikeWords)</summary>\n\n"
            + "\(self.text(finding.message))\n\n" + lines.joined(separator: "\n") + "\n\n</details>\n"
    }

    private func lines(_ flow: FindingFlow, after others: [String]) -> [String] {
        var lines = others.isEmpty ? [] : [""]
        if !flow.message.isEmpty { lines += [text(flow.message), ""] }
        for (number, step) in flow.steps.enumerated() {
            let place = step.place.map { " (\(self.place($0)))" } ?? ""
            lines.append("\(number + 1). \(text(step.message))\(place)")
        }
        return lines
    }

    /// Where the same is beside the first finding.
    private func members(_ group: FindingGroup) -> [String] {
        let (listed, more) = group.members(atMost: Self.memberCount)
        guard !listed.isEmpty else { return [] }
        let lines = listed.map { member in
            let place = member.place.map { self.place($0) } ?? ""
            let text = MarkdownText.escaped(ShortText.cut(member.text, to: Self.rowLength))
            let commit = member.attribution.map { " by \(self.text("\($0)"))" } ?? ""
            return "- \([place, text].filter { !$0.isEmpty }.joined(separator: " "))\(commit)"
        }
        return ["", "Alike:", ""] + lines + (more > 0 ? ["- and \(more) more"] : [])
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
