/// The commit that brought what a finding is about.
public struct FindingAttribution: Sendable, Hashable {
    /// The name of the commit in full.
    public var commit: String
    /// The name of its author.
    public var author: String
    /// The address of its author.
    public var email: String
    /// When it was written, in seconds since 1970.
    public var time: Int64
    /// The first line of its message.
    public var subject: String

    /// An attribution from its parts.
    public init(commit: String, author: String, email: String, time: Int64, subject: String) {
        self.commit = commit
        self.author = author
        self.email = email
        self.time = time
        self.subject = subject
    }
}

extension FindingAttribution: CustomStringConvertible {
    /// `4f1c2aa09d3e of Ann: Open the port`.
    public var description: String { "\(commit.prefix(12)) of \(author): \(subject)" }
}
