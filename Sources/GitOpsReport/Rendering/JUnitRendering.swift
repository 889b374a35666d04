import GitOpsManifest

/// A report as the tests of a build: a suite for each rule, a case for each subject.
///
/// What is broken is a failure, what could not be decided an error; what is only told (`warn`, `audit`) passes and says so
/// in its output. Source: the schema of Jenkins' xUnit plugin (github.com/jenkinsci/xunit-plugin, junit-10.xsd). Beyond it go
/// the count `skipped` of all suites and `file` and `line` of a case, by which GitLab and others link to the text; readers that
/// do not know them pass over them.
struct JUnitRendering {
    func render(_ report: FindingReport) -> String {
        // Rules and findings meet by the bytes of ids.
        var suites: [(rule: FindingRule, findings: [Finding])] = report.rules.map { ($0, []) }
        var numbers: [ExactText: Int] = [:]
        for (index, suite) in suites.enumerated() { numbers[ExactText(suite.rule.id)] = index }
        for finding in report.findings {
            if let index = numbers[ExactText(finding.rule.id)] { suites[index].findings.append(finding) }
        }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites" + XMLText.attribute("name", report.tool.name) + counts(report) + ">")
        for suite in suites { lines += self.lines(suite.rule, suite.findings) }
        if !report.problems.isEmpty { lines += self.lines(report.problems) }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private func counts(_ report: FindingReport) -> String {
        counts(report.findings, problems: report.problems.count)
    }

    private func counts(_ findings: [Finding], problems: Int) -> String {
        func count(_ outcomes: Set<Verdict>) -> Int {
            findings.reduce(0) { $0 + (outcomes.contains($1.effectiveVerdict) ? 1 : 0) }
        }
        return XMLText.attribute("tests", String(findings.count + problems))
            + XMLText.attribute("failures", String(count([.fail])))
            + XMLText.attribute("errors", String(count([.error, .unknown]) + problems))
            + XMLText.attribute("skipped", String(count([.skip])))
    }

    private func lines(_ rule: FindingRule, _ findings: [Finding]) -> [String] {
        let head = "  <testsuite" + XMLText.attribute("name", rule.id) + counts(findings, problems: 0)
        if findings.isEmpty { return [head + "/>"] }
        return [head + ">"] + findings.flatMap(lines) + ["  </testsuite>"]
    }

    private func lines(_ finding: Finding) -> [String] {
        let path = finding.path.map { $0.steps.isEmpty ? "" : " \($0)" } ?? ""
        var head =
            "    <testcase" + XMLText.attribute("classname", finding.rule.id)
            + XMLText.attribute("name", "\(finding.subject)\(path)")
        if let place = finding.places.first {
            head += XMLText.attribute("file", place.origin.path)
            if let line = place.position?.line { head += XMLText.attribute("line", String(line)) }
        }
        guard let outcome = outcome(of: finding) else { return [head + "/>"] }
        return [head + ">", "      " + outcome, "    </testcase>"]
    }

    /// What stands inside the case; nothing when it passed.
    private func outcome(of finding: Finding) -> String? {
        let message = XMLText.attribute("message", finding.message)
        if let suppression = finding.suppression {
            return "<skipped" + XMLText.attribute("message", "suppressed: \(suppression.justification)") + "/>"
        }
        switch finding.verdict {
        case .pass: return nil
        case .skip: return "<skipped\(message)/>"
        case .warn, .audit:
            let lines = ["\(finding.verdict.rawValue): \(finding.message)"] + details(finding)
            return "<system-out>\(XMLText.lines(lines))</system-out>"
        case .fail:
            let type = XMLText.attribute("type", finding.severity.rawValue)
            return "<failure\(message)\(type)>\(XMLText.lines(details(finding)))</failure>"
        case .error, .unknown:
            let type = XMLText.attribute("type", finding.verdict.rawValue)
            return "<error\(message)\(type)>\(XMLText.lines(details(finding)))</error>"
        }
    }

    private func details(_ finding: Finding) -> [String] {
        (finding.status.map { ["status: \($0.rawValue)"] } ?? [])
            + (finding.attribution.map { ["commit: \($0)"] } ?? [])
            + finding.places.map { $0.role.isEmpty ? "\($0)" : "\($0): \($0.role)" }
            + finding.flows.flatMap { flow in
                flow.steps.enumerated().map { number, step in
                    "\(number + 1). \(step.place.map { "\($0): " } ?? "")\(step.message)"
                }
            }
            + finding.fixes.map { "fix: \($0.text)" }
    }

    private func lines(_ problems: [ReportProblem]) -> [String] {
        let name = XMLText.attribute("name", "unreadable")
        var lines = ["  <testsuite\(name)\(counts([], problems: problems.count))>"]
        for problem in problems {
            let place = XMLText.attribute("name", problem.place.map { "\($0)" } ?? "input")
            let message = XMLText.attribute("message", problem.message)
            lines.append("    <testcase classname=\"unreadable\"\(place)>")
            lines.append("      <error\(message) type=\"\(Verdict.unknown.rawValue)\"/>")
            lines.append("    </testcase>")
        }
        return lines + ["  </testsuite>"]
    }
}
