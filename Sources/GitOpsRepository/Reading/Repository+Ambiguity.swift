/// A name in a revision expression that may mean several things.
public struct RevisionAmbiguity: Sendable, Hashable {
    /// The name, without what follows it in the expression.
    public let name: String
    /// The references of that name in full, in the order in which Git prefers them.
    public let references: [String]
    /// Whether the name is the beginning of an object's name as well.
    public let isObject: Bool
}

extension RevisionAmbiguity: CustomStringConvertible {
    /// What the name may mean, and what to do.
    public var description: String {
        let meanings = references + (isObject ? ["the object \(name)"] : [])
        let advice = references.filter { $0.hasPrefix("refs/") }.joined(separator: " or ")
        return "'\(name)' is ambiguous: it is \(meanings.joined(separator: " and "));"
            + " write \(advice.isEmpty ? "the name in full" : advice)"
    }
}

extension Repository {
    /// The ambiguous names in a revision expression, or in a range `A..B` or `A...B`, each once; see
    /// ``ambiguity(of:)``.
    ///
    /// - Parameter text: a revision expression or a range.
    /// - Throws: `GitError` when the repository cannot be opened again.
    public func ambiguities(in text: String) throws(GitError) -> [RevisionAmbiguity] {
        let sides = Self.splitRange(text).map { [$0.0, $0.1] } ?? [text]
        var found: [RevisionAmbiguity] = []
        for side in sides {
            if let ambiguity = try ambiguity(of: side), !found.contains(ambiguity) { found.append(ambiguity) }
        }
        return found
    }

    /// What the name in a revision expression may mean, when that is more than one thing: a branch and a tag, or a
    /// reference and the beginning of an object's name. Git warns of these, and takes the first.
    ///
    /// Whoever may push a tag can give it the name of a branch. `HEAD`, a reference in full and the whole name of an
    /// object mean themselves, whatever else has that name.
    ///
    /// - Parameter revision: a revision expression, as for `resolve`.
    /// - Returns: `nil` when the name means one thing or nothing.
    /// - Throws: `GitError` when the repository cannot be opened again.
    public func ambiguity(of revision: String) throws(GitError) -> RevisionAmbiguity? {
        let name = Self.name(in: revision)
        guard !name.isEmpty else { return nil }
        return try pool.withHandle { handle throws(GitError) in
            if name == "HEAD" || name.hasPrefix("refs/") && handle.hasReference(name) { return nil }
            if name.utf8.count == ObjectID.byteCount * 2, handle.isObjectPrefix(name) { return nil }
            // The rules of gitrevisions(7).
            let references = [
                name, "refs/\(name)", "refs/tags/\(name)", "refs/heads/\(name)", "refs/remotes/\(name)",
                "refs/remotes/\(name)/HEAD",
            ].filter { handle.hasReference($0) }
            let isObject = !references.isEmpty && handle.isObjectPrefix(name)
            guard references.count + (isObject ? 1 : 0) > 1 else { return nil }
            return RevisionAmbiguity(name: name, references: references, isObject: isObject)
        }
    }

    /// What is looked up: `main` in `main~3`, `v1^{commit}`, `main@{1}` and `main:path`.
    private static func name(in revision: String) -> String {
        let bytes = Array(revision.utf8)
        let end = bytes.indices.first { index in
            switch bytes[index] {
            case UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: ":"): true
            case UInt8(ascii: "@"): index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "{")
            default: false
            }
        }
        return String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self)
    }
}
