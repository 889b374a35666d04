package import GitOpsManifest

/// A report as JSON: the members are described in the article on formats and are part of the public interface.
package struct FindingJSONRendering {
    package init() {}

    /// Raised when a member changes its meaning or goes away.
    static let formatVersion = 1

    /// The whole report as one object, followed by members of who knows more.
    package func document(_ report: FindingReport, more: (inout JSONOutput) -> Void = { _ in }) -> String {
        var output = JSONOutput(indentation: 2)
        output.object { json in
            json.member("version", Self.formatVersion)
            json.member("tool") { tool(report.tool, &$0) }
            json.member("verdict", report.verdict.rawValue)
            json.member("counts") { counts(report, &$0) }
            json.key("rules")
            json.array(report.rules) { json, rule in json.object { self.rule(rule, &$0) } }
            json.key("findings")
            json.array(report.findings) { json, finding in json.object { self.finding(finding, &$0) } }
            json.key("problems")
            json.array(report.problems) { json, problem in json.object { self.problem(problem, &$0) } }
            more(&json)
        }
        return output.text + "\n"
    }

    /// An object a line.
    func lines(_ report: FindingReport) -> String {
        var text = ""
        func line(_ type: String, _ body: (inout JSONOutput) -> Void) {
            var output = JSONOutput()
            output.object {
                $0.member("type", type)
                body(&$0)
            }
            text += output.text + "\n"
        }
        for finding in report.findings { line("finding") { self.finding(finding, &$0) } }
        for problem in report.problems { line("problem") { self.problem(problem, &$0) } }
        line("summary") { json in
            json.member("verdict", report.verdict.rawValue)
            json.member("counts") { counts(report, &$0) }
        }
        return text
    }

    private func tool(_ tool: ReportTool, _ json: inout JSONOutput) {
        json.member("name", tool.name)
        json.member("version", tool.version)
        json.member("informationURI", tool.informationURI)
    }

    private func counts(_ report: FindingReport, _ json: inout JSONOutput) {
        for verdict in Verdict.allCases { json.member(verdict.rawValue, report.count(verdict)) }
        json.member("problems", report.problems.count)
    }

    private func rule(_ rule: FindingRule, _ json: inout JSONOutput) {
        json.member("id", rule.id)
        json.member("name", rule.name.isEmpty ? nil : rule.name)
        json.member("severity", rule.severity.rawValue)
        json.member("summary", rule.summary)
        json.member("description", rule.description.isEmpty ? nil : rule.description)
        json.member("help", rule.help.isEmpty ? nil : rule.help)
        json.member("helpURI", rule.helpURI)
        json.member("tags", texts: rule.tags)
    }

    private func finding(_ finding: Finding, _ json: inout JSONOutput) {
        json.member("rule", finding.rule.id)
        json.member("verdict", finding.verdict.rawValue)
        json.member("severity", finding.severity.rawValue)
        switch finding.subject {
        case .resource(let id): json.member("resource") { $0.resource(id) }
        case .other(let text): json.member("subject", text)
        }
        json.member("path", finding.path?.description)
        json.member("message", finding.message)
        json.member("fingerprint", finding.fingerprint.text)
        json.member("status", finding.status?.rawValue)
        if let attribution = finding.attribution { json.member("attribution") { $0.attribution(attribution) } }
        json.member("places", each: finding.places) { json, place in json.object { $0.place(place) } }
        json.member("flows", each: finding.flows) { json, flow in json.object { self.flow(flow, &$0) } }
        json.member("fixes", each: finding.fixes) { json, fix in json.object { self.fix(fix, &$0) } }
        if let suppression = finding.suppression {
            json.member("suppression") {
                $0.member("kind", suppression.kind.rawValue)
                $0.member("justification", suppression.justification)
            }
        }
        if !finding.properties.isEmpty { json.member("properties") { $0.properties(finding.properties) } }
    }

    private func flow(_ flow: FindingFlow, _ json: inout JSONOutput) {
        json.member("message", flow.message.isEmpty ? nil : flow.message)
        json.key("steps")
        json.array(flow.steps) { json, step in
            json.object {
                $0.member("message", step.message)
                $0.member("nesting", step.nesting)
                if let place = step.place { $0.place(place) }
            }
        }
    }

    private func fix(_ fix: FindingFix, _ json: inout JSONOutput) {
        json.member("text", fix.text)
        json.member("edits", each: fix.edits) { json, edit in
            json.object {
                $0.place(SourcePlace(origin: edit.origin, position: edit.start, end: edit.end))
                $0.member("replacement", edit.text)
            }
        }
    }

    private func problem(_ problem: ReportProblem, _ json: inout JSONOutput) {
        if let place = problem.place { json.place(place) }
        json.member("message", problem.message)
    }
}

extension JSONOutput {
    package mutating func resource(_ id: ResourceID) {
        member("group", id.group)
        member("kind", id.kind)
        member("namespace", id.namespace)
        member("name", id.name)
    }

    package mutating func place(_ place: SourcePlace) {
        member("file", place.origin.path)
        member("revision", place.origin.revision)
        member("line", place.position?.line)
        member("column", place.position?.column)
        member("endLine", place.end?.line)
        member("endColumn", place.end?.column)
        member("role", place.role.isEmpty ? nil : place.role)
        member("text", place.line)
    }

    mutating func attribution(_ attribution: FindingAttribution) {
        member("commit", attribution.commit)
        member("author", attribution.author)
        member("email", attribution.email)
        member("time", Int(clamping: attribution.time))
        member("subject", attribution.subject)
    }

    /// By the bytes of their names.
    mutating func properties(_ properties: [String: String]) {
        for (name, value) in properties.sorted(by: { $0.key.precedesByBytes($1.key) }) { member(name, value) }
    }
}
