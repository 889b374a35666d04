import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport

/// A result for a terminal: what changed, the findings by file, what was looked at, the verdict.
struct GateTextRendering {
    let options: GateRenderer

    private var style: TerminalStyle { TerminalStyle(isColored: options.isColored) }

    /// Most resources that are listed as changed.
    private static let changeCount = 200

    func render(_ result: GateResult) -> String {
        var blocks = [changes(result)]
        let listed = options.listed(result.report)
        var advised: Set<String> = []
        let groups = FindingGroup.groups(of: listed.findings, isApart: Self.isWorse)
        for groups in Self.byFile(groups) { blocks.append(block(groups, &advised)) }
        if !result.report.problems.isEmpty {
            blocks.append(
                result.report.problems.map { style.text("unreadable", .red) + style.text("  \($0)") })
        }
        blocks.append(summary(result, existing: listed.existing, fixed: listed.fixed))
        return PrintableText.withoutCommands(
            blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n"))
    }

    // MARK: Changes

    private func changes(_ result: GateResult) -> [String] {
        guard !result.changes.isEmpty || !result.otherChanges.isEmpty else { return [] }
        var lines = [style.text("Changes", .bold)]
        lines += result.changes.prefix(Self.changeCount).map(line)
        if result.changes.count > Self.changeCount {
            lines.append("  and \(result.changes.count - Self.changeCount) more resources")
        }
        lines += result.otherChanges.prefix(Self.changeCount).map { style.text("  \($0)", .dim) }
        if result.otherChanges.count > Self.changeCount {
            lines.append("  and \(result.otherChanges.count - Self.changeCount) more documents")
        }
        return lines
    }

    private func line(_ change: GateChange) -> String {
        let (sign, color): (String, TerminalStyle.Color) =
            switch change.resource.kind {
            case .added: ("+", .green)
            case .removed: ("-", .red)
            case .changed: ("~", .yellow)
            case .moved: (">", .dim)
            }
        let risks = GateChange.words(change.assessment)
        let place = change.resource.manifest.map { "  \($0.origin.path)" } ?? ""
        return style.text("  \(sign) ", color) + style.text("\(change.resource.id)")
            + (risks.isEmpty ? "" : style.text("  \(risks)", .bold)) + style.text(place, .dim)
    }

    // MARK: Findings

    /// By the file of the first place, in the order in which files occur, so that the worst comes first. What is in several files
    /// stands for itself.
    private static func byFile(_ groups: [FindingGroup]) -> [[FindingGroup]] {
        var blocks: [[FindingGroup]] = []
        var numbers: [ExactText: Int] = [:]
        for group in groups {
            guard let file = group.file else {
                blocks.append([group])
                continue
            }
            if let number = numbers[ExactText(file)] {
                blocks[number].append(group)
            } else {
                numbers[ExactText(file)] = blocks.count
                blocks.append([group])
            }
        }
        return blocks
    }

    private func block(_ groups: [FindingGroup], _ advised: inout Set<String>) -> [String] {
        guard let first = groups.first else { return [] }
        let file = first.file.map { $0.isEmpty ? "elsewhere" : $0 } ?? "\(first.fileCount) files"
        var lines = [style.text(file, .bold)]
        var attributed: Set<FindingAttribution> = []
        var counts: [String: Int] = [:]
        var left: [(rule: String, subjects: [FindingSubject], count: Int)] = []
        for group in groups {
            let finding = group.first
            counts[finding.rule.id, default: 0] += 1
            guard counts[finding.rule.id, default: 0] > Self.groupCount else {
                lines += self.lines(group, &advised, &attributed)
                continue
            }
            let number = left.firstIndex { $0.rule == finding.rule.id } ?? left.count
            if number == left.count { left.append((finding.rule.id, [], 0)) }
            left[number].count += group.findings.count
            if left[number].subjects.count < 3, !left[number].subjects.contains(finding.subject) {
                left[number].subjects.append(finding.subject)
            }
        }
        return lines
            + left.map { rest in
                let subjects = rest.subjects.map { "\($0)" }.joined(separator: ", ")
                return style.text("  and \(rest.count) more of ") + style.text(rest.rule, .bold)
                    + style.text(", as of \(subjects); see --output json", .dim)
            }
    }

    /// Most causes of one rule that are listed of one file.
    private static let groupCount = 20
    /// Most places that are listed of one finding.
    private static let placeCount = 5

    /// A finding that the base has with other values is no finding that it does not have.
    private static func isWorse(_ finding: Finding) -> Bool {
        finding.status == .new && finding.properties[FindingComparison.worsened] != nil
    }

    /// - Parameters:
    ///   - advised: the rules whose advice was given; once is enough.
    ///   - attributed: the commits that were named for this file.
    private func lines(
        _ group: FindingGroup, _ advised: inout Set<String>, _ attributed: inout Set<FindingAttribution>
    ) -> [String] {
        let finding = group.first
        let verdict = finding.verdict == .fail ? finding.severity.rawValue : finding.verdict.rawValue
        let color = finding.verdict == .fail ? style.severity(finding.severity) : style.verdict(finding.verdict)
        let isWorse = Self.isWorse(finding)
        let status = isWorse ? " (new: other values than before)" : finding.status.map { " (\($0.rawValue))" } ?? ""
        let suppressed = finding.suppression == nil ? "" : " (suppressed)"
        let place = finding.places.first
        let at = group.file == nil ? place.map { "\($0)  " } : place?.position.map { "\($0)  " }
        var lines = [
            "  " + style.text(at ?? "", .dim) + style.text(verdict, color)
                + style.text("  \(finding.rule.id)", .bold)
                + style.text("  \(finding.subject)\(status)\(suppressed)\(group.alikeWords)")
        ]
        if let line = place?.line { lines.append("      " + style.text("| ", .dim) + style.text(line)) }
        lines.append("      " + style.text(finding.message))
        for place in finding.places.prefix(Self.placeCount).dropFirst() {
            lines.append(
                "      " + style.text("\(place)", .dim) + style.text(place.role.isEmpty ? "" : "  \(place.role)"))
        }
        if finding.places.count > Self.placeCount {
            lines.append(
                "      " + style.text("and \(finding.places.count - Self.placeCount) more; see --output json", .dim))
        }
        for flow in finding.flows {
            for (number, step) in flow.steps.enumerated() {
                let indentation = String(repeating: "  ", count: min(max(0, step.nesting), 10))
                let at = step.place.map { style.text("  \($0)", .dim) } ?? ""
                lines.append("        \(indentation)\(number + 1). " + style.text(step.message) + at)
            }
        }
        for fix in finding.fixes { lines.append("      " + style.text("fix: ", .green) + style.text(fix.text)) }
        if finding.fixes.isEmpty, !finding.rule.help.isEmpty, advised.insert(finding.rule.id).inserted {
            lines.append("      " + style.text("help: ", .green) + style.text(finding.rule.help))
        }
        if let attribution = finding.attribution, attributed.insert(attribution).inserted {
            lines.append("      " + style.text("by \(attribution)", .dim))
        }
        if let reason = finding.suppression?.justification, !reason.isEmpty {
            lines.append("      " + style.text("suppressed: \(reason)", .dim))
        }
        return lines + FindingGroupText(style: style).lines(group, indentation: "      ", under: group.file)
    }

    // MARK: Summary

    private func summary(_ result: GateResult, existing: Int, fixed: Int) -> [String] {
        var lines: [String] = []
        if existing > 0 {
            lines.append(
                existing == 1
                    ? "1 finding that the base has as well is not listed"
                    : "\(existing) findings that the base has as well are not listed")
        }
        if fixed > 0 { lines.append(fixed == 1 ? "1 finding is fixed" : "\(fixed) findings are fixed") }
        lines.append(style.text(result.ledger.words, .dim))
        if let hidden = result.ledger.hiddenWords { lines.append(style.text(hidden, .yellow)) }
        let verdict = style.text(result.verdict.rawValue, style.verdict(result.verdict))
        return lines + [verdict + style.text(": \(result.report.summary)")]
    }
}

extension GateChange {
    /// The classes of risk that are worth a word, the worst first.
    static func words(_ assessment: RiskAssessment) -> String {
        var seen: Set<ChangeRisk> = []
        return assessment.findings.map(\.risk).filter { $0 > .inPlace && seen.insert($0).inserted }.map(\.words)
            .joined(separator: ", ")
    }
}

extension GateLedger {
    /// Most paths that are named.
    private static let hiddenCount = 5

    /// What nobody looked at because of its name; `nil` when there is nothing of the kind.
    var hiddenWords: String? {
        let paths = head.hiddenPaths
        guard !paths.isEmpty else { return nil }
        let rest = paths.count - Self.hiddenCount
        let names = paths.prefix(Self.hiddenCount).map { "'\(ShortText.cut($0, to: 200))'" }.joined(separator: ", ")
        return "not read, because the name begins with a dot: \(names)" + (rest > 0 ? " and \(rest) more" : "")
            + "; have them read by manifests.hidden, or leave them out by manifests.exclude"
    }

    /// `looked at: 12 resources, 1 other document; 12 × 45 policies; schema 24, access 3`.
    var words: String {
        var text = "looked at: \(head.resources) resource\(head.resources == 1 ? "" : "s")"
        if head.others > 0 { text += ", \(head.others) other document\(head.others == 1 ? "" : "s")" }
        if head.unreadable > 0 { text += ", \(head.unreadable) unreadable" }
        if let policies {
            text +=
                "; \(policies.documents) object\(policies.documents == 1 ? "" : "s") × \(policies.policies) "
                + "\(policies.policies == 1 ? "policy" : "policies"): \(policies.matched) matched, "
                + "\(policies.unmatched) not, \(policies.unbound) unbound, \(policies.unknown) unknown"
        }
        let checks = self.checks.map { check in
            "\(check.name) \(check.subjects)" + (check.unknown > 0 ? " (\(check.unknown) unknown)" : "")
        }
        return text + (checks.isEmpty ? "" : "; " + checks.joined(separator: ", "))
    }
}
