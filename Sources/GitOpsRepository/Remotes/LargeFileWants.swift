import GitOpsManifest

/// The files of Git LFS that commits name and that are not there.
struct LargeFileWants: Sendable {
    struct File: Sendable {
        /// Where the pointer was seen first.
        let path: String
        let pointer: LFSPointer
    }

    let store: LFSObjects
    /// One for each content.
    private(set) var files: [File] = []
    /// The commits that name them.
    private(set) var commits: [ObjectID] = []
    private(set) var byteCount = 0

    /// Looks through the files of the commits that references lead to; each folder and file once.
    ///
    /// - Throws: `GitError` for what is missing, damaged or beyond a limit.
    init(
        of references: [(name: String, id: ObjectID)], in repository: Repository, isCancelled: () -> Bool
    ) throws(GitError) {
        store = LFSObjects(commonDirectory: repository.commonDirectory, maximumBytes: repository.limits.blobBytes)
        var scan = Scan(limits: repository.limits, repository: repository.pool.path)
        var seen: Set<ObjectID> = []
        for reference in references {
            if isCancelled() { throw GitError(.cancelled, repository: repository.pool.path) }
            let found = try repository.pool.withHandle { handle throws(GitError) -> (ObjectID, [File])? in
                guard let commit = try Self.commit(reference, with: handle), seen.insert(commit).inserted else {
                    return nil
                }
                let tree = try repository.commit(commit, with: handle).tree
                return (commit, try scan.visit(tree, with: handle, isCancelled: isCancelled))
            }
            guard let (commit, pointers) = found else { continue }
            let missing = pointers.filter { !store.has($0.pointer) }
            guard !missing.isEmpty else { continue }
            commits.append(commit)
            files += missing
            for file in missing { byteCount = Self.sum(byteCount, file.pointer.byteCount) }
        }
    }

    /// What a pointer says of its length is no number to trust.
    private static func sum(_ one: Int, _ other: Int) -> Int {
        let (sum, isTooMuch) = one.addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }

    /// The commit that a reference leads to; `nil` for tags of files and folders.
    private static func commit(
        _ reference: (name: String, id: ObjectID), with handle: RepositoryHandle
    ) throws(GitError) -> ObjectID? {
        do throws(GitError) {
            return try handle.commit(peeling: reference.id, expression: reference.name)
        } catch {
            guard case .wrongType = error.problem else { throw error }
            return nil
        }
    }
}

/// A walk over the folders and files of several commits.
private struct Scan {
    let limits: RepositoryLimits
    let repository: String
    private var visited: Set<ObjectID> = []
    private var contents: Set<String> = []

    init(limits: RepositoryLimits, repository: String) {
        self.limits = limits
        self.repository = repository
    }

    /// The pointers below a tree that were not seen before.
    mutating func visit(
        _ root: ObjectID, with handle: RepositoryHandle, isCancelled: () -> Bool
    ) throws(GitError) -> [LargeFileWants.File] {
        var result: [LargeFileWants.File] = []
        var folders: [(id: ObjectID, path: String, depth: Int)] = [(root, "", 0)]
        while let folder = folders.popLast() {
            guard visited.insert(folder.id).inserted else { continue }
            if isCancelled() { throw GitError(.cancelled, repository: repository) }
            guard folder.depth < limits.depth else {
                throw GitError(.limitExceeded(.depth, maximum: limits.depth), repository: repository)
            }
            var files: [(id: ObjectID, path: String)] = []
            try TreeWalk.entries(of: folder.id, with: handle, limits: limits, repository: repository) {
                entry throws(GitError) in
                guard let id = ObjectID(bytes: entry.id), !visited.contains(id) else { return }
                switch entry.mode {
                case .tree: folders.append((id, TreeWalk.join(folder.path, entry.name), folder.depth + 1))
                case .leaf(.file), .leaf(.executable): files.append((id, TreeWalk.join(folder.path, entry.name)))
                case .leaf: break
                }
            }
            for file in files where visited.insert(file.id).inserted {
                guard visited.count <= limits.treeEntries else {
                    throw GitError(.limitExceeded(.treeEntries, maximum: limits.treeEntries), repository: repository)
                }
                // An empty file is kept nowhere.
                guard let pointer = try pointer(file.id, with: handle), pointer.byteCount > 0,
                    contents.insert(pointer.sha256).inserted
                else { continue }
                result.append(LargeFileWants.File(path: file.path, pointer: pointer))
            }
        }
        return result
    }

    private func pointer(_ id: ObjectID, with handle: RepositoryHandle) throws(GitError) -> LFSPointer? {
        guard try handle.header(id).bytes < LFSPointer.maximumBytes else { return nil }
        return try handle.read(id, as: .blob, maximumBytes: LFSPointer.maximumBytes) { LFSPointer($0) }
    }
}
