import ArgumentParser
import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// `gitops history`: everything that happened to a resource.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the commits that changed a resource or a path, across moves, splits and renames of files.",
        discussion: """
            KIND is taken as kubectl takes it: deployment, deploy, deployments.apps, Deployment. A resource goes by \
            its kind, namespace and name as they are written; one without a namespace is chosen with -n ''. Without \
            --file, every file it ever stood in is listed; with it, the one line that stands there, followed back. \
            With --field, the commits that introduced, changed or removed one field, with its values; those of Secrets \
            are masked.

            With --path instead of a resource, everything that happened to the documents of a file or folder is \
            listed; documents that came in from elsewhere are followed back to where they were.

            A resource whose group, kind, namespace or name changes is another one from then on: where the commit that \
            began a history removed one that it may have gone on from, that is said at the end. The two are never \
            joined.

            The index of the history is kept in the Git directory, and only new commits are read.

            Examples:
              gitops history deployment/web -n shop
              gitops history deploy/web --rev v1.2 --output json
              gitops history deploy/web --field 'spec.template.spec.containers[name=web].image'
              gitops history --path apps/shop/web.yaml

            Exit status: 0 answered, 2 the resource, field or path is not known, a document of the files that are \
            listed or of the newest commit could not be read, or a part of the history is not in the clone, 64 wrong \
            usage.
            """)

    @Argument(help: ArgumentHelp("The resource.", valueName: "kind/name"))
    var resource: String?

    @Option(help: ArgumentHelp("Everything in this file or folder, from the root of the tree.", valueName: "path"))
    var path: String?

    @Option(help: ArgumentHelp("The revision at which the history ends.", valueName: "rev"))
    var rev = "HEAD"

    @Option(help: ArgumentHelp("Only changes of this field, as spec.replicas.", valueName: "path"))
    var field: String?

    @OptionGroup var arguments: HistoryListArguments

    func validate() throws {
        guard path != nil else {
            guard resource != nil else { throw ValidationError("give a resource, as deployment/web, or --path") }
            return
        }
        guard resource == nil, field == nil, arguments.namespace == nil, arguments.file == nil else {
            throw ValidationError(
                "--path is about everything in it: give it without a resource, -n, --file and --field")
        }
    }

    func run() async throws {
        let field = try field.map(FieldPath.init(argument:))
        try await Terminal.reporting {
            let history = try await arguments.history.history(at: rev)
            if let path {
                let entries = try PathHistoryList(history, arguments).write(path)
                let isUnread = HistoryUnread.tell(entries, of: history)
                try HistoryGaps(gaps: history.gaps, history: history).finish()
                if isUnread { throw ExitStatus.unreadable }
                return
            }
            guard let resource else { return }
            let id = try ResourceQuestion(history, namespace: arguments.namespace, file: arguments.file).resource(
                resource)
            if let field {
                let changes = history.changes(of: field, in: id, inFile: arguments.file)
                if changes.isEmpty {
                    _ = try HistoryUnread.tell(of: id, in: history)
                    Terminal.warn("gitops: \(id) never had \(field); gitops blame lists the fields that it has")
                    try HistoryGaps(gaps: history.gaps, history: history).finish()
                    throw ExitStatus.unreadable
                }
                try list(changes, id, history)
            } else {
                let entries = try arguments.file.map { path throws(HistoryError) in
                    try history.line(of: id, inFile: path)
                }
                let found = entries ?? history.entries(of: id)
                try list(found, history)
                PredecessorNote(history).write(found)
            }
            let isUnread = try HistoryUnread.tell(of: id, in: history)
            try HistoryGaps(gaps: history.gaps, history: history).finish()
            if isUnread { throw ExitStatus.unreadable }
        }
    }

    private func list(_ entries: HistoryEntries, _ history: ResourceHistory) throws(GitError) {
        var commits = CommitColumns(history.repository, format: arguments.output)
        var table = Table(columns: commits.columns + [.init("change", title: "Change"), .init("file", title: "File")])
        table.columns += commits.isForPeople ? [.init("message", title: "Message")] : Self.placeColumns
        var fields = ChangedFields(history)
        for entry in entries.entries {
            var row = try commits.cells(entry.commit) + [commits.cell(entry.change)]
            if commits.isForPeople {
                row += [.text(Self.file(entry)), .text(try commits.subject(entry.commit))]
            } else {
                row += Self.placeCells(entry) + [fields.cell(entry)]
            }
            table.rows.append(row)
        }
        Terminal.write(table, as: arguments.output, color: arguments.color)
    }

    static let placeColumns: [Table.Column] = [
        .init("document"), .init("previousFile"), .init("content"), .init("changesValue"), .init("mayBeOlder"),
        .init("fields"),
    ]

    /// What programs want to know of the place, behind the file; the fields that were changed follow.
    static func placeCells(_ entry: HistoryEntry) -> [Table.Cell] {
        [
            .text(entry.place.path), .integer(entry.place.documentIndex),
            entry.comparedWith.map { .text($0.path) } ?? .empty, content(entry), .boolean(entry.changesValue),
            .boolean(entry.mayBeOlder),
        ]
    }

    /// The hash of a value that may be a password lets it be guessed.
    static func content(_ entry: HistoryEntry) -> Table.Cell {
        guard case .resource(let id) = entry.subject, !id.isSecret else { return .empty }
        return .text("\(entry.place.contentHash)")
    }

    static func file(_ entry: HistoryEntry) -> String {
        let older = entry.mayBeOlder ? " (or older)" : ""
        guard let previous = entry.previous, !previous.path.hasSameBytes(as: entry.place.path) else {
            return entry.place.path + older
        }
        return "\(entry.place.path) (was \(previous.path))" + older
    }

    private func list(_ changes: [FieldChange], _ id: ResourceID, _ history: ResourceHistory) throws(GitError) {
        var commits = CommitColumns(history.repository, format: arguments.output)
        var table = Table(
            columns: commits.columns + [
                .init("old", title: "Old"), .init("new", title: "New"), .init("file", title: "File"),
                .init("mayBeOlder", title: "May be older"),
            ])
        for change in changes {
            let row: [Table.Cell] = [
                ShownValue.cell(change.old, of: id), ShownValue.cell(change.new, of: id),
                .text(change.entry.place.path), .boolean(change.isPartial || change.entry.mayBeOlder),
            ]
            table.rows.append(try commits.cells(change.entry.commit) + row)
        }
        Terminal.write(table, as: arguments.output, color: arguments.color)
    }
}

extension FieldPath {
    /// The path that a person wrote.
    init(argument text: String) throws {
        do {
            self = try FieldPath(parsing: text)
        } catch {
            throw ValidationError("'\(text)' is no path of a field (\(error)); write one as spec.replicas")
        }
    }
}
