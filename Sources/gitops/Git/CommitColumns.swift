import GitOpsHistory
import GitOpsManifest
import GitOpsReport
import GitOpsRepository

/// The columns of tables about commits: few for people, all of them for programs.
struct CommitColumns {
    let isForPeople: Bool
    private let repository: Repository
    private var known: [ObjectID: CommitInfo] = [:]

    init(_ repository: Repository, format: TableRenderer.Format) {
        self.repository = repository
        isForPeople = Self.isForPeople(format)
    }

    var columns: [Table.Column] {
        isForPeople
            ? [.init("commit", title: "Commit"), .init("time", title: "Time"), .init("author", title: "Author")]
            : [
                .init("commit"), .init("time"), .init("author"), .init("email"), .init("committer"),
                .init("committed"), .init("message"),
            ]
    }

    mutating func cells(_ id: ObjectID) throws(GitError) -> [Table.Cell] {
        let commit: CommitInfo
        if let found = known[id] { commit = found } else { commit = try repository.commit(id) }
        known[id] = commit
        return cells(commit)
    }

    func cells(_ commit: CommitInfo) -> [Table.Cell] {
        if isForPeople {
            return [.text(commit.id.abbreviated), .text(Self.time(commit.author)), .text(commit.author.name)]
        }
        return [
            .text("\(commit.id)"), .text(Self.time(commit.author)), .text(commit.author.name),
            .text(commit.author.email), .text(commit.committer.name), .text(Self.time(commit.committer)),
            .text(commit.subject),
        ]
    }

    /// The first line of a commit's message, which was asked for before.
    mutating func subject(_ id: ObjectID) throws(GitError) -> String {
        _ = try cells(id)
        return known[id]?.subject ?? ""
    }

    /// What was done: a word for people, the identifier for programs.
    func cell(_ change: HistoryEntry.Change) -> Table.Cell { Self.cell(change, isForPeople: isForPeople) }

    static func cell(_ change: HistoryEntry.Change, isForPeople: Bool) -> Table.Cell {
        guard isForPeople else { return .text(change.rawValue) }
        return switch change {
        case .becameUnreadable: .text("became unreadable")
        case .readableAgain: .text("readable again")
        case .added, .modified, .moved, .reformatted, .removed: .text(change.rawValue)
        }
    }

    static func isForPeople(_ format: TableRenderer.Format) -> Bool { format == .text || format == .markdown }

    static func time(_ person: CommitInfo.Signature) -> String { Timestamp(seconds: person.seconds).description }
}
