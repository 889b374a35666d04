import ArgumentParser
import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// `gitops changed`: the resources that differ between two revisions.
struct ChangedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changed",
        abstract: "List the resources that differ between two revisions: how, where, and in which fields.",
        discussion: """
            A resource that moved to another file is moved and not removed and added; one of which only the spelling, \
            the order or comments differ is reformatted. Only files that differ are read. What the changes do is told \
            by gitops diff. Values are never shown.

            Examples:
              gitops changed main..HEAD
              gitops changed v1.2...v1.3 clusters/production --output jsonlines

            Exit status: 0 nothing differs, 1 something does, 2 a part could not be read, 64 wrong usage.
            """)

    @Argument(
        help: ArgumentHelp("The revisions, as A..B, or A...B for what B changed since both parted.", valueName: "range")
    )
    var range: String

    @Argument(help: "Only what is in these files and folders.")
    var paths: [String] = []

    @Option(help: ArgumentHelp("The repository, or a folder in its work tree.", valueName: "dir"))
    var repo = "."

    @Option(help: "How to print the list.")
    var output = TableRenderer.Format.text

    @Option(help: "Whether to colour the output.")
    var color = ColorChoice.auto

    @OptionGroup var loading: LoadingArguments

    func validate() throws {
        guard range.contains("..") else {
            throw ValidationError("'\(range)' is one revision: give a range, as in \(range)~1..\(range)")
        }
    }

    func run() async throws {
        try await Terminal.reporting {
            let repository = try Repository(opening: repo)
            let range = try repository.range(named: range)
            for path in paths where try !stands(path, in: range, repository) {
                Terminal.warn("gitops: neither revision has \(path); give a path from the root of the repository")
                throw ExitStatus.unreadable
            }
            let options = HistoryOptions(
                filter: loading.filter, reading: loading.reading, storage: .none, threads: loading.threads)
            let changes = try ResourceHistory.changes(in: range, of: repository, options: options)
                .filter { change in paths.isEmpty || paths.contains { PathScope($0).contains(change) } }
            var manifests = PlacedManifests(repository, reading: loading.reading)
            var table = Table(columns: [
                .init("change", title: "Change"), .init("resource", title: "Resource"), .init("file", title: "File"),
                .init("line", title: "Line", alignment: .trailing), .init("previousFile", title: "Was in"),
                .init("fields", title: "Fields"),
            ])
            for change in changes { table.rows.append(try row(change, &manifests)) }
            Terminal.write(table, as: output, color: color)
            let unreadable = changes.filter { if case .unreadable = $0.subject { $0.new != nil } else { false } }
            for change in unreadable { tell(change, repository) }
            if !unreadable.isEmpty { throw ExitStatus.unreadable }
            if !changes.isEmpty { throw ExitStatus.changes }
        }
    }

    private func stands(_ path: String, in range: RevisionRange, _ repository: Repository) throws(GitError) -> Bool {
        let scope = PathScope(path).path
        if scope.utf8.split(separator: UInt8(ascii: "/")).contains(where: { $0.elementsEqual("..".utf8) }) {
            return false
        }
        if try repository.contains(scope, at: range.base) { return true }
        return try repository.contains(scope, at: range.head)
    }

    /// Says what is wrong with a file, and where.
    private func tell(_ change: ResourceChange, _ repository: Repository) {
        guard let place = change.new else { return }
        do throws(GitError) {
            let source = try repository.withResolvedContent(of: place.blob) { content in
                SourceText(copying: content, name: place.path)
            }
            let entries = ManifestSet(source, options: loading.reading).unreadable
            if entries.isEmpty {
                Terminal.warn("gitops: \(place.path): a link, a submodule or damaged content in its place")
            }
            for entry in entries { Terminal.warn("gitops: \(entry)") }
        } catch {
            Terminal.warn("gitops: \(place.path): \(error)")
        }
    }

    private func row(_ change: ResourceChange, _ manifests: inout PlacedManifests) throws -> [Table.Cell] {
        var old: Manifest?
        var new: Manifest?
        let name: String
        switch change.subject {
        case .resource(let id):
            name = "\(id)"
            old = try change.old.flatMap { try manifests.manifest(id, at: $0) }
            new = try change.new.flatMap { try manifests.manifest(id, at: $0) }
        case .other: name = "(no resource)"
        case .unreadable: name = "(cannot be read)"
        }
        var fields: [String] = []
        if let old, let new, change.changesValue { fields = ChangedFields.texts(old, new) }
        let (place, position) = (change.new ?? change.old, (new ?? old)?.position)
        let previous = change.old.flatMap { old in
            change.new.map { $0.path.hasSameBytes(as: old.path) ? nil : old.path } ?? nil
        }
        return [
            CommitColumns.cell(change.change, isForPeople: CommitColumns.isForPeople(output)), .text(name),
            .text(place?.path ?? ""),
            position.map { .integer(Int($0.line)) } ?? .empty, previous.map { .text($0) } ?? .empty, .list(fields),
        ]
    }
}
