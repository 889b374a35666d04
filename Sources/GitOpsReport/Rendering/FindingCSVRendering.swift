import GitOpsManifest

/// A line for each finding and each problem, below a line of names.
struct FindingCSVRendering {
    private static let header = [
        "verdict", "severity", "rule", "group", "kind", "namespace", "name", "subject", "path", "message", "file",
        "line",
        "column", "fix", "suppressed", "fingerprint", "status", "commit", "author",
    ]

    func render(_ report: FindingReport) -> String {
        var text = CSVText.line(Self.header)
        for finding in report.findings { text += CSVText.line(fields(finding)) }
        for problem in report.problems { text += CSVText.line(fields(problem)) }
        return text
    }

    private func fields(_ finding: Finding) -> [String] {
        var fields = [finding.verdict.rawValue, finding.severity.rawValue, finding.rule.id]
        switch finding.subject {
        case .resource(let id): fields += [id.group, id.kind, id.namespace ?? "", id.name, id.description]
        case .other(let text): fields += ["", "", "", "", text]
        }
        fields += [finding.path?.description ?? "", finding.message]
        fields += place(finding.places.first)
        fields += [finding.fixes.map(\.text).joined(separator: "; "), finding.suppression?.justification ?? ""]
        if finding.suppression?.justification.isEmpty == true { fields[fields.count - 1] = "yes" }
        fields += [finding.fingerprint.text, finding.status?.rawValue ?? ""]
        fields += [finding.attribution?.commit ?? "", finding.attribution?.author ?? ""]
        return fields.map(CSVText.inert)
    }

    private func fields(_ problem: ReportProblem) -> [String] {
        let fields = [Verdict.unknown.rawValue] + Array(repeating: "", count: 8) + [problem.message]
        return (fields + place(problem.place) + Array(repeating: "", count: 6)).map(CSVText.inert)
    }

    private func place(_ place: SourcePlace?) -> [String] {
        [
            place?.origin.path ?? "", place?.position.map { String($0.line) } ?? "",
            place?.position.map { String($0.column) } ?? "",
        ]
    }
}
