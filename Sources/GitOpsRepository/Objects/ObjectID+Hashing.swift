import CLibGit2

extension ObjectID {
    /// The name that Git gives to a blob of these bytes.
    ///
    /// libgit2's SHA-1 recognises the known ways to make collisions. Complexity: O(count).
    package init(namingBlob content: UnsafeRawBufferPointer) { self.init(naming: content, as: GIT_OBJECT_BLOB) }

    /// The name that Git gives to a commit of these bytes, as above.
    package init(namingCommit content: UnsafeRawBufferPointer) { self.init(naming: content, as: GIT_OBJECT_COMMIT) }

    /// The name that Git gives to a tree of these bytes, as above.
    package init(namingTree content: UnsafeRawBufferPointer) { self.init(naming: content, as: GIT_OBJECT_TREE) }

    /// The name that Git gives to an annotated tag of these bytes, as above.
    package init(namingTag content: UnsafeRawBufferPointer) { self.init(naming: content, as: GIT_OBJECT_TAG) }

    private init(naming content: UnsafeRawBufferPointer, as type: git_object_t) {
        LibGit2.initialise
        var id = git_oid()
        let code = git_odb_hash(&id, content.baseAddress, content.count, type)
        self = code == 0 ? ObjectID(id) ?? .zero : .zero
    }
}
