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
            findings(change.subject, change.gained, AccessRules.gained, .fail, "gains")
                + findings(change.subject, change.lost, AccessRules.lost, .audit, "loses")
        }
    }

    private func findings(
        _ subject: Subject, _ difference: PermissionDifference, _ rule: FindingRule, _ verdict: Verdict, _ verb: String
    ) -> [Finding] {
        let part = difference.isExact ? "" : ", or a part of it: \(SubjectChange.tooManyPieces)"
        return difference.changes.map { change in
            Finding(
                rule: rule, verdict: verdict, subject: .other("\(subject)"),
                message: "\(subject) \(verb) \(change.permission)\(part)",
                places: change.causes.map { authors.sourcePlace($0.place, "the \($0.words)") },
                fingerprintDetails: ["\(change.permission)"])
        }
    }
}

extension SubjectChange {
    /// Whether each permission is what came or went, and not a rule of which parts stay.
    package var isExact: Bool { gained.isExact && lost.isExact }

    /// Why it is not.
    package static let tooManyPieces = "its rules overlap in too many ways to be told apart"
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
