import GitOpsManifest

extension Repository {
    /// Every file of a commit, or of one folder of it, in byte order of the paths.
    ///
    /// Submodules and symbolic links are listed and never followed. Complexity: O(entries).
    ///
    /// - Throws: `GitError`: a missing object, a limit, or an entry that could lead out of the tree.
    public func files(at commit: ObjectID, under folder: String = "") throws(GitError) -> [TreeEntry] {
        try pool.withHandle { handle throws(GitError) in
            let tree = try self.commit(commit, with: handle).tree
            guard let start = try self.tree(folder, in: tree, with: handle) else { return [] }
            var walk = TreeWalk(handle: handle, limits: limits, repository: pool.path)
            switch start {
            case .tree(let id): try walk.visit(id, path: Self.components(folder).joined(separator: "/"), depth: 0)
            case .entry(let entry): walk.add(entry)
            }
            return walk.entries
        }
    }

    /// Whether a file or folder stands at a path of a commit.
    ///
    /// - Throws: `GitError` when the commit or a tree cannot be read.
    public func contains(_ path: String, at commit: ObjectID) throws(GitError) -> Bool {
        try pool.withHandle { handle throws(GitError) in
            try tree(path, in: self.commit(commit, with: handle).tree, with: handle) != nil
        }
    }

    enum Place {
        case tree(ObjectID)
        case entry(TreeEntry)
    }

    static func components(_ path: String) -> [Substring] {
        // By bytes: a combining mark after the slash would make one character of both.
        path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }.filter { $0 != "." }
    }

    /// What stands at a path below a tree; `nil` when nothing does.
    func tree(_ path: String, in root: ObjectID, with handle: RepositoryHandle) throws(GitError) -> Place? {
        var place = Place.tree(root)
        var walked = ""
        for component in Self.components(path) {
            guard case .tree(let id) = place else { return nil }
            walked += walked.isEmpty ? component : "/" + component
            var found: Place?
            try TreeWalk.entries(of: id, with: handle, limits: limits, repository: pool.path) {
                entry throws(GitError) in
                guard found == nil, entry.name.elementsEqual(component.utf8), let child = ObjectID(bytes: entry.id)
                else {
                    return
                }
                switch entry.mode {
                case .tree: found = .tree(child)
                case .leaf(let mode): found = .entry(TreeEntry(path: walked, mode: mode, id: child))
                }
            }
            guard let found else { return nil }
            place = found
        }
        return place
    }
}

/// A walk over all files below a tree.
struct TreeWalk {
    let handle: RepositoryHandle
    let limits: RepositoryLimits
    let repository: String
    private(set) var entries: [TreeEntry] = []
    /// Entries that were seen, folders included: a few trees that hold each other make no end of folders without a
    /// file.
    private(set) var visited = 0
    private let budget: PathBudget

    /// A walk whose paths count against a budget; one of its own when there is none.
    init(handle: RepositoryHandle, limits: RepositoryLimits, repository: String, budget: PathBudget? = nil) {
        self.handle = handle
        self.limits = limits
        self.repository = repository
        self.budget = budget ?? PathBudget(limits, repository: repository)
    }

    mutating func add(_ entry: TreeEntry) { entries.append(entry) }

    mutating func visit(_ tree: ObjectID, path: String, depth: Int) throws(GitError) {
        guard depth < limits.depth else {
            throw GitError(.limitExceeded(.depth, maximum: limits.depth), repository: repository)
        }
        var folders: [(position: Int, path: String, id: ObjectID)] = []
        var leaves: [TreeEntry] = []
        try Self.entries(of: tree, with: handle, limits: limits, repository: repository) { entry throws(GitError) in
            let path = Self.join(path, entry.name)
            guard !RawTree.isUnsafe(entry.name) else {
                throw GitError(.unsafeTreeEntry(path: path), repository: repository)
            }
            guard let id = ObjectID(bytes: entry.id) else { throw GitError(.corrupt, repository: repository) }
            try count(path)
            switch entry.mode {
            case .tree: folders.append((leaves.count, path, id))
            // What comes before the first folder has its place already.
            case .leaf(let mode) where folders.isEmpty:
                entries.append(TreeEntry(path: path, mode: mode, id: id))
            case .leaf(let mode): leaves.append(TreeEntry(path: path, mode: mode, id: id))
            }
        }
        // Folders are entered after the tree's content was let go, at the places they have among the files.
        var next = 0
        for folder in folders {
            entries += leaves[next..<folder.position]
            next = folder.position
            try visit(folder.id, path: folder.path, depth: depth + 1)
        }
        entries += leaves[next...]
    }

    private mutating func count(_ path: String) throws(GitError) {
        visited += 1
        guard visited <= limits.treeEntries else {
            throw GitError(.limitExceeded(.treeEntries, maximum: limits.treeEntries), repository: repository)
        }
        try budget.take(path.utf8.count)
    }

    static func join(_ path: String, _ name: UnsafeRawBufferPointer) -> String {
        let name = String(decoding: name, as: UTF8.self)
        return path.isEmpty ? name : "\(path)/\(name)"
    }

    /// Calls `body` with each entry of a tree, not of the folders in it.
    static func entries(
        of tree: ObjectID, with handle: RepositoryHandle, limits: RepositoryLimits, repository: String,
        _ body: (RawTree.Entry) throws(GitError) -> Void
    ) throws(GitError) {
        try handle.read(tree, as: .tree, maximumBytes: limits.blobBytes) { content throws(GitError) in
            var reader = RawTree(content)
            while let entry = try reader.nextEntry(repository, tree) { try body(entry) }
        }
    }
}

extension RawTree {
    mutating func nextEntry(_ repository: String, _ tree: ObjectID) throws(GitError) -> Entry? {
        do throws(Malformed) {
            return try next()
        } catch {
            let detail =
                switch error {
                case .syntax: "the tree \(tree) is malformed"
                case .unsorted(let name): "the tree \(tree) has '\(PrintableText.escaped(name))' out of order"
                case .repeated(let name): "the tree \(tree) has '\(PrintableText.escaped(name))' more than once"
                }
            throw GitError(.corrupt, repository: repository, detail: detail)
        }
    }
}
