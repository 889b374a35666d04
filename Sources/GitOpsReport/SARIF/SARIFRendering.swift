import GitOpsManifest

/// A report as SARIF. Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard.
struct SARIFRendering {
    let options: FindingRenderer

    private static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

    func render(_ report: FindingReport) -> String {
        var output = JSONOutput(indentation: 2)
        output.object { json in
            json.member("$schema", Self.schema)
            json.member("version", "2.1.0")
            json.key("runs")
            json.array { $0.object { run(report, &$0) } }
        }
        return output.text + "\n"
    }

    private func run(_ report: FindingReport, _ json: inout JSONOutput) {
        let rules = report.rules
        var ruleIndex: [ExactText: Int] = [:]
        for (index, rule) in rules.enumerated() { ruleIndex[ExactText(rule.id)] = index }
        let findings = options.listed(report)
        json.member("tool") { json in
            json.member("driver") { json in
                json.member("name", report.tool.name)
                json.member("version", report.tool.version)
                json.member("informationUri", report.tool.informationURI)
                json.key("rules")
                json.array(rules) { json, rule in json.object { $0.sarifRule(rule) } }
            }
        }
        invocation(report.problems, &json)
        // Positions count Unicode scalars.
        json.member("columnKind", "unicodeCodePoints")
        if let revision = options.revision { provenance(revision, &json) }
        json.key("results")
        // Either all results of a run say whether they are suppressed, or none. Source: section 3.27.23.
        let saysSuppressions = findings.contains { $0.suppression != nil }
        json.array(findings) { json, finding in
            json.object { json in
                let index = ruleIndex[ExactText(finding.rule.id)]
                SARIFResult(finding: finding, ruleIndex: index, saysSuppressions: saysSuppressions).write(to: &json)
            }
        }
    }

    private func provenance(_ revision: ReportRevision, _ json: inout JSONOutput) {
        json.key("versionControlProvenance")
        json.array {
            $0.object {
                $0.member("repositoryUri", revision.repositoryURI)
                $0.member("revisionId", revision.commit)
                $0.member("branch", revision.branch)
                $0.member("mappedTo") { $0.member("uriBaseId", SARIFPlace.baseID) }
            }
        }
    }

    /// What could not be read makes the run an incomplete one.
    private func invocation(_ problems: [ReportProblem], _ json: inout JSONOutput) {
        json.key("invocations")
        json.array {
            $0.object { json in
                json.member("executionSuccessful", problems.isEmpty)
                json.member("toolExecutionNotifications", each: problems) { json, problem in
                    json.object { json in
                        json.member("level", "error")
                        json.sarifMessage("message", problem.message)
                        if let place = problem.place {
                            json.key("locations")
                            json.array { $0.object { SARIFPlace(place).write(to: &$0) } }
                        }
                    }
                }
            }
        }
    }
}
