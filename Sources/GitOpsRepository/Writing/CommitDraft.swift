/// A commit before it is written.
///
/// To sign it, sign `signedPayload` and set `signature`.
public struct CommitDraft: Sendable, Hashable {
    /// The tree of files.
    public var tree: ObjectID
    /// The commits it follows.
    public var parents: [ObjectID]
    /// Who wrote the change.
    public var author: CommitInfo.Signature
    /// Who makes the commit.
    public var committer: CommitInfo.Signature
    /// The whole message.
    public var message: String
    /// The signature over `signedPayload` in its armor: OpenPGP, SSH or X.509.
    public var signature: String?

    /// A commit without a signature.
    ///
    /// - Parameters:
    ///   - tree: what `Repository.writeTree` returned.
    ///   - parents: the commits it follows.
    ///   - author: who wrote the change.
    ///   - committer: who makes the commit; the author unless told.
    ///   - message: the whole message; it ends in a line end.
    public init(
        tree: ObjectID, parents: [ObjectID], author: CommitInfo.Signature, committer: CommitInfo.Signature? = nil,
        message: String
    ) {
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer ?? author
        self.message = message
    }

    /// The bytes that a signature is made over: the commit object without it.
    ///
    /// Source: the header `gpgsig` in gitformat-signature(5).
    public var signedPayload: [UInt8] { content(signature: nil) }

    /// The commit object.
    var content: [UInt8] { content(signature: signature) }

    private func content(signature: String?) -> [UInt8] {
        var lines = ["tree \(tree)"]
        lines += parents.map { "parent \($0)" }
        lines.append("author \(author.headerText)")
        lines.append("committer \(committer.headerText)")
        if let signature {
            let parts = signature.split(separator: "\n", omittingEmptySubsequences: false)
            let text = parts.last == "" ? parts.dropLast() : parts[...]
            lines.append("gpgsig " + text.joined(separator: "\n "))
        }
        let ending = message.utf8.last == UInt8(ascii: "\n") || message.isEmpty ? "" : "\n"
        return Array((lines.joined(separator: "\n") + "\n\n" + message + ending).utf8)
    }

    /// What a commit object cannot hold; `nil` when all is well.
    var defect: String? {
        if let defect = author.defect { return "the author's \(defect)" }
        if let defect = committer.defect { return "the committer's \(defect)" }
        if message.utf8.contains(0) { return "the message has a zero byte" }
        if let signature, signature.isEmpty || signature.utf8.contains(0) || signature.utf8.contains(0x0D) {
            return "the signature is not armored text"
        }
        return nil
    }
}

extension CommitInfo.Signature {
    /// A person and a time.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - email: the mail address.
    ///   - seconds: seconds since 1970-01-01T00:00:00Z.
    ///   - offsetMinutes: offset of the person's clock from UTC, in minutes.
    public init(name: String, email: String, at seconds: Int64, offsetMinutes: Int = 0) {
        self.init(name: name, email: email, seconds: seconds, offsetMinutes: offsetMinutes)
    }

    /// `Name <mail> seconds +hhmm`.
    fileprivate var headerText: String {
        let minutes = offsetMinutes.magnitude
        let digits = String(minutes / 60 * 100 + minutes % 60)
        let zone = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "\(name) <\(email)> \(seconds) \(offsetMinutes < 0 ? "-" : "+")\(zone)"
    }

    fileprivate var defect: String? {
        let isPlain = { (text: String) in text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x3C && $0 != 0x3E } }
        if name.utf8.allSatisfy({ $0 == 0x20 }) || !isPlain(name) {
            return "name is empty or has characters not allowed"
        }
        if !isPlain(email) { return "mail address has characters not allowed" }
        if seconds < 0 || offsetMinutes.magnitude >= 24 * 60 { return "time is out of range" }
        return nil
    }
}
