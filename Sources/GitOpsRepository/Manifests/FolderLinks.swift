/// Entries of a tree that may lead to manifests and are not followed: submodules, and links to folders.
struct FolderLinks {
    let repository: Repository
    let commit: ObjectID

    /// As long as paths may be in Linux.
    private static let maximumBytes = 4_096
    /// As many links as Linux follows on the way of one path.
    private static let maximumLinks = 40
    /// More parts than an honest path has, links included: each costs the reading of a tree.
    private static let maximumParts = 1_000

    /// Whether manifests may stand behind an entry: always in a submodule; behind a link unless it leads to a file.
    ///
    /// A link is resolved part by part, as the kernel does it: `..` behind another link is the folder above the one
    /// that link leads to. Source: path_resolution(7).
    func mayHoldManifests(_ entry: TreeEntry) throws(GitError) -> Bool {
        guard entry.mode == .symbolicLink else { return entry.mode == .submodule }
        return try repository.pool.withHandle { handle throws(GitError) in
            let folder = Repository.components(entry.path).dropLast().map { Array($0.utf8) }
            let root = try repository.commit(commit, with: handle).tree
            var way = Way(repository: repository, handle: handle, root: root)
            guard let target = try Self.parts(of: entry.id, with: handle), try way.enter(folder) else { return true }
            return try !way.leadsToFile(target)
        }
    }

    /// The parts of a link's target; `nil` when it leads out of the repository or is longer than a path may be.
    private static func parts(of link: ObjectID, with handle: RepositoryHandle) throws(GitError) -> [[UInt8]]? {
        guard try handle.header(link).bytes <= maximumBytes else { return nil }
        let target = try handle.read(link, as: .blob, maximumBytes: maximumBytes) { Array($0) }
        guard target.first != UInt8(ascii: "/") else { return nil }
        return target.split(separator: UInt8(ascii: "/")).map { Array($0) }
    }

    /// A walk along a path through the trees of a commit.
    private struct Way {
        let repository: Repository
        let handle: RepositoryHandle
        /// The folders from the root to where the walk is.
        private var folders: [ObjectID]

        init(repository: Repository, handle: RepositoryHandle, root: ObjectID) {
            self.repository = repository
            self.handle = handle
            folders = [root]
        }

        /// Goes down folders; whether all of them are there.
        mutating func enter(_ names: [[UInt8]]) throws(GitError) -> Bool {
            for name in names {
                guard case .tree(let id)? = try entry(name)?.place else { return false }
                folders.append(id)
            }
            return true
        }

        /// Whether a path ends at a file of the commit, whatever links are on its way.
        mutating func leadsToFile(_ path: [[UInt8]]) throws(GitError) -> Bool {
            var rest = Array(path.reversed())
            var (links, parts) = (0, 0)
            while let name = rest.popLast() {
                parts += 1
                guard parts <= FolderLinks.maximumParts else { return false }
                if name == Array(".".utf8) { continue }
                if name == Array("..".utf8) {
                    guard folders.count > 1 else { return false }
                    folders.removeLast()
                    continue
                }
                switch try entry(name) {
                case (.tree(let id), _)?: folders.append(id)
                case (.leaf(.symbolicLink), let id)?:
                    links += 1
                    guard links <= FolderLinks.maximumLinks, let target = try FolderLinks.parts(of: id, with: handle)
                    else { return false }
                    rest += target.reversed()
                case (.leaf(let mode), _)?: return mode.isFile && rest.isEmpty
                case nil: return false
                }
            }
            return false
        }

        private enum Place {
            case tree(ObjectID)
            case leaf(TreeEntry.Mode)
        }

        private func entry(_ name: [UInt8]) throws(GitError) -> (place: Place, id: ObjectID)? {
            guard let folder = folders.last else { return nil }
            var found: (place: Place, id: ObjectID)?
            try TreeWalk.entries(of: folder, with: handle, limits: repository.limits, repository: handle.path) {
                entry throws(GitError) in
                guard found == nil, entry.name.elementsEqual(name), let id = ObjectID(bytes: entry.id) else { return }
                switch entry.mode {
                case .tree: found = (.tree(id), id)
                case .leaf(let mode): found = (.leaf(mode), id)
                }
            }
            return found
        }
    }
}
