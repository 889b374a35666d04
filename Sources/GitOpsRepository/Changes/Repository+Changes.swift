extension Repository {
    /// The files that differ between two commits, in byte order of their paths.
    ///
    /// Folders with the same id are not entered, so the work is in proportion to the change, not to the tree.
    /// With `findsRenames`, a removed and an added file become one entry when their content is the same, or at least
    /// half of the lines of the larger one are found in both.
    ///
    /// - Throws: `GitError`: a missing object, a limit, or an entry that could lead out of the tree.
    public func changedPaths(
        in range: RevisionRange, under folder: String = "", findsRenames: Bool = true
    ) throws(GitError) -> [ChangedPath] {
        try pool.withHandle { handle throws(GitError) in
            let base = try commit(range.base, with: handle).tree
            let head = try commit(range.head, with: handle).tree
            guard base != head else { return [] }
            let old = try tree(folder, in: base, with: handle)
            let new = try tree(folder, in: head, with: handle)
            let path = Self.components(folder).joined(separator: "/")
            var changes = try changes(from: old, to: new, path: path, with: handle)
            if findsRenames { changes = try RenameSearch(handle: handle, limits: limits).apply(to: changes) }
            return changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        }
    }

    /// What differs between two places, in the order in which a walk meets it.
    func changes(
        from old: Place?, to new: Place?, path: String = "", with handle: RepositoryHandle
    ) throws(GitError) -> [ChangedPath] {
        var comparison = TreeComparison(handle: handle, limits: limits, repository: pool.path)
        try comparison.compare(old, new, path: path)
        return comparison.changes
    }
}

/// Two trees, walked side by side.
private struct TreeComparison {
    let handle: RepositoryHandle
    let limits: RepositoryLimits
    let repository: String
    var changes: [ChangedPath] = []
    private var visited = 0
    private let budget: PathBudget

    init(handle: RepositoryHandle, limits: RepositoryLimits, repository: String) {
        self.handle = handle
        self.limits = limits
        self.repository = repository
        budget = PathBudget(limits, repository: repository)
    }

    mutating func compare(_ old: Repository.Place?, _ new: Repository.Place?, path: String) throws(GitError) {
        switch (old, new) {
        case (.tree(let old)?, .tree(let new)?): try compareTrees(old, new, path: path, depth: 0)
        case (.entry(let old)?, .entry(let new)?): if old != new { changes.append(ChangedPath(old: old, new: new)) }
        case (let old, let new):
            try addAll(old, path: path, isOld: true)
            try addAll(new, path: path, isOld: false)
        }
    }

    private mutating func addAll(_ place: Repository.Place?, path: String, isOld: Bool) throws(GitError) {
        switch place {
        case .tree(let id)?: try addTree(id, path: path, isOld: isOld, depth: 0)
        case .entry(let entry)?: add(entry, isOld: isOld)
        case nil: break
        }
    }

    private mutating func compareTrees(_ old: ObjectID, _ new: ObjectID, path: String, depth: Int) throws(GitError) {
        guard old != new else { return }
        try checkDepth(depth)
        let limits = limits
        let repository = repository
        let handle = handle
        var pairs: [(old: Entry?, new: Entry?)] = []
        try handle.read(old, as: .tree, maximumBytes: limits.blobBytes) { oldContent throws(GitError) in
            try handle.read(new, as: .tree, maximumBytes: limits.blobBytes) { newContent throws(GitError) in
                var left = RawTree(oldContent)
                var right = RawTree(newContent)
                var one = try left.nextEntry(repository, old)
                var two = try right.nextEntry(repository, new)
                while one != nil || two != nil {
                    visited += 1
                    try checkVisited()
                    if let first = one, let second = two, !RawTree.precedes(first, second),
                        !RawTree.precedes(second, first)
                    {
                        if first.mode != second.mode || !first.id.elementsEqual(second.id) {
                            pairs.append((try entry(first, path), try entry(second, path)))
                        }
                        one = try left.nextEntry(repository, old)
                        two = try right.nextEntry(repository, new)
                    } else if let first = one, two.map({ RawTree.precedes(first, $0) }) ?? true {
                        pairs.append((try entry(first, path), nil))
                        one = try left.nextEntry(repository, old)
                    } else if let second = two {
                        pairs.append((nil, try entry(second, path)))
                        two = try right.nextEntry(repository, new)
                    }
                }
            }
        }
        for pair in pairs { try compare(pair.old, pair.new, depth: depth) }
    }

    /// An entry taken out of the buffer it was read from.
    private struct Entry {
        let path: String
        let id: ObjectID
        let mode: RawTree.Mode
    }

    private func entry(_ raw: RawTree.Entry, _ path: String) throws(GitError) -> Entry {
        let path = TreeWalk.join(path, raw.name)
        try budget.take(path.utf8.count)
        guard !RawTree.isUnsafe(raw.name) else { throw GitError(.unsafeTreeEntry(path: path), repository: repository) }
        guard let id = ObjectID(bytes: raw.id) else { throw GitError(.corrupt, repository: repository) }
        return Entry(path: path, id: id, mode: raw.mode)
    }

    private mutating func compare(_ old: Entry?, _ new: Entry?, depth: Int) throws(GitError) {
        if let old, let new {
            switch (old.mode, new.mode) {
            case (.tree, .tree): return try compareTrees(old.id, new.id, path: new.path, depth: depth + 1)
            case (.leaf(let oldMode), .leaf(let newMode)):
                changes.append(
                    ChangedPath(
                        old: TreeEntry(path: old.path, mode: oldMode, id: old.id),
                        new: TreeEntry(path: new.path, mode: newMode, id: new.id)))
                return
            default: break
            }
        }
        if let old { try add(old, isOld: true, depth: depth) }
        if let new { try add(new, isOld: false, depth: depth) }
    }

    private mutating func add(_ entry: Entry, isOld: Bool, depth: Int) throws(GitError) {
        switch entry.mode {
        case .tree: try addTree(entry.id, path: entry.path, isOld: isOld, depth: depth + 1)
        case .leaf(let mode): add(TreeEntry(path: entry.path, mode: mode, id: entry.id), isOld: isOld)
        }
    }

    private mutating func add(_ entry: TreeEntry, isOld: Bool) {
        changes.append(isOld ? ChangedPath(old: entry, new: nil) : ChangedPath(old: nil, new: entry))
    }

    private mutating func addTree(_ id: ObjectID, path: String, isOld: Bool, depth: Int) throws(GitError) {
        var limits = limits
        limits.treeEntries -= visited
        var walk = TreeWalk(handle: handle, limits: limits, repository: repository, budget: budget)
        do throws(GitError) {
            try walk.visit(id, path: path, depth: depth)
        } catch {
            guard case .limitExceeded(.treeEntries, _) = error.problem else { throw error }
            throw GitError(.limitExceeded(.treeEntries, maximum: self.limits.treeEntries), repository: repository)
        }
        visited += walk.visited
        for entry in walk.entries { add(entry, isOld: isOld) }
    }

    private func checkDepth(_ depth: Int) throws(GitError) {
        if depth >= limits.depth {
            throw GitError(.limitExceeded(.depth, maximum: limits.depth), repository: repository)
        }
    }

    private func checkVisited() throws(GitError) {
        if visited > limits.treeEntries {
            throw GitError(.limitExceeded(.treeEntries, maximum: limits.treeEntries), repository: repository)
        }
    }
}
