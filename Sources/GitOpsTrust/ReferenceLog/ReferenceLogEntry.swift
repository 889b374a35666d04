public import GitOpsManifest
public import GitOpsRepository

/// One line of a reference log.
///
/// It is a JSON object on one line with its members in a fixed order and no blanks, so that it has one form only. The
/// member `previous` is the hash of the line before, 64 zeros in the first; `hash`, the last member, is the SHA-256 of
/// the line as it would be without it.
public struct ReferenceLogEntry: Sendable, Hashable {
    /// Counted from 1.
    public let sequence: Int
    /// When it was observed.
    public let time: Timestamp
    /// What the entry tells.
    public let content: Content
    /// The hash of the entry before, in 64 hexadecimal digits.
    public let previous: String
    /// The hash of this entry.
    public let hash: String

    /// What an entry tells.
    public enum Content: Sendable, Hashable {
        /// A reference leads elsewhere.
        case change(Observation)
        /// An unfinished line was taken away, which a crash had left.
        case repair(byteCount: Int)
    }

    /// A reference that was seen to lead elsewhere.
    public struct Observation: Sendable, Hashable {
        /// The remote, as the log was told.
        public let remote: String
        /// The full name.
        public let reference: String
        /// Where it led; `nil` when it was not there.
        public let old: ObjectID?
        /// Where it leads; `nil` when it is gone.
        public let new: ObjectID?
        /// What happened, as far as it was known then.
        public let event: ReferenceEvent
    }

    /// What stands before the first entry.
    static let noHash = HashChain().head

    init(_ content: Content, after last: ReferenceLogHead?, at time: Timestamp) {
        sequence = (last?.sequence ?? 0) + 1
        // Whole seconds, as they are written.
        self.time = Timestamp(seconds: time.seconds)
        self.content = content
        previous = last?.hash ?? Self.noHash
        hash = Self.hash(of: Self.text(sequence: sequence, time: self.time, content: content, previous: previous) + "}")
    }

    /// The head of a log that ends with this entry.
    public var head: ReferenceLogHead { ReferenceLogHead(sequence: sequence, hash: hash) }

    // MARK: Text

    /// The line without its end.
    var line: String {
        Self.text(sequence: sequence, time: time, content: content, previous: previous) + ",\"hash\":\"\(hash)\"}"
    }

    private static func text(sequence: Int, time: Timestamp, content: Content, previous: String) -> String {
        let members: String
        switch content {
        case .change(let change):
            let id = { (id: ObjectID?) in id.map { "\"\($0)\"" } ?? "null" }
            members =
                "\"remote\":\(JSONWriter.quoted(change.remote)),\"reference\":\(JSONWriter.quoted(change.reference)),"
                + "\"old\":\(id(change.old)),\"new\":\(id(change.new)),\"event\":\"\(change.event.rawValue)\""
        case .repair(let byteCount): members = "\"repair\":\(byteCount)"
        }
        return
            "{\"sequence\":\(sequence),\"time\":\"\(time.formatted(.seconds))\",\(members),\"previous\":\"\(previous)\""
    }

    private static func hash(of text: String) -> String {
        HashChain.hash(Array(text.utf8))
    }

    /// Reads a line; `nil` when it is not byte for byte what this type writes, or its hash is not that of its content.
    init?(line: some Collection<UInt8>) {
        guard let document = try? Document(json: SourceText(line, name: "")), document.root.kind == .object,
            let sequence = document.root["sequence"]?.int64.flatMap({ Int(exactly: $0) }), sequence > 0,
            let time = document.root["time"]?.string.flatMap({ try? Timestamp(parsing: $0) }),
            let previous = document.root["previous"]?.string, let hash = document.root["hash"]?.string,
            let content = Content(document.root)
        else { return nil }
        (self.sequence, self.time, self.content, self.previous, self.hash) = (sequence, time, content, previous, hash)
        let text = Self.text(sequence: sequence, time: time, content: content, previous: previous)
        guard Self.hash(of: text + "}").hasSameBytes(as: hash), self.line.utf8.elementsEqual(line) else { return nil }
    }

    /// Reads what stands behind the last line end of a log: an entry to which only its end is missing, or `nil` for the
    /// beginning of one, which a crash left, and for nothing.
    ///
    /// - Parameters:
    ///   - bytes: what stands there.
    ///   - last: the entry before.
    ///   - path: the file, for the error.
    /// - Throws: `ReferenceLogError` for anything that writing a line does not leave.
    init?(
        unfinished bytes: ArraySlice<UInt8>, after last: ReferenceLogHead?, in path: String
    ) throws(ReferenceLogError) {
        let (sequence, previous) = ((last?.sequence ?? 0) + 1, last?.hash ?? Self.noHash)
        guard let entry = ReferenceLogEntry(line: bytes) else {
            if LineBeginning.matches(bytes, sequence: sequence, previous: previous) { return nil }
            throw ReferenceLogError(.changedLine, file: path, line: sequence)
        }
        guard entry.sequence == sequence, entry.previous == previous else {
            throw ReferenceLogError(.brokenChain, file: path, line: sequence)
        }
        self = entry
    }
}

extension ReferenceLogEntry.Content {
    init?(_ node: Node) {
        if let count = node["repair"]?.int64.flatMap({ Int(exactly: $0) }) {
            self = .repair(byteCount: count)
            return
        }
        guard let remote = node["remote"]?.string, let reference = node["reference"]?.string,
            let event = node["event"]?.string.flatMap(ReferenceEvent.init(rawValue:)), let old = node["old"],
            let new = node["new"]
        else { return nil }
        self = .change(
            ReferenceLogEntry.Observation(
                remote: remote, reference: reference, old: old.string.flatMap { ObjectID($0) },
                new: new.string.flatMap { ObjectID($0) }, event: event))
    }
}

/// Where a log ends. Kept elsewhere, it shows that nothing was cut off since.
public struct ReferenceLogHead: Sendable, Hashable {
    /// The number of entries.
    public let sequence: Int
    /// The hash of the last one, in 64 hexadecimal digits.
    public let hash: String

    /// A head from its parts.
    public init(sequence: Int, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }
}

extension ReferenceLogHead: CustomStringConvertible {
    /// `sequence:hash`.
    public var description: String { "\(sequence):\(hash)" }
}
