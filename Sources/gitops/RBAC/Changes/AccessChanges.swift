import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// What a change gives and takes, printed.
struct AccessChanges {
    let permissions: AccessDiff
    let opened: [EscalationPath]
    let closed: [EscalationPath]
    var authors: LineAuthors

    var isEmpty: Bool { permissions.isEmpty && opened.isEmpty && closed.isEmpty }

    private var findingsOfChange: AccessChangeFindings {
        AccessChangeFindings(permissions: permissions.groups, opened: opened, closed: closed, authors: authors)
    }

    var findings: [Finding] { findingsOfChange.all }

    /// The lines that are shown.
    var places: [GrantPlace] {
        findingsOfChange.places
    }

    // MARK: Text

    var lines: [String] {
        if isEmpty { return ["nobody gains or loses anything"] }
        var lines: [String] = []
        for group in permissions.groups { lines += self.lines(group) }
        lines += self.lines("paths opened", opened) + self.lines("paths closed", closed)
        let gained = permissions.changes.reduce(0) { $0 + $1.gained.changes.count }
        let lost = permissions.changes.reduce(0) { $0 + $1.lost.changes.count }
        return lines + [
            "", "\(gained) gained, \(lost) lost, \(opened.count) paths opened, \(closed.count) paths closed",
        ]
    }

    /// So many causes, and parts that stay, are listed of a permission, and subjects of a group.
    private static let mostLines = 20
    /// So many bindings are listed of a subject of a group.
    private static let mostBindings = 3

    /// Subjects who gain and lose the same: a block for one, or for all of them.
    private func lines(_ group: [SubjectChange]) -> [String] {
        guard let change = group.first else { return [] }
        var lines = group.count == 1 ? ["\(change.subject)"] : subjectLines(group)
        let isShared = group.count > 1
        lines += change.gained.changes.flatMap { self.lines($0, "+", isShared: isShared) }
        lines += change.lost.changes.flatMap { self.lines($0, "-", isShared: isShared) }
        if !change.isExact {
            lines.append("  each of these or a part of it: \(SubjectChange.tooManyPieces)")
        }
        return lines
    }

    /// The subjects of a group, each with the lines that bind it.
    private func subjectLines(_ group: [SubjectChange]) -> [String] {
        let subjects = group.prefix(Self.mostLines).flatMap { change in
            let grants = change.gained.causingGrants + change.lost.causingGrants
            let bindings = grants.map { "      \(authors.text($0.subjectPlace))  \($0.binding)" }
            let rest = bindings.count - Self.mostBindings
            return ["  \(change.subject)"] + bindings.prefix(Self.mostBindings)
                + (rest > 0 ? ["      and \(rest) more"] : [])
        }
        let rest = group.count - Self.mostLines
        return ["\(group.count) subjects alike"] + subjects
            + (rest > 0 ? ["  and \(rest) more; see --output json"] : [])
    }

    private func lines(_ change: PermissionChange, _ sign: String, isShared: Bool) -> [String] {
        // A binding is the cause of each rule of its role that has a part in the permission.
        var seen: Set<String> = []
        let causes = change.causes.map { "      \(isShared ? sharedText($0) : text($0))" }
            .filter { seen.insert($0).inserted }
        return ["  \(sign) \(change.permission)"]
            + first(change.unchanged.map { "      but for what stays: \($0)" }, "but for what stays: ")
            + (change.isUnchangedComplete ? [] : ["      parts of it may stay: too many rules to compare with"])
            + first(causes, "")
    }

    private func text(_ cause: PermissionCause) -> String {
        "\(authors.text(cause.place))  the \(cause.words), \(cause.grant.binding)"
    }

    /// Of what all subjects of a group have in common. The lines of their bindings stand beside them.
    private func sharedText(_ cause: PermissionCause) -> String {
        cause.isOfBinding
            ? "the \(cause.words), to \(cause.grant.role)" : "\(authors.text(cause.place))  the \(cause.words)"
    }

    private func first(_ lines: [String], _ title: String) -> [String] {
        guard lines.count > Self.mostLines else { return lines }
        return lines.prefix(Self.mostLines) + ["      \(title)\(lines.count - Self.mostLines) more"]
    }

    private func lines(_ title: String, _ paths: [EscalationPath]) -> [String] {
        guard !paths.isEmpty else { return [] }
        return ["", title] + PathOutput.lines(paths, authors).joined().map { "  \($0)" }
    }

    // MARK: Table

    var table: Table {
        let permissionRows = permissions.changes.flatMap { change in
            change.gained.changes.map { row(change.subject, "gained", $0) }
                + change.lost.changes.map { row(change.subject, "lost", $0) }
        }
        return Table(
            columns: [
                .init("change", title: "Change"), .init("subject", title: "Subject"), .init("what", title: "What"),
                .init("causes", title: "Cause"), .init("places", title: "At"), .init("unchanged", title: "What stays"),
                .init("unchangedIsComplete", title: "All that stays"),
            ] + authors.columns,
            rows: permissionRows + opened.map { row("path opened", $0) } + closed.map { row("path closed", $0) })
    }

    private func row(_ subject: Subject, _ kind: String, _ change: PermissionChange) -> [Table.Cell] {
        [
            .text(kind), .text("\(subject)"), .text("\(change.permission)"), .list(change.causes.map(\.words)),
            .list(change.causes.map { "\($0.place)" }), .list(change.unchanged.map { "\($0)" }),
            .boolean(change.isUnchangedComplete),
        ] + authors.cells(change.causes.first?.place)
    }

    private func row(_ kind: String, _ path: EscalationPath) -> [Table.Cell] {
        [
            .text(kind), .text("\(path.source)"), .text("\(path.sink)"),
            .list(path.steps.map { "\($0.edge.id) \($0.edge.title)" }), .list(path.places.map { "\($0)" }), .empty,
            .empty,
        ] + authors.cells(path.places.first { $0.position != nil })
    }
}
