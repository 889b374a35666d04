package import GitOpsRBAC
package import GitOpsReport

/// A path of escalation as a finding.
package struct PathFinding {
    private let path: EscalationPath
    private let authors: LineAuthors

    package init(path: EscalationPath, authors: LineAuthors) {
        self.path = path
        self.authors = authors
    }

    /// `ServiceAccount ci/deployer reaches cluster-admin in 3 hops`.
    package var title: String {
        switch path.hops {
        case 0: "\(path.source) is \(path.sink) already"
        case 1: "\(path.source) reaches \(path.sink) in 1 hop"
        default: "\(path.source) reaches \(path.sink) in \(path.hops) hops"
        }
    }

    /// The steps, for formats that show how one leads to the next; `nil` where the source is the sink.
    package var flow: FindingFlow? {
        path.steps.isEmpty ? nil : FindingFlow(message: title, steps: path.steps.flatMap(flowSteps))
    }

    /// The path as a finding.
    ///
    /// - Parameter causes: lines that opened it; the first of them on the path is where people are shown the finding.
    package func finding(causes: Set<GrantPlace> = []) -> Finding {
        let places = path.places.filter { $0.position != nil }
        let cause = places.first(where: causes.contains).map { authors.sourcePlace($0, "the line that opens it") }
        let place = cause ?? places.first.map { authors.sourcePlace($0, "the first step") }
        var finding = Finding(
            rule: AccessRules.path(to: path.sink), severity: path.sink.severity, subject: .other("\(path.source)"),
            message: title, places: place.map { [$0] } ?? [], flows: flow.map { [$0] } ?? [],
            properties: ["source": "\(path.source)", "sink": "\(path.sink)", "hops": "\(path.hops)"],
            fingerprintDetails: ["\(path.sink)"])
        // A shorter way has all that a longer one has, and more.
        for hops in path.hops..<max(path.hops + 1, Self.longestWay) {
            finding.evidence.insert(["\(path.sink)", "within \(hops)"])
        }
        return finding
    }

    /// From so many hops on one way is as bad as another.
    private static let longestWay = 16

    /// A step, and below it the other lines that it needs: each grant has one of its rule and one of its subject.
    private func flowSteps(_ step: EscalationStep) -> [FindingFlow.Step] {
        var lines = step.permissions.flatMap { permission -> [(GrantPlace, String)] in
            let rule = (permission.rulePlace, permission.grant.map { "allows \($0.rule)" } ?? permission.pattern)
            return [rule] + (permission.grant.map { [($0.subjectPlace, "binds \($0.subject)")] } ?? [])
        }
        var seen: Set<GrantPlace> = []
        lines = (lines + step.evidence.map { ($0, "is seen here") }).filter {
            $0.0.position != nil && seen.insert($0.0).inserted
        }
        let first = FindingFlow.Step(
            place: lines.first.map { authors.sourcePlace($0.0, "") },
            message: "\(step.edge.id) \(step.edge.title): \(step.gained)")
        return [first]
            + lines.dropFirst().map { .init(place: authors.sourcePlace($0.0, ""), message: $0.1, nesting: 1) }
    }
}

extension EscalationStep {
    /// The lines that it uses.
    package var places: [GrantPlace] {
        permissions.flatMap { [$0.rulePlace] + ($0.grant.map { [$0.subjectPlace] } ?? []) } + evidence
    }
}

extension EscalationPath {
    /// The lines that it uses, in the order of the steps.
    package var places: [GrantPlace] { steps.flatMap(\.places) }
}
