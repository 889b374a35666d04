extension ImageReference {
    /// The longest repository, in bytes.
    static let repositoryLimit = 255

    /// The longest tag, in bytes.
    static let tagLimit = 128

    /// Reads an image reference and completes it: `nginx`, `localhost/x`, `host:5000/x:tag@sha256:…`.
    ///
    /// One text that the Go package reads is refused here: a first component that has a dot or a capital and yet is
    /// no host name, such as `a_b.c/x`. The package reads it as a name without a registry, which nothing can pull.
    ///
    /// Source: `ParseNormalizedNamed` in `normalize.go`, `Parse` in `reference.go`.
    ///
    /// - Throws: ``ImageReferenceError``.
    /// - Complexity: O(n) in the bytes.
    public init(parsing text: String) throws(ImageReferenceError) {
        guard !text.isEmpty else { throw .empty }
        if text.utf8.count == 64, text.utf8.allSatisfy(\.isLowercaseHexadecimal) { throw .identifierAsName }

        let (registry, remainder) = Self.splitRegistry(text)
        let parts = ImageReferenceParts(remainder)
        let isOfficial = registry == Self.defaultRegistry && !remainder.utf8.contains(UInt8(ascii: "/"))
        let repository = (isOfficial ? Self.officialPrefix : "") + parts.repository

        guard ImageGrammar.isRegistry(registry.utf8) else { throw .invalidRegistry(registry) }
        if parts.repository.utf8.contains(where: \.isUppercaseLetter) {
            throw .uppercaseRepository(String(parts.repository))
        }
        guard ImageGrammar.isRepository(repository.utf8) else { throw .invalidRepository(repository) }
        guard repository.utf8.count <= Self.repositoryLimit else { throw .repositoryTooLong(repository.utf8.count) }
        if let tag = parts.tag, !ImageGrammar.isTag(tag.utf8) { throw .invalidTag(String(tag)) }
        var digest: ImageDigest?
        if let text = parts.digest { digest = try ImageDigest(parsing: text) }
        self.init(registry: registry, repository: repository, tag: parts.tag.map(String.init), digest: digest)
    }

    /// Splits off the first component when it looks like a host: Docker Hub is the registry of everything else.
    ///
    /// Source: `splitDockerDomain` in `normalize.go`.
    private static func splitRegistry(_ text: String) -> (registry: String, remainder: Substring) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (defaultRegistry, text[...]) }
        let first = text[..<slash]
        let rest = text[text.utf8.index(after: slash)...]
        if first == legacyDefaultRegistry { return (defaultRegistry, rest) }
        let looksLikeHost =
            first == "localhost"
            || first.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0.isUppercaseLetter }
        return looksLikeHost ? (String(first), rest) : (defaultRegistry, text[...])
    }
}

/// What follows the registry, cut where tag and digest begin: neither a repository nor a tag has `@`, and a tag has no
/// `/`, so the cuts are certain.
private struct ImageReferenceParts {
    let repository: Substring
    let tag: Substring?
    let digest: Substring?

    init(_ text: Substring) {
        var name = text
        if let at = name.utf8.firstIndex(of: UInt8(ascii: "@")) {
            digest = name[name.utf8.index(after: at)...]
            name = name[..<at]
        } else {
            digest = nil
        }
        let lastSlash = name.utf8.lastIndex(of: UInt8(ascii: "/")) ?? name.startIndex
        if let colon = name.utf8[lastSlash...].firstIndex(of: UInt8(ascii: ":")) {
            tag = name[name.utf8.index(after: colon)...]
            name = name[..<colon]
        } else {
            tag = nil
        }
        repository = name
    }
}
