import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// What a change gives and takes, printed.
struct AccessChanges {
    let permissions: [SubjectChange]
    let opened: [EscalationPath]
    let closed: [EscalationPath]
    var authors: LineAuthors

    var isEmpty: Bool { permissions.isEmpty && opened.isEmpty && closed.isEmpty }

    private var findingsOfChange: AccessChangeFindings {
        AccessChangeFindings(permissions: permissions, opened: opened, closed: closed, authors: authors)
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
        for change in permissions {
            lines.append("\(change.subject)")
            lines += change.gained.changes.flatMap { self.lines($0, "+") }
            lines += change.lost.changes.flatMap { self.lines($0, "-") }
            if !change.isExact {
                lines.append("  each of these or a part of it: \(SubjectChange.tooManyPieces)")
            }
        }
        lines += self.lines("paths opened", opened) + self.lines("paths closed", closed)
        let gained = permissions.reduce(0) { $0 + $1.gained.changes.count }
        let lost = permissions.reduce(0) { $0 + $1.lost.changes.count }
        return lines + [
            "", "\(gained) gained, \(lost) lost, \(opened.count) paths opened, \(closed.count) paths closed",
        ]
    }

    /// So many causes, and parts that stay, are listed of a permission.
    private static let mostLines = 20

    private func lines(_ change: PermissionChange, _ sign: String) -> [String] {
        // A binding is the cause of each rule of its role that has a part in the permission.
        var seen: Set<String> = []
        let causes = change.causes.map { "      \(authors.text($0.place))  the \($0.words), \($0.grant.binding)" }
            .filter { seen.insert($0).inserted }
        return ["  \(sign) \(change.permission)"]
            + first(change.unchanged.map { "      but for what stays: \($0)" }, "but for what stays: ")
            + (change.isUnchangedComplete ? [] : ["      parts of it may stay: too many rules to compare with"])
            + first(causes, "")
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
}
