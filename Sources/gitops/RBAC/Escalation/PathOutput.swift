import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// A path of escalation, printed.
struct PathOutput {
    let path: EscalationPath
    let authors: LineAuthors

    var title: String { PathFinding(path: path, authors: authors).title }

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
