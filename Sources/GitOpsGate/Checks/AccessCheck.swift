import GitOpsManifest
import GitOpsRBAC
import GitOpsReport

/// Who may do what in both states.
struct AccessCheck {
    private(set) var baseFindings: [Finding] = []
    private(set) var headFindings: [Finding] = []
    private(set) var problems: [ReportProblem] = []
    private(set) var checks: [GateLedger.Check] = []

    private let configuration: GateConfiguration
    /// Lines have no authors here: findings are traced to commits as a whole.
    private let authors = LineAuthors(nil)

    init(_ input: GateInput, _ configuration: GateConfiguration, threads: Int) {
        self.configuration = configuration
        let options = AccessModelOptions(defaultNamespace: configuration.defaultNamespace, threads: threads)
        let head = AccessModel(input.head, options: options)
        headFindings = findings(head, input.assertions, threads)
        guard let base = input.base else { return }
        if AccessInputs.areSame(base, input.head) {
            baseFindings = headFindings
            checks = checks.map { .init(name: $0.name, subjects: 2 * $0.subjects, unknown: 2 * $0.unknown) }
            checks.append(.init(name: "permissions", subjects: 0, unknown: 0))
            return
        }
        let model = AccessModel(base, options: options)
        baseFindings = findings(model, input.assertions, threads)
        let diff = AccessDiff(from: model, to: head)
        headFindings += gained(diff.groupsOfBindings)
        checks.append(.init(name: "permissions", subjects: diff.changes.count, unknown: 0))
    }

    private mutating func findings(_ model: AccessModel, _ texts: [SourceText], _ threads: Int) -> [Finding] {
        var found = AccessLint(model).findings(authors)
        count("access", subjects: model.subjects.count, [])
        let analysis = EscalationAnalysis(model, options: EscalationOptions(threads: threads))
        if configuration.access.findsPaths {
            let reaches = analysis.survey()
            let paths = analysis.paths(of: reaches)
            let unknown = zip(reaches, paths).filter { !$0.isComplete || $0.sinks.count > $1.count }
                .map { unknownPaths(of: $0.0.subject) }
            found += paths.joined().map { PathFinding(path: $0, authors: authors).finding() } + unknown
            count("escalation", subjects: reaches.count, unknown)
        }
        for text in texts {
            let statements = AccessAssertions(text, names: ResourceNames(model))
            for problem in statements.problems.map({ ReportProblem($0) }) where !problems.contains(problem) {
                problems.append(problem)
            }
            let results = statements.check(model, escalation: analysis)
            let findings = results.flatMap { AssertionFindings($0, authors: authors).all }
            found += findings.filter { $0.verdict.needsAttention }
            count("assertions", subjects: results.count, findings)
        }
        return found
    }

    private func gained(_ changes: [[SubjectChange]]) -> [Finding] {
        AccessChangeFindings(permissions: changes, opened: [], closed: [], authors: authors).all
            .filter { $0.verdict == .fail }
            .map { finding in
                var finding = finding
                finding.severity = configuration.access.gained
                return finding
            }
    }

    private func unknownPaths(of subject: Subject) -> Finding {
        Finding(
            rule: AccessRules.unknownPaths, verdict: .unknown, subject: .other("\(subject)"),
            message: "not all that \(subject) reaches was followed, because it gains too many facts")
    }

    private mutating func count(_ name: String, subjects: Int, _ findings: [Finding]) {
        var ledger = GateLedger()
        ledger.checks = checks
        ledger.count(name, subjects: subjects, findings)
        checks = ledger.checks
    }
}
