/// Reads commits and compares their trees for one thread, many in a row.
///
/// The content of trees is kept: the tree of a commit is compared once with that of its parent and once with that of
/// its child. Valid only in the call of `Repository.withTreeReader` that it comes from.
package final class TreeReader {
    private let handle: RepositoryHandle
    private let repository: Repository
    /// Contents of trees, two generations of them: the older one goes when the younger is full.
    private var young: [ObjectID: [UInt8]] = [:]
    private var old: [ObjectID: [UInt8]] = [:]
    private var youngBytes = 0
    private let cacheBytes: Int
    private var visited = 0
    /// Room for the paths of all comparisons from now on; when `nil`, each has its own.
    package var sharedPaths: PathBudget?
    private var paths: PathBudget
    private let packs: PackedObjectReader?

    fileprivate init(handle: RepositoryHandle, repository: Repository, cacheBytes: Int, readsPacks: Bool) {
        self.handle = handle
        self.repository = repository
        self.cacheBytes = cacheBytes
        paths = repository.pathBudget()
        packs =
            readsPacks
            ? PackedObjectReader(
                packs: PackOrder(commonDirectory: repository.commonDirectory), cacheBytes: cacheBytes,
                maximumBytes: repository.limits.blobBytes) : nil
    }

    /// A commit and the commits it follows, none at the boundary of a shallow clone.
    package func commit(_ id: ObjectID) throws(GitError) -> (info: CommitInfo, isBoundary: Bool) {
        if let bytes = packed(id, .commit),
            let info = bytes.withUnsafeBytes({ CommitInfo(id: id, content: $0) })
        {
            return (info, repository.shallowBoundary.contains(id))
        }
        return (try repository.commit(id, with: handle), repository.shallowBoundary.contains(id))
    }

    /// Whether a shallow clone left out what a commit follows.
    package func isBoundary(_ id: ObjectID) -> Bool { repository.shallowBoundary.contains(id) }

    /// The content of a commit, which has the name that it is asked for by.
    ///
    /// - Throws: `GitError`: it is not there, not a commit, or its bytes have another name.
    package func commitContent(_ id: ObjectID) throws(GitError) -> [UInt8] {
        let bytes: [UInt8]
        if let packed = packs?.content(of: id, .commit) {
            bytes = packed
        } else {
            bytes = try handle.read(id, as: .commit, maximumBytes: repository.limits.blobBytes) { Array($0) }
        }
        guard bytes.withUnsafeBytes({ ObjectID(namingCommit: $0) }) == id else {
            throw GitError(
                .corrupt, repository: repository.pool.path, detail: "the content of \(id) is not what its name says")
        }
        return bytes
    }

    /// A file, link or submodule in one of two trees.
    package struct Leaf: Equatable {
        /// What the entry is.
        package let mode: TreeEntry.Mode
        /// The name of the blob, or of the commit of a submodule.
        package let id: ObjectID
    }

    /// Calls `body` with every leaf that differs between two trees; without an old tree, with every leaf of the new
    /// one. Bytes of a path that are not UTF-8 are replaced by U+FFFD, so that several leaves may have the same.
    package func changes(
        from old: ObjectID?, to new: ObjectID?, _ body: (_ path: String, _ old: Leaf?, _ new: Leaf?) -> Void
    ) throws(GitError) {
        try changedLeaves(from: old, to: new) { body(String(decoding: $0, as: UTF8.self), $1, $2) }
    }

    /// Calls `body` with every leaf that differs between two trees, under the bytes of its path; without an old tree,
    /// with every leaf of the new one. The leaves of a folder come one after the other, before those of folders in it.
    ///
    /// Complexity: O(entries of the folders that differ).
    ///
    /// - Throws: `GitError`: a missing tree, a limit, or an entry that could lead out of the tree.
    package func changedLeaves(
        from old: ObjectID?, to new: ObjectID?, _ body: (_ path: [UInt8], _ old: Leaf?, _ new: Leaf?) -> Void
    ) throws(GitError) {
        guard old != new else { return }
        visited = 0
        paths = sharedPaths ?? repository.pathBudget()
        try compare(old, new, path: [], depth: 0, body)
    }

    /// Folders that differ, to be entered when the contents of the trees they are in were let go.
    private typealias Folders = [(path: [UInt8], old: ObjectID?, new: ObjectID?)]

    private func compare(
        _ old: ObjectID?, _ new: ObjectID?, path: [UInt8], depth: Int, _ body: ([UInt8], Leaf?, Leaf?) -> Void
    ) throws(GitError) {
        guard depth < repository.limits.depth else { throw limit(.depth, repository.limits.depth) }
        var left: [UInt8] = []
        var right: [UInt8] = []
        if let old { left = try content(of: old) }
        if let new { right = try content(of: new) }
        let result = left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                Result { () throws(GitError) in
                    try merge((RawTree(left), old ?? .zero), (RawTree(right), new ?? .zero), path, body)
                }
            }
        }
        for folder in try result.get() {
            try compare(folder.old, folder.new, path: folder.path, depth: depth + 1, body)
        }
    }

    private func merge(
        _ left: (tree: RawTree, id: ObjectID), _ right: (tree: RawTree, id: ObjectID), _ path: [UInt8],
        _ body: ([UInt8], Leaf?, Leaf?) -> Void
    ) throws(GitError) -> Folders {
        var folders: Folders = []
        var (left, right) = (left, right)
        let name = repository.pool.path
        var first = try left.tree.nextEntry(name, left.id)
        var second = try right.tree.nextEntry(name, right.id)
        while first != nil || second != nil {
            visited += 1
            guard visited <= repository.limits.treeEntries else {
                throw limit(.treeEntries, repository.limits.treeEntries)
            }
            if let one = first, let two = second, !RawTree.precedes(one, two), !RawTree.precedes(two, one) {
                if one.mode != two.mode || !one.id.elementsEqual(two.id) { try add(one, two, path, &folders, body) }
                first = try left.tree.nextEntry(name, left.id)
                second = try right.tree.nextEntry(name, right.id)
            } else if let one = first, second.map({ RawTree.precedes(one, $0) }) ?? true {
                try add(one, nil, path, &folders, body)
                first = try left.tree.nextEntry(name, left.id)
            } else if let two = second {
                try add(nil, two, path, &folders, body)
                second = try right.tree.nextEntry(name, right.id)
            }
        }
        return folders
    }

    private func add(
        _ old: RawTree.Entry?, _ new: RawTree.Entry?, _ folder: [UInt8],
        _ folders: inout Folders, _ body: ([UInt8], Leaf?, Leaf?) -> Void
    ) throws(GitError) {
        guard let name = (new ?? old)?.name else { return }
        let path = folder.isEmpty ? Array(name) : folder + [UInt8(ascii: "/")] + name
        guard !RawTree.isUnsafe(name) else {
            throw GitError(
                .unsafeTreeEntry(path: String(decoding: path, as: UTF8.self)), repository: repository.pool.path)
        }
        try paths.take(path.count)
        let before = Self.side(old)
        let after = Self.side(new)
        if before.leaf != nil || after.leaf != nil { body(path, before.leaf, after.leaf) }
        if before.tree != nil || after.tree != nil { folders.append((path, before.tree, after.tree)) }
    }

    private static func side(_ entry: RawTree.Entry?) -> (leaf: Leaf?, tree: ObjectID?) {
        guard let entry, let id = ObjectID(bytes: entry.id) else { return (nil, nil) }
        switch entry.mode {
        case .tree: return (nil, id)
        case .leaf(let mode): return (Leaf(mode: mode, id: id), nil)
        }
    }

    func nextEntry(_ entries: inout RawTree, _ tree: ObjectID) throws(GitError) -> RawTree.Entry? {
        try entries.nextEntry(repository.pool.path, tree)
    }

    /// The content of a blob; `nil` when it is larger than the maximum.
    func blob(_ id: ObjectID, maximumBytes: Int) throws(GitError) -> [UInt8]? {
        guard try handle.header(id).bytes <= maximumBytes else { return nil }
        return try handle.read(id, as: .blob, maximumBytes: maximumBytes) { Array($0) }
    }

    func content(of tree: ObjectID) throws(GitError) -> [UInt8] {
        if let known = young[tree] { return known }
        let bytes: [UInt8]
        if let known = old[tree] {
            bytes = known
        } else if let packed = packed(tree, .tree) {
            bytes = packed
        } else {
            bytes = try handle.read(tree, as: .tree, maximumBytes: repository.limits.blobBytes) { Array($0) }
        }
        if youngBytes + bytes.count > cacheBytes / 2 {
            (old, young, youngBytes) = (young, [:], 0)
        }
        young[tree] = bytes
        youngBytes += bytes.count
        return bytes
    }

    /// What a pack has; `nil` where names are compared and it has another one, which libgit2 then tells.
    private func packed(_ id: ObjectID, _ type: PackObject.Kind) -> [UInt8]? {
        guard let bytes = packs?.content(of: id, type) else { return nil }
        guard repository.verifiesObjects else { return bytes }
        let name = bytes.withUnsafeBytes {
            type == .tree ? ObjectID(namingTree: $0) : ObjectID(namingCommit: $0)
        }
        return name == id ? bytes : nil
    }

    private func limit(_ limit: GitError.Limit, _ maximum: Int) -> GitError {
        GitError(.limitExceeded(limit, maximum: maximum), repository: repository.pool.path)
    }
}

extension Repository {
    /// Calls `body` with a reader of trees, which must not escape.
    ///
    /// - Parameters:
    ///   - cacheBytes: how much it may keep.
    ///   - readsPacks: whether it opens the packs itself, which is worth the while for many objects.
    ///   - body: what is done with it.
    package func withTreeReader<Result>(
        cacheBytes: Int = 32 << 20, readsPacks: Bool = false, _ body: (TreeReader) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        try pool.withHandle { handle throws(GitError) in
            try body(
                TreeReader(handle: handle, repository: self, cacheBytes: cacheBytes, readsPacks: readsPacks))
        }
    }
}
