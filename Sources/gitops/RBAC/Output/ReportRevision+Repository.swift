import GitOpsReport
import GitOpsRepository

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ReportRevision {
    /// A commit of a repository; `nil` when no remote tells where others find it.
    init?(_ repository: Repository, _ commit: ObjectID) {
        guard let address = (try? repository.remoteAddress()) ?? nil else { return nil }
        self.init(
            repositoryURI: address, commit: "\(commit)", linkBase: Self.linkBase(address: address, commit: "\(commit)"))
    }

    /// The commit that the current folder is a work tree of. Files are named from this folder, so that it has to be the
    /// root of the tree for their names to be those of the repository.
    static var ofCurrentFolder: ReportRevision? {
        guard let repository = try? Repository(opening: "."), let root = repository.workDirectory,
            isCurrentFolder(root), let head = try? repository.resolve("HEAD")
        else { return nil }
        return ReportRevision(repository, head)
    }

    private static func isCurrentFolder(_ path: String) -> Bool {
        var one = stat()
        var other = stat()
        return stat(path, &one) == 0 && stat(".", &other) == 0 && one.st_ino == other.st_ino
            && one.st_dev == other.st_dev
    }

    /// Where GitHub and GitLab show files.
    private static func linkBase(address: String, commit: String) -> String? {
        let plain = address.hasSuffix(".git") ? String(address.dropLast(4)) : address
        for (host, folder) in [("https://github.com/", "blob"), ("https://gitlab.com/", "-/blob")]
        where plain.hasPrefix(host) {
            return "\(plain)/\(folder)/\(commit)/"
        }
        return nil
    }
}
