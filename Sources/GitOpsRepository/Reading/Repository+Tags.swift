/// An annotated tag.
public struct AnnotatedTag: Sendable, Hashable {
    /// Its name as an object.
    public let id: ObjectID
    /// The object that it leads to: a commit, or another tag.
    public let target: ObjectID
    /// The name that the tag gives itself.
    public let name: String
    /// Its bytes as `git cat-file tag` prints them: what a signature is about, and the signature.
    public let content: [UInt8]
}

extension Repository {
    /// The annotated tags that a revision expression leads through, the outermost first; none when it names a commit.
    ///
    /// `v1.0` leads through the tag of that name, `v1.0^{commit}` through none. The bytes of every tag are compared
    /// with its name.
    ///
    /// - Parameters:
    ///   - revision: a revision expression, as for `resolve`.
    ///   - maximumCount: more tags of tags than this are an error.
    /// - Throws: `GitError` as `resolve`, and `corrupt` for a tag that is malformed.
    public func annotatedTags(of revision: String, maximumCount: Int = 16) throws(GitError) -> [AnnotatedTag] {
        try pool.withHandle { handle throws(GitError) in
            var object = try handle.object(named: revision)
            var tags: [AnnotatedTag] = []
            while object.type == .tag {
                guard tags.count < maximumCount else {
                    throw GitError(.corrupt, repository: pool.path, detail: "'\(revision)' is a tag of too many tags")
                }
                let tag = try annotatedTag(object.id, with: handle)
                tags.append(tag)
                object = (tag.target, try handle.header(tag.target).type)
            }
            return tags
        }
    }

    private func annotatedTag(_ id: ObjectID, with handle: RepositoryHandle) throws(GitError) -> AnnotatedTag {
        let content = try handle.read(id, as: .tag, maximumBytes: limits.blobBytes) { Array($0) }
        guard content.withUnsafeBytes({ ObjectID(namingTag: $0) }) == id else {
            throw GitError(.corrupt, repository: pool.path, detail: "the content of \(id) is not what its name says")
        }
        let headers = content.prefix { $0 != 0 }.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }
        let value = { (header: String) -> String? in
            headers.first { $0.starts(with: header.utf8) }.map {
                String(decoding: $0.dropFirst(header.utf8.count), as: UTF8.self)
            }
        }
        guard let target = value("object ").flatMap({ ObjectID($0) }), let name = value("tag ") else {
            throw GitError(.corrupt, repository: pool.path, detail: "the tag \(id) is malformed")
        }
        return AnnotatedTag(id: id, target: target, name: name, content: content)
    }
}
