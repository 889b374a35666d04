import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// `gitops history --path`: everything that happened in a file or folder.
struct PathHistoryList {
    private let history: ResourceHistory
    private let arguments: HistoryListArguments

    init(_ history: ResourceHistory, _ arguments: HistoryListArguments) {
        (self.history, self.arguments) = (history, arguments)
    }

    /// Writes the list, and returns what is in it.
    func write(_ path: String) throws -> [HistoryEntry] {
        let entries = history.log(ofPath: path, followingMoves: true).entries
        guard !entries.isEmpty else {
            let unread = try HistoryUnread(history)
            unread.warn("whether it has something in '\(path)' is not known")
            try HistoryGaps(gaps: history.gaps, history: history).finish()
            Terminal.warn(
                "gitops: no commit up to \(history.head.abbreviated) has a manifest in '\(path)'; give a path from "
                    + "the root of the repository")
            throw ExitStatus.unreadable
        }
        var commits = CommitColumns(history.repository, format: arguments.output)
        var table = Table(
            columns: commits.columns + [
                .init("change", title: "Change"), .init("resource", title: "Resource"), .init("file", title: "File"),
            ])
        table.columns += commits.isForPeople ? [.init("message", title: "Message")] : HistoryCommand.placeColumns
        var fields = ChangedFields(history)
        for entry in entries {
            let row = try commits.cells(entry.commit) + [commits.cell(entry.change), .text(Self.name(entry.subject))]
            let place: [Table.Cell] =
                commits.isForPeople
                ? [.text(HistoryCommand.file(entry)), .text(try commits.subject(entry.commit))]
                : HistoryCommand.placeCells(entry) + [fields.cell(entry)]
            table.rows.append(row + place)
        }
        Terminal.write(table, as: arguments.output, color: arguments.color)
        return entries
    }

    private static func name(_ subject: HistorySubject) -> String {
        switch subject {
        case .resource(let id): "\(id)"
        case .other: "(no resource)"
        case .unreadable: "(cannot be read)"
        }
    }
}
