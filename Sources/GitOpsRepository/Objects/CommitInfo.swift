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

    /// The first line of the message that is not empty.
    public var subject: String {
        let lineEnds = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        // A message may be long, so that no more of it is read than its subject.
        var line = message.utf8.drop { lineEnds.contains($0) }.prefix { $0 != lineEnds[0] }
        while line.last == lineEnds[1] { line.removeLast() }
        return String(Substring(line))
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
            let line = rest[rest.startIndex..<end]
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if line.starts(with: "tree ".utf8), tree == nil {
                tree = ObjectID(String(decoding: line.dropFirst(5), as: UTF8.self))
            } else if line.starts(with: "parent ".utf8) {
                guard let parent = ObjectID(String(decoding: line.dropFirst(7), as: UTF8.self)) else { return nil }
                parents.append(parent)
            } else if line.starts(with: "author ".utf8), author == nil {
                author = Signature(line.dropFirst(7))
            } else if line.starts(with: "committer ".utf8), committer == nil {
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
    init(_ line: Slice<UnsafeRawBufferPointer>) {
        let open = line.firstIndex(of: UInt8(ascii: "<")) ?? line.endIndex
        let close = line.lastIndex(of: UInt8(ascii: ">")) ?? line.endIndex
        var name = line[..<open]
        while name.last == UInt8(ascii: " ") { name.removeLast() }
        let email = open < close ? line[(open + 1)..<close] : line[..<line.startIndex]
        let rest = close < line.endIndex ? line[(close + 1)...] : line[line.endIndex...]
        let time = rest.split(separator: UInt8(ascii: " "), maxSplits: 2).map { String(decoding: $0, as: UTF8.self) }
        let zone = time.count > 1 ? Int(time[1]) ?? 0 : 0
        self.init(
            name: String(decoding: name, as: UTF8.self), email: String(decoding: email, as: UTF8.self),
            seconds: time.first.flatMap { Int64($0) } ?? 0,
            offsetMinutes: zone / 100 * 60 + zone % 100)
    }
}
