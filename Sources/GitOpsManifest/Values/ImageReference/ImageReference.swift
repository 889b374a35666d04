/// Where a container image comes from: registry, repository, and a tag or a digest or both.
///
/// Short names are completed as Docker completes them: `nginx` is `docker.io/library/nginx:latest`. Two references are
/// equal when their completed forms are.
///
/// Source: `github.com/distribution/reference`, `reference.go`, `regexp.go` and `normalize.go`.
public struct ImageReference: Sendable {
    /// The registry's host, with its port if one is written: `docker.io`, `localhost:5000`.
    public let registry: String

    /// The path inside the registry: `library/nginx`.
    public let repository: String

    /// The tag: `latest` when neither tag nor digest is written, `nil` when only a digest is.
    public let tag: String?

    /// The digest of the image, if it is written.
    public let digest: ImageDigest?

    /// Whether ``tag`` is `latest` because nothing was written. It takes no part in equality.
    public let isTagImplied: Bool

    init(registry: String, repository: String, tag: String?, digest: ImageDigest?) {
        self.registry = registry
        self.repository = repository
        isTagImplied = tag == nil && digest == nil
        self.tag = isTagImplied ? Self.impliedTag : tag
        self.digest = digest
    }

    static let impliedTag = "latest"
    static let defaultRegistry = "docker.io"
    static let legacyDefaultRegistry = "index.docker.io"
    static let officialPrefix = "library/"

    /// Whether the reference names one image for ever, which only a digest does.
    public var isPinned: Bool { digest != nil }
}

extension ImageReference: Hashable {
    /// Whether both complete to the same registry, repository, tag and digest.
    public static func == (left: ImageReference, right: ImageReference) -> Bool {
        left.registry == right.registry && left.repository == right.repository && left.tag == right.tag
            && left.digest == right.digest
    }

    /// Hashes the completed form.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(registry)
        hasher.combine(repository)
        hasher.combine(tag)
        hasher.combine(digest)
    }
}
