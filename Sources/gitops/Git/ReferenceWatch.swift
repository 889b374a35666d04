import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// Asks a remote, and prints and logs what changed.
struct ReferenceWatch: Sendable {
    let url: RemoteURL
    let transport: GitExecutableTransport
    let repository: Repository?
    let fetches: Bool
    let bringsLargeFiles: Bool
    let journal: WatchJournal?
    let selection: ReferenceSelection
    let format: WatchCommand.Format

    /// Asks until the task is cancelled.
    func run(every interval: Duration) async throws {
        let watch = RemoteWatch(
            url, transport: transport, known: journal?.known,
            schedule: WatchSchedule(interval: interval, longestInterval: max(interval * 16, .seconds(900))))
        for await event in watch {
            switch event {
            case .changed(let changes):
                try await tell(changes)
            case .failed(let error): Terminal.warn("gitops: \(error)")
            }
        }
    }

    /// Asks once, and ends the command with the status of what was found.
    func askOnce() async throws {
        let found = try await transport.references(at: url)
        let known = journal?.known
        let changes = try await tell(ReferenceChange.between(known ?? [], found))
        let isEmpty = !found.contains { selection.contains($0.name) }
        if isEmpty, changes.isEmpty {
            Terminal.warn("gitops: \(url): the remote has none of these references; check their names")
            throw ExitStatus.unreadable
        }
        if known != nil, !changes.isEmpty { throw ExitStatus.changes }
    }

    @discardableResult
    private func tell(_ all: [ReferenceChange]) async throws -> [ReferenceChange] {
        let changes = all.filter { selection.contains($0.name) }
        // The log has all of them, so that a later run with other patterns knows what is new; HEAD moves with a branch.
        let observed = all.filter { !$0.name.hasSameBytes(as: "HEAD") || selection.contains($0.name) }
        guard !observed.isEmpty else { return [] }
        if fetches, let repository { try await bring(changes, into: repository) }
        guard let time = Timestamp.now else {
            Terminal.warn("gitops: the clock shows no usable time; set it")
            throw ExitStatus.unreadable
        }
        // What is printed is in the log before.
        try journal?.append(observed, at: time, in: repository)
        let lines = changes.map { change in
            line(change, ReferenceEvent(of: change, in: repository).rawValue, time)
        }
        Terminal.write(lines.joined())
        return changes
    }

    /// What was brought earlier stays in the repository, so that it can be compared with what comes.
    private func bring(_ changes: [ReferenceChange], into repository: Repository) async throws {
        let names = changes.filter { $0.new != nil && $0.name.utf8.starts(with: "refs/".utf8) }.map(\.name)
        guard !names.isEmpty else { return }
        let refspecs = names.map { "+\($0):refs/gitops/watch/\($0.dropFirst("refs/".count))" }
        do {
            try await transport.fetch(FetchRequest(refspecs, largeFiles: bringsLargeFiles), from: url, into: repository)
        } catch let error as GitError where error.problem != .cancelled {
            Terminal.warn("gitops: \(error)")
        }
    }

    private func line(_ change: ReferenceChange, _ event: String, _ time: Timestamp) -> String {
        let when = time.formatted(.seconds)
        switch format {
        case .text:
            let (old, new) = (change.old?.abbreviated ?? "-", change.new?.abbreviated ?? "-")
            return PrintableText.escaped("\(when)  \(event)  \(change.name)  \(old) -> \(new)") + "\n"
        case .json:
            func id(_ id: ObjectID?) -> String { id.map { "\"\($0)\"" } ?? "null" }
            let members = [
                "\"time\":\"\(when)\"", "\"remote\":\(JSONWriter.quoted("\(url)"))",
                "\"reference\":\(JSONWriter.quoted(change.name))", "\"event\":\"\(event)\"",
                "\"old\":\(id(change.old))",
                "\"new\":\(id(change.new))",
            ]
            return PrintableText.escapedInJSON("{" + members.joined(separator: ",") + "}") + "\n"
        }
    }
}

/// The log of a watch, and what it saw last.
struct WatchJournal: Sendable {
    private let log: ReferenceLog
    /// `nil` for a log that has nothing of the remote yet.
    let known: [RemoteReference]?

    init(path: String, remote: RemoteURL) throws(ReferenceLogError) {
        log = ReferenceLog(path: path, remote: "\(remote)")
        guard Terminal.exists(path) else {
            known = nil
            return
        }
        let entries = try log.verify(allowsUnfinishedLine: true)
        let isNew = !entries.contains { entry in
            if case .change(let change) = entry.content { change.remote.hasSameBytes(as: "\(remote)") } else { false }
        }
        known = isNew ? nil : entries.references(of: "\(remote)")
    }

    func append(_ changes: [ReferenceChange], at time: Timestamp, in repository: Repository?) throws {
        do throws(ReferenceLogError) {
            try log.append(changes, at: time, in: repository)
        } catch {
            Terminal.warn("gitops: \(error)")
            throw ExitStatus.unwritable
        }
    }
}

/// Which references are watched.
struct ReferenceSelection: Sendable {
    /// Names, short or in full, or beginnings with `*`; empty means all but `HEAD`, which moves with a branch.
    let patterns: [String]

    func contains(_ name: String) -> Bool {
        if patterns.isEmpty { return !name.hasSameBytes(as: "HEAD") }
        return patterns.contains { pattern in
            ["", "refs/", "refs/heads/", "refs/tags/"].contains { prefix in
                let wanted = Array((prefix + pattern).utf8)
                if wanted.last == UInt8(ascii: "*") { return name.utf8.starts(with: wanted.dropLast()) }
                return name.utf8.elementsEqual(wanted)
            }
        }
    }
}
