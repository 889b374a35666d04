/// What a commit says about itself.
public struct CommitInfo: Sendable, Hashable {
    /// Its name.
    public let id: ObjectID
    /// The tree of files.
    public let tree: ObjectID
    /// The commits it follows; empty for a first commit.
    public let parents: [ObjectID]
    /// Who wrote the change.
    public let author: Signature
    /// Who made the commit.
    public let committer: Signature
    /// The whole message.
    public let message: String

    /// The first line of the message.
    public var subject: String {
        message.split(separator: "\n", omittingEmptySubsequences: true).first.map(String.init) ?? ""
    }

    /// A person and a time, as the commit claims them.
    public struct Signature: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The mail address.
        public let email: String
        /// Seconds since 1970-01-01T00:00:00Z.
        public let seconds: Int64
        /// Offset of the person's clock from UTC, in minutes.
        public let offsetMinutes: Int
    }
}

extension CommitInfo {
    /// Reads the content of a commit object; `nil` when a header is missing or malformed.
    package init?(id: ObjectID, content: UnsafeRawBufferPointer) {
        var tree: ObjectID?
        var parents: [ObjectID] = []
        var author: Signature?
        var committer: Signature?
        var rest = content[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if line.hasPrefix("tree "), tree == nil {
                tree = ObjectID(String(line.dropFirst(5)))
            } else if line.hasPrefix("parent ") {
                guard let parent = ObjectID(String(line.dropFirst(7))) else { return nil }
                parents.append(parent)
            } else if line.hasPrefix("author "), author == nil {
                author = Signature(line.dropFirst(7))
            } else if line.hasPrefix("committer "), committer == nil {
                committer = Signature(line.dropFirst(10))
            }
        }
        guard let tree, let author, let committer else { return nil }
        self.init(
            id: id, tree: tree, parents: parents, author: author, committer: committer,
            message: String(decoding: rest, as: UTF8.self))
    }
}

extension CommitInfo.Signature {
    /// Reads `Name <mail> seconds +hhmm`; a missing or malformed time counts as 0, as in Git.
    init(_ text: Substring) {
        let open = text.firstIndex(of: "<") ?? text.endIndex
        let close = text.lastIndex(of: ">") ?? text.endIndex
        var name = text[..<open]
        while name.last == " " { name.removeLast() }
        let email = open < close ? text[text.index(after: open)..<close] : ""
        let time = close < text.endIndex ? text[text.index(after: close)...].split(separator: " ") : []
        let zone = time.count > 1 ? Int(time[1]) ?? 0 : 0
        self.init(
            name: String(name), email: String(email), seconds: time.first.flatMap { Int64($0) } ?? 0,
            offsetMinutes: zone / 100 * 60 + zone % 100)
    }
}
