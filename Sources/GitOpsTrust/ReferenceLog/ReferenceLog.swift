public import GitOpsManifest
public import GitOpsRepository

/// A file with everything that was seen to happen to the references of a remote, each line bound to the one before.
///
/// Nothing in Git tells that a branch was ever elsewhere: only somebody who saw it knows. Any change of the file is
/// found by ``verify(expecting:allowsUnfinishedLine:)``; that lines at its end were cut off, only with a head that was
/// kept elsewhere.
///
/// Several processes may write one log: they wait for each other.
public struct ReferenceLog: Sendable {
    /// The file.
    public let path: String
    /// The remote, as every entry names it. It stands in the file: give no address with a password.
    public let remote: String
    /// The longest file that is read, in bytes.
    public var maximumBytes: Int

    /// The longest line, in bytes.
    static let maximumLineBytes = 1 << 16

    /// A log, whose file need not be there yet.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - remote: what entries name the remote by.
    ///   - maximumBytes: the longest file that is read.
    public init(path: String, remote: String, maximumBytes: Int = 1 << 30) {
        self.path = path
        self.remote = remote
        self.maximumBytes = maximumBytes
    }

    /// Writes what changed, after telling what happened, and returns the new entries.
    ///
    /// All of them are in the file and on the disk when this returns, or none is. An unfinished line of a crash is
    /// taken away, and an entry says so; whatever else the file ends with is an error, and the file is left as it is.
    /// Complexity: O(changes), apart from the comparison of commits.
    ///
    /// - Parameters:
    ///   - changes: the changes, as a watch tells them.
    ///   - time: when they were seen, kept in whole seconds.
    ///   - repository: where the commits are, fetched before; without it, what happened to branches is unknown.
    /// - Throws: `ReferenceLogError` when the file is no log, its last line was changed, or it cannot be written.
    @discardableResult
    public func append(
        _ changes: [ReferenceChange], at time: Timestamp, in repository: Repository?
    ) throws(ReferenceLogError) -> [ReferenceLogEntry] {
        let contents = changes.map { change in
            ReferenceLogEntry.Content.change(
                ReferenceLogEntry.Observation(
                    remote: remote, reference: change.name, old: change.old, new: change.new,
                    event: ReferenceEvent(of: change, in: repository)))
        }
        guard !contents.isEmpty else { return [] }
        let file = try LogFile(path)
        defer { file.close() }
        let end = try file.end()
        var last = end.head
        var entries: [ReferenceLogEntry] = []
        for content in (end.tornBytes > 0 ? [.repair(byteCount: end.tornBytes)] : []) + contents {
            let entry = ReferenceLogEntry(content, after: last, at: time)
            guard entry.line.utf8.count < Self.maximumLineBytes else {
                throw ReferenceLogError(.tooLong(maximum: Self.maximumLineBytes), file: path)
            }
            // A time or name that cannot be read again would end the log.
            guard ReferenceLogEntry(line: Array(entry.line.utf8)) == entry else {
                throw ReferenceLogError(.failed("the time or a name cannot be written"), file: path)
            }
            entries.append(entry)
            last = entry.head
        }
        try file.replaceEnd(end, with: entries.flatMap { Array($0.line.utf8) + [UInt8(ascii: "\n")] })
        return entries
    }

    /// Checks every line and how they follow each other, and returns them.
    ///
    /// - Parameters:
    ///   - head: where the log ended when it was last looked at; it must still have that entry.
    ///   - allowsUnfinishedLine: whether the log may end with a line that a crash left, which the next entry takes
    ///     away.
    /// - Throws: `ReferenceLogError` for the first line that is not as it was written.
    /// - Complexity: O(bytes).
    public func verify(
        expecting head: ReferenceLogHead? = nil, allowsUnfinishedLine: Bool = false
    ) throws(ReferenceLogError) -> [ReferenceLogEntry] {
        let bytes = try LogFile.read(path, maximumBytes: maximumBytes)
        guard LineBeginning.mayBeginLog(bytes) else { throw ReferenceLogError(.notALog, file: path) }
        var entries: [ReferenceLogEntry] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let number = entries.count + 1
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                // An entry counts where only its end is missing, as it does for the next writer.
                let entry = try ReferenceLogEntry(unfinished: rest, after: entries.last?.head, in: path)
                guard allowsUnfinishedLine else {
                    throw ReferenceLogError(.unfinishedLine, file: path, line: number)
                }
                if let entry { entries.append(entry) }
                break
            }
            guard let entry = ReferenceLogEntry(line: rest[..<end]) else {
                throw ReferenceLogError(.changedLine, file: path, line: number)
            }
            guard entry.sequence == number, entry.previous == entries.last?.hash ?? ReferenceLogEntry.noHash else {
                throw ReferenceLogError(.brokenChain, file: path, line: number)
            }
            entries.append(entry)
            rest = rest[(end + 1)...]
        }
        if let head, head.sequence > 0 {
            guard head.sequence <= entries.count, entries[head.sequence - 1].head == head else {
                throw ReferenceLogError(.missingHead(head), file: path)
            }
        }
        return entries
    }
}

extension [ReferenceLogEntry] {
    /// Where the references of a remote led at the end of a log, in byte order of their names: what a watch begins
    /// with.
    public func references(of remote: String) -> [RemoteReference] {
        var references: [ExactText: ObjectID] = [:]
        for case .change(let change) in map(\.content) where change.remote.hasSameBytes(as: remote) {
            references[ExactText(change.reference)] = change.new
        }
        return references.sorted { $0.key < $1.key }.map { RemoteReference(name: $0.key.text, id: $0.value) }
    }

    /// When commits were first seen at the end of a reference, in seconds since 1970-01-01T00:00:00Z.
    public var firstSeen: [ObjectID: Int64] {
        var times: [ObjectID: Int64] = [:]
        for entry in self {
            if case .change(let change) = entry.content, let new = change.new {
                times[new] = Swift.min(times[new] ?? .max, entry.time.seconds)
            }
        }
        return times
    }
}
