/// Where a remote that the configuration names is pushed to.
public struct PushAddress: Sendable, Hashable {
    /// The address.
    public let url: RemoteURL
    /// The setting that leads there instead of to the address that is fetched from; `nil` when there is none.
    public let setting: String?
    /// Whether the host is another one than that of the address that is fetched from: what is meant for one is not to
    /// be shown to the other.
    public let isElsewhere: Bool
}

extension Repository {
    /// Where a remote is pushed to, as Git reads the configuration: `remote.<name>.pushurl`, else its address as
    /// `url.<base>.pushInsteadOf` changes it; `nil` where there is no remote of that name.
    ///
    /// What is pushed to an address, rather than to a name, goes to no other, whatever the configuration says.
    ///
    /// Source: `remote.<name>.pushurl` and `url.<base>.pushInsteadOf` in git-config(1).
    ///
    /// - Throws: `GitError`: `invalidRemote` for several addresses, and for one that ``RemoteURL`` does not take.
    public func pushAddress(ofRemote name: String) throws(GitError) -> PushAddress? {
        let (urls, pushes, rules) = try pool.withHandle { handle throws(GitError) in
            (handle.remoteURLs, handle.remotePushURLs, handle.pushRules)
        }
        let own = pushes.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.url)
        guard own.count <= 1 else {
            throw GitError(
                .invalidRemote, repository: pool.path,
                detail: "remote.\(name).pushurl names \(own.count) addresses; push to one of them by itself")
        }
        let written = urls.first { $0.name.utf8.elementsEqual(name.utf8) }?.url
        // An address that cannot be read has no host that another one could share.
        let fetched = written.flatMap { try? RemoteURL($0) }
        func address(_ text: String, _ setting: String?) throws(GitError) -> PushAddress {
            let url = try RemoteURL(text)
            // SSH shows a host nothing that another could use; of the other ways, the scheme and the port count as
            // well.
            let isThere = fetched.map { url.scheme == .ssh ? $0.host == url.host : $0.isSameHost(as: url) } ?? false
            return PushAddress(url: url, setting: setting, isElsewhere: setting != nil && !isThere)
        }
        if let own = own.first { return try address(own, "remote.\(name).pushurl") }
        guard let written else { return nil }
        let fitting = rules.filter { written.utf8.starts(with: $0.start.utf8) }
        // The longest rule holds, and the first of those that are as long.
        guard let longest = fitting.map({ $0.start.utf8.count }).max(),
            let rule = fitting.first(where: { $0.start.utf8.count == longest })
        else { return try address(written, nil) }
        let rest = String(decoding: written.utf8.dropFirst(longest), as: UTF8.self)
        let changed = rule.base + rest
        let isSame = changed.utf8.elementsEqual(written.utf8)
        return try address(changed, isSame ? nil : "url.\(rule.base).pushInsteadOf")
    }
}
