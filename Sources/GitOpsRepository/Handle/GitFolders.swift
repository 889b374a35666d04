/// The folders in which Git keeps what is not an object, found as libgit2 finds them.
///
/// libgit2 opens their files without asking what they are, and waits for whoever writes to a pipe. They are looked at
/// before it does. Source: gitrepository-layout(5).
struct GitFolders {
    /// The folder of the work tree, or of the repository where it has one only.
    let own: String
    /// What all work trees share.
    let common: String

    private static let maximumBytes = 1 << 16
    /// What is opened for reading or writing when it is there.
    private static let files = [
        "HEAD", "commondir", "config", "config.worktree", "gitdir", "index", "info/attributes", "info/grafts",
        "logs/HEAD",
        "packed-refs", "shallow",
    ]

    /// From the folders that libgit2 has, which end with a slash.
    init(own: String, common: String) {
        let cut = { (path: String) in path.utf8.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }
        self.own = cut(own)
        self.common = cut(common)
    }

    /// The repository at a path or, as for Git, the first above it; `nil` when there is none.
    ///
    /// - Throws: `GitError` when a pipe or device stands in the place of a file that leads to it.
    init?(at path: String) throws(GitError) {
        guard var folder = RegularFile.resolved(path) else { return nil }
        while true {
            let link = folder + (folder.hasSuffix("/") ? "" : "/") + ".git"
            for candidate in [try Self.target(of: link), folder] {
                guard let candidate, Self.isRepository(candidate) else { continue }
                own = candidate
                common = try Self.common(of: candidate)
                return
            }
            guard let end = folder.utf8.lastIndex(of: UInt8(ascii: "/")), folder != "/" else { return nil }
            folder = end == folder.startIndex ? "/" : String(folder[..<end])
        }
    }

    /// Refuses pipes, sockets and devices in the place of settings, of files that these include, and of references.
    ///
    /// - Complexity: O(references that have a file of their own).
    func refuseSpecialFiles() throws(GitError) {
        for folder in Set([own, common]).sorted() {
            for name in Self.files { try Self.refuse("\(folder)/\(name)", in: own) }
            for name in ["config", "config.worktree"] {
                if let path = ConfigurationIncludes.special(from: "\(folder)/\(name)") {
                    throw GitError(.notARegularFile(path: path), repository: own)
                }
            }
            for name in ["refs", "logs/refs"] {
                if let path = RegularFile.special(below: "\(folder)/\(name)") {
                    throw GitError(.notARegularFile(path: path), repository: own)
                }
            }
        }
    }

    /// Refuses a pipe, socket or device in the place of a reference, which may have been put there since.
    ///
    /// - Parameter name: a full name, or the short one at the beginning of a revision expression.
    func refuseSpecialReference(_ name: String) throws(GitError) {
        for folder in own == common ? [own] : [own, common] {
            // The places in which Git looks (gitrevisions(7)).
            for start in ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"] {
                try Self.refuse("\(folder)/\(start)\(name)", in: own)
            }
            try Self.refuse("\(folder)/refs/remotes/\(name)/HEAD", in: own)
        }
    }

    private static func refuse(_ path: String, in repository: String) throws(GitError) {
        if RegularFile.isSpecial(path) { throw GitError(.notARegularFile(path: path), repository: repository) }
    }

    /// The folder that `.git` is or leads to.
    private static func target(of link: String) throws(GitError) -> String? {
        guard RegularFile.exists(link) else { return nil }
        try refuse(link, in: link)
        if RegularFile.isFolder(link) { return link }
        let start = "gitdir:"
        guard let text = text(of: link), text.utf8.starts(with: start.utf8) else { return nil }
        return path(trimmed(text.utf8.dropFirst(start.utf8.count)), from: String(link.dropLast("/.git".count)))
    }

    private static func isRepository(_ folder: String) -> Bool {
        let has = { (name: String) in RegularFile.exists("\(folder)/\(name)") }
        return has("HEAD") && (has("commondir") || has("objects") && has("refs"))
    }

    private static func common(of folder: String) throws(GitError) -> String {
        try refuse("\(folder)/commondir", in: folder)
        guard let text = text(of: "\(folder)/commondir") else { return folder }
        return path(trimmed(text.utf8[...]), from: folder)
    }

    private static func text(of path: String) -> String? {
        RegularFile.read(path, maximumBytes: maximumBytes).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func trimmed(_ bytes: Substring.UTF8View) -> String {
        let isBlank = { (byte: UInt8) in byte <= 0x20 }
        let rest = Array(bytes.drop(while: isBlank))
        return String(decoding: rest[..<(rest.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0)], as: UTF8.self)
    }

    private static func path(_ text: String, from folder: String) -> String {
        text.utf8.first == UInt8(ascii: "/") ? text : "\(folder)/\(text)"
    }
}
