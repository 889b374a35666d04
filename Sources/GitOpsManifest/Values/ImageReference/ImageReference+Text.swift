extension ImageReference: CustomStringConvertible, LosslessStringConvertible {
    /// Reads a reference, `nil` when the text is none; see ``init(parsing:)`` for the reason.
    public init?(_ description: String) {
        guard let reference = try? ImageReference(parsing: description) else { return nil }
        self = reference
    }

    /// The canonical form.
    public var description: String { canonical }

    /// Registry and repository, without tag and digest: `docker.io/library/nginx`.
    public var name: String { registry + "/" + repository }

    /// The completed form: `docker.io/library/nginx:latest`, with the digest after `@` if there is one.
    public var canonical: String { name + suffix }

    /// The short name people type, without tag and digest: `nginx`, `grafana/grafana`, `quay.io/prometheus/node`.
    ///
    /// Source: `familiarizeName` in `normalize.go`.
    package var familiarName: String {
        guard registry == Self.defaultRegistry else { return name }
        guard repository.hasPrefix(Self.officialPrefix) else { return repository }
        let official = repository.dropFirst(Self.officialPrefix.count)
        return official.contains("/") ? repository : String(official)
    }

    /// The short form people type, with tag and digest as far as they were written: `nginx`, `nginx:1.27`.
    public var familiar: String { isTagImplied ? familiarName : familiarName + suffix }

    private var suffix: String {
        (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0.description } ?? "")
    }
}
