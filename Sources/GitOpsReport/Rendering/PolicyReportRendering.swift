import GitOpsManifest

/// A report as objects that cluster dashboards read: a `PolicyReport` a namespace, and a `ClusterPolicyReport` for what
/// has none.
///
/// Their results know five words: `audit` is a `warn` there, and what nobody knows an `error`; and three severities, because the
/// definitions that clusters have installed refuse `critical` and `info`. Source: the working group's
/// `wgpolicyk8s.io/v1alpha2` (github.com/kubernetes-sigs/wg-policy-prototypes, policy-report).
struct PolicyReportRendering {
    func render(_ report: FindingReport) -> String {
        var groups: [(namespace: String?, findings: [Finding])] = []
        var numbers: [ExactText?: Int] = [:]
        for finding in report.findings {
            let namespace = Self.namespace(of: finding)
            let name = namespace.map { ExactText($0) }
            if let number = numbers[name] {
                groups[number].findings.append(finding)
            } else {
                numbers[name] = groups.count
                groups.append((namespace, [finding]))
            }
        }
        groups.sort { left, right in
            guard let one = left.namespace else { return right.namespace != nil }
            guard let other = right.namespace else { return false }
            return one.precedesByBytes(other)
        }
        if !report.problems.isEmpty, groups.first?.namespace != nil || groups.isEmpty {
            groups.insert((nil, []), at: 0)
        }
        var output = JSONOutput(indentation: 2)
        output.object { list in
            list.member("apiVersion", "v1")
            list.member("kind", "List")
            list.key("items")
            list.array(groups) { output, group in
                write(group.namespace, group.findings, group.namespace == nil ? report.problems : [], report, &output)
            }
        }
        return output.text + "\n"
    }

    private static func namespace(of finding: Finding) -> String? {
        if case .resource(let id) = finding.subject { id.namespace } else { nil }
    }

    private func write(
        _ namespace: String?, _ findings: [Finding], _ problems: [ReportProblem], _ report: FindingReport,
        _ output: inout JSONOutput
    ) {
        output.object { output in
            output.member("apiVersion", "wgpolicyk8s.io/v1alpha2")
            output.member("kind", namespace == nil ? "ClusterPolicyReport" : "PolicyReport")
            output.member("metadata") { metadata in
                metadata.member("name", report.tool.name)
                metadata.member("namespace", namespace)
            }
            output.member("summary") { summary in
                for result in Result.allCases {
                    var count = findings.reduce(0) { $0 + (Result($1.effectiveVerdict) == result ? 1 : 0) }
                    if result == .error { count += problems.count }
                    summary.member(result.rawValue, Optional(count))
                }
            }
            output.key("results")
            output.array { results in
                for finding in findings { write(finding, report, &results) }
                for problem in problems { write(problem, report, &results) }
            }
        }
    }

    private func write(_ finding: Finding, _ report: FindingReport, _ output: inout JSONOutput) {
        output.object { output in
            output.member("source", report.tool.name)
            output.member("policy", finding.rule.id)
            output.member("result", Result(finding.effectiveVerdict).rawValue)
            output.member("severity", Self.severity(finding.severity).rawValue)
            output.member("message", finding.suppression.map { "suppressed: \($0.justification)" } ?? finding.message)
            if case .resource(let id) = finding.subject {
                output.key("resources")
                output.array([id]) { output, id in
                    output.object { output in
                        output.member("kind", id.kind)
                        output.member("namespace", id.namespace)
                        output.member("name", id.name)
                    }
                }
            }
            output.member("properties") { properties in
                properties.member("fingerprint", finding.fingerprint.description)
                properties.member("path", finding.path.map(\.description))
                if let place = finding.places.first { properties.member("place", place.description) }
                properties.member("verdict", finding.verdict.rawValue)
                properties.member("severity", finding.severity.rawValue)
                // The version of an object is not part of its identity, so that `apiVersion` is not told.
                if case .resource(let id) = finding.subject, !id.group.isEmpty { properties.member("group", id.group) }
            }
        }
    }

    private func write(_ problem: ReportProblem, _ report: FindingReport, _ output: inout JSONOutput) {
        output.object { output in
            output.member("source", report.tool.name)
            output.member("policy", "unreadable")
            output.member("result", Result.error.rawValue)
            output.member("message", problem.message)
            output.member("properties") { properties in
                properties.member("place", problem.place?.description)
            }
        }
    }

    private static func severity(_ severity: Severity) -> Severity { min(max(severity, .low), .high) }

    /// The words of a result.
    private enum Result: String, CaseIterable {
        case pass, fail, warn, error, skip

        init(_ verdict: Verdict) {
            self =
                switch verdict {
                case .pass: .pass
                case .skip: .skip
                case .audit, .warn: .warn
                case .unknown, .error: .error
                case .fail: .fail
                }
        }
    }
}
