import GitOpsRBAC
import GitOpsReport

/// A path of escalation, printed.
struct PathOutput {
    let path: EscalationPath
    let authors: LineAuthors

    /// `ServiceAccount ci/deployer reaches cluster-admin in 3 hops`.
    var title: String {
        switch path.hops {
        case 0: "\(path.source) is \(path.sink) already"
        case 1: "\(path.source) reaches \(path.sink) in 1 hop"
        default: "\(path.source) reaches \(path.sink) in \(path.hops) hops"
        }
    }

    /// The steps, each with the lines that it uses.
    private var lines: [String] {
        path.steps.enumerated().flatMap { number, step in lines(of: step, "\(number + 1).") }
    }

    /// The title and the steps of paths. What leads on from a sink that is shown already is not told again.
    static func lines(_ paths: [EscalationPath], _ authors: LineAuthors) -> [[String]] {
        var shown: [Subject: Set<EscalationSink>] = [:]
        return paths.map { path in
            let output = PathOutput(path: path, authors: authors)
            let known = shown[path.source] ?? []
            shown[path.source, default: []].insert(path.sink)
            let through = path.steps.dropLast().lastIndex { step in
                if case .sink(let sink) = step.gained { known.contains(sink) } else { false }
            }
            guard let through else { return [output.title] + output.lines }
            return ["\(output.title), through \(path.steps[through].gained)"]
                + path.steps[(through + 1)...].flatMap { output.lines(of: $0, "then") }
        }
    }

    /// One rule may give several permissions that the step needs: its line is told once.
    private func lines(of step: EscalationStep, _ mark: String) -> [String] {
        var seen: Set<String> = []
        let uses = step.permissions.map(text) + step.evidence.map { "seen at \(authors.text($0))" }
        return ["  \(mark) \(step.edge.id) \(step.edge.title): \(step.gained)"]
            + uses.filter { seen.insert($0).inserted }.map { "       \($0)" }
    }

    /// `ServiceAccount ci/deployer by "create pods": access/ci.yaml:12:5, bound at access/ci.yaml:30:5`.
    private func text(_ permission: UsedPermission) -> String {
        let what = permission.grant.map { "\"\($0.rule)\"" } ?? permission.pattern
        let bound = permission.grant.map { ", bound at \(authors.text($0.subjectPlace))" } ?? ""
        return (permission.bearer.map { "\($0) by " } ?? "") + "\(what): \(authors.text(permission.rulePlace))\(bound)"
    }

    /// The steps, for formats that show how one leads to the next; `nil` where the source is the sink.
    var flow: FindingFlow? {
        path.steps.isEmpty ? nil : FindingFlow(message: title, steps: path.steps.flatMap(flowSteps))
    }

    /// The path as a finding.
    ///
    /// - Parameter causes: lines that opened it; the first of them on the path is where people are shown the finding.
    func finding(causes: Set<GrantPlace> = []) -> Finding {
        let places = path.places.filter { $0.position != nil }
        let cause = places.first(where: causes.contains).map { authors.sourcePlace($0, "the line that opens it") }
        let place = cause ?? places.first.map { authors.sourcePlace($0, "the first step") }
        return Finding(
            rule: AccessRules.path(to: path.sink), severity: path.sink.severity, subject: .other("\(path.source)"),
            message: title, places: place.map { [$0] } ?? [], flows: flow.map { [$0] } ?? [],
            properties: ["source": "\(path.source)", "sink": "\(path.sink)", "hops": "\(path.hops)"],
            fingerprintDetails: ["\(path.sink)"])
    }

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

    var json: JSONValue {
        .object([
            ("source", .text("\(path.source)")), ("sink", .text("\(path.sink)")), ("hops", .integer(path.hops)),
            (
                "steps",
                .list(
                    path.steps.map { step in
                        .object([
                            ("edge", .text(step.edge.id)), ("title", .text(step.edge.title)),
                            ("gained", .text("\(step.gained)")), ("hop", .integer(step.hop)),
                            ("dependsOn", .list(step.dependsOn.map { .integer($0 + 1) })),
                            ("permissions", .list(step.permissions.map(json))),
                            ("evidence", .list(step.evidence.map { $0.json(authors) })),
                        ])
                    })
            ),
        ])
    }

    private func json(_ permission: UsedPermission) -> JSONValue {
        .object([
            ("permission", .text(permission.pattern)),
            ("bearer", permission.bearer.map { .text("\($0)") } ?? .null),
            ("rulePlace", permission.rulePlace.json(authors)),
            ("subjectPlace", permission.grant?.subjectPlace.json(authors) ?? .null),
        ])
    }
}

extension EscalationStep {
    /// The lines that it uses.
    var places: [GrantPlace] {
        permissions.flatMap { [$0.rulePlace] + ($0.grant.map { [$0.subjectPlace] } ?? []) } + evidence
    }
}

extension EscalationPath {
    /// The lines that it uses, in the order of the steps.
    var places: [GrantPlace] { steps.flatMap(\.places) }
}
