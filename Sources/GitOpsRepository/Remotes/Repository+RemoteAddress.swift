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
        return chosen.flatMap { (try? RemoteAddressForm($0.url))?.shownText }
    }

    /// The address of a remote by its name in the configuration; `nil` where there is none of that name.
    ///
    /// - Throws: `GitError`: `invalidRemote` for an address that ``RemoteURL`` does not take, such as one with a
    ///   password.
    public func remoteURL(named name: String) throws(GitError) -> RemoteURL? {
        let urls = try pool.withHandle { handle throws(GitError) in handle.remoteURLs }
        guard let found = urls.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        return try RemoteURL(found.url)
    }
}
