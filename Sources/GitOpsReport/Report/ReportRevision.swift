import GitOpsManifest

/// The state of a repository that a report is about.
public struct ReportRevision: Sendable, Hashable {
    /// The address of the repository, `https://github.com/example/shop`.
    public var repositoryURI: String
    /// The commit.
    public var commit: String
    /// The branch; `nil` when there is none.
    public var branch: String?
    /// What file names are appended to for a link: `https://github.com/example/shop/blob/4f1c2aa/`; `nil` for no links.
    public var linkBase: String?

    /// A revision from its parts.
    public init(repositoryURI: String, commit: String, branch: String? = nil, linkBase: String? = nil) {
        self.repositoryURI = repositoryURI
        self.commit = commit
        self.branch = branch
        self.linkBase = linkBase
    }

    /// The link to a place, with the line as GitHub and GitLab spell it.
    func link(to place: SourcePlace) -> String? {
        guard let linkBase, let path = RelativeURI(path: place.origin.path), path.isRelative else { return nil }
        return linkBase + path.text + (place.position.map { "#L\($0.line)" } ?? "")
    }
}
