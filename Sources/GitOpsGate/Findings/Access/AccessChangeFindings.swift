package import GitOpsRBAC
package import GitOpsReport

/// What a change gives and takes, as findings.
package struct AccessChangeFindings {
    private let permissions: [[SubjectChange]]
    private let opened: [EscalationPath]
    private let closed: [EscalationPath]
    private let authors: LineAuthors

    /// - Parameter permissions: what subjects gain and lose, of which those in a group gain and lose the same.
    package init(
        permissions: [[SubjectChange]], opened: [EscalationPath], closed: [EscalationPath], authors: LineAuthors
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
        permissionFindings + pathFindings(opened, causedBy: \.gained)
            + pathFindings(closed, causedBy: \.lost).map { finding in
                var closed = finding
                closed.verdict = .audit
                closed.severity = .info
                closed.message = "closed: \(finding.message)"
                return closed
            }
    }

    private func causes(_ side: KeyPath<SubjectChange, PermissionDifference>) -> [GrantPlace] {
        permissions.joined().flatMap { $0[keyPath: side].places }
    }

    private func pathFindings(
        _ paths: [EscalationPath], causedBy side: KeyPath<SubjectChange, PermissionDifference>
    ) -> [Finding] {
        let causes = paths.isEmpty ? [] : Set(causes(side))
        return paths.map { PathFinding(path: $0, authors: authors).finding(causes: causes) }
    }

    private var permissionFindings: [Finding] {
        permissions.flatMap { group in
            findings(group, \.gained, AccessRules.gained, .fail, "gain")
                + findings(group, \.lost, AccessRules.lost, .audit, "lose")
        }
    }

    /// One finding for each permission, with the lines of all subjects of a group.
    private func findings(
        _ group: [SubjectChange], _ side: KeyPath<SubjectChange, PermissionDifference>, _ rule: FindingRule,
        _ verdict: Verdict, _ verb: String
    ) -> [Finding] {
        guard let first = group.first, !first[keyPath: side].isEmpty else { return [] }
        let difference = first[keyPath: side]
        let part = difference.isExact ? "" : ", or a part of it: \(SubjectChange.tooManyPieces)"
        let subjects = group.map { "\($0.subject)" }
        let isOne = subjects.count == 1
        let who = isOne ? "\(first.subject) \(verb)s" : "\(ListedSubjects.text(subjects, most: 3)) \(verb)"
        let properties = isOne ? [:] : ["subjects": subjects.joined(separator: ", ")]
        let causes = group.map { $0[keyPath: side].changes.map(\.causes) }
        var known: [PermissionCause.Line: SourcePlace] = [:]
        return difference.changes.enumerated().map { number, change in
            var places: [SourcePlace] = []
            var seen: Set<PermissionCause.Line> = []
            for (subject, causes) in zip(subjects, causes) {
                for cause in causes[number] where seen.insert(cause.line).inserted {
                    let role = "the \(cause.words)" + (isOne || !cause.isOfBinding ? "" : " of \(subject)")
                    let place = known[cause.line] ?? authors.sourcePlace(cause.place, role)
                    known[cause.line] = place
                    places.append(place)
                }
            }
            return Finding(
                rule: rule, verdict: verdict, subject: .other(ListedSubjects.text(subjects, most: 1)),
                message: "\(who) \(change.permission)\(part)", places: places, properties: properties,
                fingerprintDetails: ["\(change.permission)"] + (isOne ? [] : subjects))
        }
    }
}

/// Subjects in a row, those of a group that is too long counted.
package enum ListedSubjects {
    /// `ServiceAccount shop/web, User ann and 4 more`.
    package static func text(_ subjects: [String], most: Int) -> String {
        let rest = subjects.count - most
        return subjects.prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
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
