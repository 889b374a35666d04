import GitOpsManifest
public import GitOpsRepository

/// What is known beside the commits themselves.
public struct CommitEvidence: Sendable {
    /// The tags that the newest commit was named by, the outermost first (`Repository.annotatedTags`).
    public var tags: [AnnotatedTag]
    /// The name under which the outermost tag was found, without `refs/tags/`; `nil` when it was found by its id.
    public var tagName: String?
    /// When commits were first seen, in seconds since 1970-01-01T00:00:00Z: signatures are judged at that time rather
    /// than at the one that the commit claims.
    public var firstSeen: [ObjectID: Int64]
    /// The present, in seconds since 1970-01-01T00:00:00Z, for ends that signatures set themselves; `nil` for that of
    /// the clock.
    public var now: Int64?

    /// Evidence from its parts.
    public init(
        tags: [AnnotatedTag] = [], tagName: String? = nil, firstSeen: [ObjectID: Int64] = [:], now: Int64? = nil
    ) {
        self.tags = tags
        self.tagName = tagName
        self.firstSeen = firstSeen
        self.now = now
    }

    /// The tags that a revision expression leads through, and the name it calls the outermost by.
    ///
    /// - Parameters:
    ///   - revision: what a person wrote: `v1.0`, `refs/tags/v1.0`, the id of a tag, or any other revision.
    ///   - repository: where it is looked up.
    /// - Throws: `GitError` as `Repository.annotatedTags`.
    public init(naming revision: String, in repository: Repository) throws(GitError) {
        self.init(tags: try repository.annotatedTags(of: revision))
        guard let tag = tags.first else { return }
        var name = revision
        for end in ["^{tag}", "^{object}"] where name.hasSuffix(end) { name.removeLast(end.count) }
        // Only an id cannot lie about what it names.
        if name.utf8.count >= 4, "\(tag.id)".hasPrefix(name.lowercased()) { return }
        for start in ["refs/tags/", "tags/"] where name.hasPrefix(start) {
            name.removeFirst(start.count)
            break
        }
        tagName = name
    }
}
