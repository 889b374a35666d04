package import GitOpsRBAC
package import GitOpsReport

/// What a change gives and takes, as findings.
package struct AccessChangeFindings {
    private let permissions: [SubjectChange]
    private let opened: [EscalationPath]
    private let closed: [EscalationPath]
    private let authors: LineAuthors

    package init(
        permissions: [SubjectChange], opened: [EscalationPath], closed: [EscalationPath], authors: LineAuthors
    ) {
        self.permissions = permissions
        self.opened = opened
        self.closed = closed
        self.authors = authors
    }

    /// The lines that are shown.
    package var places: [GrantPlace] {
        causes(\.gained) + causes(\.lost) + (opened + closed).flatMap(\.places)
    }

    /// What is gained and opened fails, what is lost and closed is recorded.
    package var all: [Finding] {
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
        paths.map { PathFinding(path: $0, authors: authors).finding(causes: causes) }
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
    package var words: String {
        switch kind {
        case .binding: "binding"
        case .subject: "subject of the binding"
        case .roleReference: "reference to another role"
        case .role: "role"
        case .rule: "rule"
        }
    }
}
