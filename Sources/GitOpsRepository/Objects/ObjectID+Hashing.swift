import CLibGit2

extension ObjectID {
    /// The name that Git gives to a blob of these bytes.
    ///
    /// libgit2's SHA-1 recognises the known ways to make collisions. Complexity: O(count).
    package init(namingBlob content: UnsafeRawBufferPointer) {
        LibGit2.initialise
        var id = git_oid()
        let code = git_odb_hash(&id, content.baseAddress, content.count, GIT_OBJECT_BLOB)
        self = code == 0 ? ObjectID(id) ?? .zero : .zero
    }
}
