/// Entries of a tree that may lead to manifests and are not followed: submodules, and links to folders.
struct FolderLinks {
    let repository: Repository
    let commit: ObjectID

    /// As long as paths may be in Linux.
    private static let maximumBytes = 4_096

    /// Whether manifests may stand behind an entry: always in a submodule; behind a link unless it leads to a file.
    func mayHoldManifests(_ entry: TreeEntry) throws(GitError) -> Bool {
        guard entry.mode == .symbolicLink else { return entry.mode == .submodule }
        return try repository.pool.withHandle { handle throws(GitError) in
            guard try handle.header(entry.id).bytes <= Self.maximumBytes else { return true }
            let target = try handle.read(entry.id, as: .blob, maximumBytes: Self.maximumBytes) {
                String(decoding: $0, as: UTF8.self)
            }
            guard let path = Self.path(of: target, from: entry.path) else { return true }
            let tree = try repository.commit(commit, with: handle).tree
            guard case .entry(let found)? = try repository.tree(path, in: tree, with: handle) else { return true }
            return !found.mode.isFile
        }
    }

    /// The path from the root that a link's target means; `nil` when it leads out of the repository.
    static func path(of target: String, from link: String) -> String? {
        guard !target.hasPrefix("/") else { return nil }
        var components = link.split(separator: "/").dropLast()
        for component in target.split(separator: "/") where component != "." {
            if component != ".." {
                components.append(component)
            } else if components.popLast() == nil {
                return nil
            }
        }
        return components.joined(separator: "/")
    }
}
