extension Repository {
    /// The address of the remote `origin`, or of the first by name where there is none of that name, as it may be
    /// shown to anybody; `nil` without remotes and for one that is a folder of this machine.
    ///
    /// What identifies a user is left out: the part before `@`, which may hold a password or token, and a query. The
    /// short form of SSH, `git@example.com:shop.git`, becomes `ssh://example.com/shop.git`.
    ///
    /// Source: gitglossary(7) and the section "Git URLs" of git-clone(1).
    ///
    /// - Throws: `GitError` when the repository cannot be opened again.
    public func remoteAddress() throws(GitError) -> String? {
        let urls = try pool.withHandle { handle throws(GitError) in handle.remoteURLs }
        let chosen = urls.first { $0.name.utf8.elementsEqual("origin".utf8) } ?? urls.first
        return chosen.flatMap { RemoteAddress($0.url)?.text }
    }
}

/// The address of a remote without anything of a user's.
struct RemoteAddress {
    /// A URI.
    let text: String

    init?(_ url: String) {
        guard !url.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) else { return nil }
        let parts = url.components(of: "://")
        guard let rest = parts.rest else {
            // A colon after a slash belongs to a path.
            let scp = url.components(of: ":")
            guard let path = scp.rest, !scp.first.utf8.contains(UInt8(ascii: "/")) else { return nil }
            self.init(scheme: "ssh", host: scp.first, path: path)
            return
        }
        guard ["https", "http", "ssh", "git"].contains(parts.first) else { return nil }
        let place = rest.components(of: "/")
        self.init(scheme: parts.first, host: place.first, path: place.rest ?? "")
    }

    private init?(scheme: String, host: String, path: String) {
        let end = path.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? path.utf8.endIndex
        let host =
            host.utf8.lastIndex(of: UInt8(ascii: "@")).map { String(host[host.utf8.index(after: $0)...]) } ?? host
        // An `@` in the path may end a password that has a slash.
        guard !host.isEmpty, !path[..<end].utf8.contains(UInt8(ascii: "@")) else { return nil }
        let trimmed = path[..<end].drop { $0 == "/" }
        text = "\(scheme)://\(host)\(trimmed.isEmpty ? "" : "/\(trimmed)")"
    }
}

extension String {
    /// What is before and behind the first occurrence of a separator; all of it and nothing where there is none.
    fileprivate func components(of separator: String) -> (first: String, rest: String?) {
        let bytes = Array(utf8)
        let wanted = Array(separator.utf8)
        guard bytes.count >= wanted.count else { return (self, nil) }
        for index in 0...bytes.count - wanted.count where bytes[index..<index + wanted.count].elementsEqual(wanted) {
            return (
                String(decoding: bytes[..<index], as: UTF8.self),
                String(decoding: bytes[(index + wanted.count)...], as: UTF8.self)
            )
        }
        return (self, nil)
    }
}
