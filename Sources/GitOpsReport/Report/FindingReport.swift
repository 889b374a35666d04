import GitOpsManifest

/// Findings, what could not be looked at, and the one verdict that follows from both.
///
/// The verdict is computed from what the report holds, so a report that shows nothing bad is never bad, and the other way
/// round. To leave findings out, make a report without them.
public struct FindingReport: Sendable, Hashable {
    /// Who reports.
    public var tool: ReportTool
    /// The findings, in the order in which they are shown.
    public var findings: [Finding]
    /// What could not be read or evaluated, so that nobody knows what is in it.
    public var problems: [ReportProblem]
    /// Rules that were evaluated and may have no findings; those of the findings need not be repeated.
    public var evaluatedRules: [FindingRule]

    /// A report from its parts.
    public init(
        tool: ReportTool = ReportTool(), findings: [Finding], problems: [ReportProblem] = [],
        evaluatedRules: [FindingRule] = []
    ) {
        self.tool = tool
        self.findings = findings
        self.problems = problems
        self.evaluatedRules = evaluatedRules
    }

    /// The heaviest verdict of all findings that count; what could not be read weighs as `unknown`. An empty report
    /// passes.
    public var verdict: Verdict {
        let heaviest = findings.map(\.effectiveVerdict).filter { $0 != .skip }.max() ?? .pass
        return problems.isEmpty ? heaviest : max(heaviest, .unknown)
    }

    /// The number of findings with a verdict, suppressed ones under `skip`.
    public func count(_ verdict: Verdict) -> Int {
        findings.reduce(0) { $0 + ($1.effectiveVerdict == verdict ? 1 : 0) }
    }

    /// `2 fail, 1 warn, 12 pass, 1 unreadable`; verdicts that do not occur are left out.
    public var summary: String {
        var parts = Verdict.allCases.sorted(by: >).compactMap { verdict in
            let number = count(verdict)
            return number == 0 ? nil : "\(number) \(verdict.rawValue)"
        }
        if !problems.isEmpty { parts.append("\(problems.count) unreadable") }
        return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    }

    /// All rules, each once, in the order in which they occur: the evaluated ones, then those of the findings.
    public var rules: [FindingRule] {
        var seen: Set<ExactText> = []
        return (evaluatedRules + findings.map(\.rule)).filter { seen.insert(ExactText($0.id)).inserted }
    }

    /// The same report with the worst findings first: by verdict, severity, rule, subject and place.
    public func sorted() -> FindingReport {
        var report = self
        report.findings = findings.enumerated()
            .sorted { left, right in
                Self.precedes(left.element, right.element) ?? (left.offset < right.offset)
            }
            .map(\.element)
        return report
    }

    /// The same report without the findings for which `isIncluded` is false.
    public func filter(_ isIncluded: (Finding) -> Bool) -> FindingReport {
        var report = self
        report.findings = findings.filter(isIncluded)
        return report
    }

    private static func precedes(_ left: Finding, _ right: Finding) -> Bool? {
        if left.effectiveVerdict != right.effectiveVerdict { return left.effectiveVerdict > right.effectiveVerdict }
        if left.severity != right.severity { return left.severity > right.severity }
        if !left.rule.id.hasSameBytes(as: right.rule.id) { return left.rule.id.precedesByBytes(right.rule.id) }
        if left.subject != right.subject { return left.subject < right.subject }
        guard let one = left.places.first, let other = right.places.first else { return nil }
        if !one.origin.path.hasSameBytes(as: other.origin.path) {
            return one.origin.path.precedesByBytes(other.origin.path)
        }
        let offsets = (one.position?.byteOffset ?? 0, other.position?.byteOffset ?? 0)
        return offsets.0 == offsets.1 ? nil : offsets.0 < offsets.1
    }
}
