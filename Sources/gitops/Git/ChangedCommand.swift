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
            A resource that moved to another file is moved and not removed and added; one of which only the spelling, the \
            order or comments differ is reformatted. Only files that differ are read. What the changes do is told by \
            gitops diff. Values are never shown.

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
            let range = try repository.resolveRange(range)
            let options = HistoryOptions(
                filter: loading.filter, reading: loading.reading, storage: .none, threads: loading.threads)
            let changes = try ResourceHistory.changes(in: range, of: repository, options: options)
                .filter { change in paths.isEmpty || paths.contains { Self.isBelow($0, change) } }
            var manifests = BlobManifests(repository, loading.reading)
            var table = Table(columns: [
                .init("change", title: "Change"), .init("resource", title: "Resource"), .init("file", title: "File"),
                .init("line", title: "Line", alignment: .trailing), .init("previousFile", title: "Was in"),
                .init("fields", title: "Fields"),
            ])
            for change in changes { table.rows.append(try row(change, &manifests)) }
            Terminal.write(table, as: output, color: color)
            if changes.contains(where: { if case .unreadable = $0.subject { $0.new != nil } else { false } }) {
                throw ExitStatus.unreadable
            }
            if !changes.isEmpty { throw ExitStatus.changes }
        }
    }

    private func row(_ change: ResourceChange, _ manifests: inout BlobManifests) throws -> [Table.Cell] {
        var old: Manifest?
        var new: Manifest?
        let name: String
        switch change.subject {
        case .resource(let id):
            name = "\(id)"
            old = try change.old.flatMap { try manifests.manifest(id, $0) }
            new = try change.new.flatMap { try manifests.manifest(id, $0) }
        case .other: name = "(no resource)"
        case .unreadable: name = "(cannot be read)"
        }
        let fields =
            old != nil && new != nil && change.changesValue
            ? FieldDifference.between(old?.root, new?.root).map { "\(Self.mark($0.change))\($0.path)" } : []
        let (place, position) = (change.new ?? change.old, (new ?? old)?.position)
        let previous = change.old.flatMap { old in
            change.new.map { $0.path.hasSameBytes(as: old.path) ? nil : old.path } ?? nil
        }
        return [
            .text(change.change.rawValue), .text(name), .text(place?.path ?? ""),
            position.map { .integer(Int($0.line)) } ?? .empty, previous.map { .text($0) } ?? .empty, .list(fields),
        ]
    }

    private static func mark(_ change: FieldDifference.Change) -> String {
        switch change {
        case .added: "+"
        case .changed: "~"
        case .removed: "-"
        }
    }

    private static func isBelow(_ path: String, _ change: ResourceChange) -> Bool {
        let folder = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
            .filter { $0 != "." }.joined(separator: "/")
        return [change.old, change.new].contains { place in
            guard let path = place?.path else { return false }
            return folder.isEmpty || path.hasSameBytes(as: folder)
                || path.utf8.starts(with: folder.utf8)
                    && path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/")
        }
    }
}

/// Manifests of files that were read, so that a file with many changed documents is read once.
struct BlobManifests {
    private let repository: Repository
    private let reading: ReadingOptions
    private var known: [ObjectID: [Manifest]] = [:]

    init(_ repository: Repository, _ reading: ReadingOptions) {
        self.repository = repository
        self.reading = reading
    }

    mutating func manifest(_ id: ResourceID, _ place: ResourcePlace) throws -> Manifest? {
        if known[place.blob] == nil {
            let source = try repository.withContent(of: place.blob) { SourceText(copying: $0, name: place.path) }
            known[place.blob] = ManifestSet(source, options: reading).manifests
        }
        return known[place.blob]?.first { manifest in
            manifest.id == id && manifest.origin.documentIndex == place.documentIndex
                && manifest.origin.itemIndex == place.itemIndex
        }
    }
}
