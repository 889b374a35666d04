import GitOpsRBAC
import GitOpsReport

/// What a change gives and takes, printed.
struct AccessChanges {
    let permissions: [SubjectChange]
    let opened: [EscalationPath]
    let closed: [EscalationPath]
    var authors: LineAuthors

    var isEmpty: Bool { permissions.isEmpty && opened.isEmpty && closed.isEmpty }

    /// The lines that are shown.
    var places: [GrantPlace] {
        causes(\.gained) + causes(\.lost) + (opened + closed).flatMap(\.places)
    }

    // MARK: Text

    var lines: [String] {
        if isEmpty { return ["nobody gains or loses anything"] }
        var lines: [String] = []
        for change in permissions {
            lines.append("\(change.subject)")
            lines += change.gained.changes.flatMap { self.lines($0, "+") }
            lines += change.lost.changes.flatMap { self.lines($0, "-") }
        }
        lines += self.lines("paths opened", opened) + self.lines("paths closed", closed)
        let gained = permissions.reduce(0) { $0 + $1.gained.changes.count }
        let lost = permissions.reduce(0) { $0 + $1.lost.changes.count }
        return lines + [
            "", "\(gained) gained, \(lost) lost, \(opened.count) paths opened, \(closed.count) paths closed",
        ]
    }

    private func lines(_ change: PermissionChange, _ sign: String) -> [String] {
        // A binding is the cause of each rule of its role that has a part in the permission.
        var seen: Set<String> = []
        let causes = change.causes.map { "      \(authors.text($0.place))  the \($0.words), \($0.grant.binding)" }
        return ["  \(sign) \(change.permission)"]
            + change.unchanged.map { "      but for what stays: \($0)" }
            + causes.filter { seen.insert($0).inserted }
    }

    private func lines(_ title: String, _ paths: [EscalationPath]) -> [String] {
        guard !paths.isEmpty else { return [] }
        return ["", title] + PathOutput.lines(paths, authors).joined().map { "  \($0)" }
    }

    // MARK: Table

    var table: Table {
        let permissionRows = permissions.flatMap { change in
            change.gained.changes.map { row(change.subject, "gained", $0) }
                + change.lost.changes.map { row(change.subject, "lost", $0) }
        }
        return Table(
            columns: [
                .init("change", title: "Change"), .init("subject", title: "Subject"), .init("what", title: "What"),
                .init("causes", title: "Cause"), .init("places", title: "At"),
            ] + authors.columns,
            rows: permissionRows + opened.map { row("path opened", $0) } + closed.map { row("path closed", $0) })
    }

    private func row(_ subject: Subject, _ kind: String, _ change: PermissionChange) -> [Table.Cell] {
        [
            .text(kind), .text("\(subject)"), .text("\(change.permission)"), .list(change.causes.map(\.words)),
            .list(change.causes.map { "\($0.place)" }),
        ] + authors.cells(change.causes.first?.place)
    }

    private func row(_ kind: String, _ path: EscalationPath) -> [Table.Cell] {
        [
            .text(kind), .text("\(path.source)"), .text("\(path.sink)"),
            .list(path.steps.map { "\($0.edge.id) \($0.edge.title)" }), .list(path.places.map { "\($0)" }),
        ] + authors.cells(path.places.first { $0.position != nil })
    }

    // MARK: Findings

    var findings: [Finding] {
        permissionFindings + pathFindings(opened, causes: Set(causes(\.gained)))
            + pathFindings(closed, causes: Set(causes(\.lost))).map { finding in
                var closed = finding
                closed.verdict = .audit
                closed.severity = .info
                closed.message = "closed: \(finding.message)"
                return closed
            }
    }

    private func causes(_ side: KeyPath<SubjectChange, PermissionDifference>) -> [GrantPlace] {
        permissions.flatMap { $0[keyPath: side].changes.flatMap { $0.causes.map(\.place) } }
    }

    private func pathFindings(_ paths: [EscalationPath], causes: Set<GrantPlace>) -> [Finding] {
        paths.map { PathOutput(path: $0, authors: authors).finding(causes: causes) }
    }

    private var permissionFindings: [Finding] {
        permissions.flatMap { change in
            change.gained.changes.map { finding(change.subject, $0, AccessRules.gained, .fail, "gains") }
                + change.lost.changes.map { finding(change.subject, $0, AccessRules.lost, .audit, "loses") }
        }
    }

    private func finding(
        _ subject: Subject, _ change: PermissionChange, _ rule: FindingRule, _ verdict: Verdict, _ verb: String
    ) -> Finding {
        Finding(
            rule: rule, verdict: verdict, subject: .other("\(subject)"),
            message: "\(subject) \(verb) \(change.permission)",
            places: change.causes.map { authors.sourcePlace($0.place, "the \($0.words)") },
            fingerprintDetails: ["\(change.permission)"])
    }
}

extension PermissionCause {
    /// What came or went.
    fileprivate var words: String {
        switch kind {
        case .binding: "binding"
        case .subject: "subject of the binding"
        case .roleReference: "reference to another role"
        case .role: "role"
        case .rule: "rule"
        }
    }
}
