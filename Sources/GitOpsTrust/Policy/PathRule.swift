public import GitOpsManifest

/// Who has to sign changes of some files.
public struct PathRule: Sendable, Hashable {
    /// Patterns as in `.gitignore`, without `!`: `clusters/production/`, `*.yaml`, `apps/**/rbac.yaml`. One that
    /// matches a folder matches everything in it.
    public var patterns: [GlobPattern]
    /// Names of the signers who count.
    public var signers: [String]
    /// How many of them are needed.
    public var count: Int

    /// A rule from its parts.
    public init(patterns: [GlobPattern], signers: [String], count: Int = 1) {
        self.patterns = patterns
        self.signers = signers
        self.count = count
    }

    /// Whether a change of what stands at a path is one of the rule's: a file that a pattern matches, one in a folder
    /// that it matches, or what stands where such a folder is or would be.
    ///
    /// - Parameters:
    ///   - path: a file, link or submodule, from the root of the tree.
    ///   - isLink: whether it is a submodule, or a symbolic link of which is not known where it leads. Files of the
    ///     rule may be read through one that stands in place of a folder above them: `clusters` for
    ///     `clusters/production/`. A policy that judges commits looks where links lead, and covers fewer.
    /// - Complexity: O(patterns · length of the path · length of a pattern).
    public func matches(_ path: String, isLink: Bool = false) -> Bool { matches(Array(path.utf8), isLink: isLink) }

    /// Whether a change of what stands at a path of any bytes, which need not be UTF-8, is one of the rule's.
    ///
    /// - Parameters:
    ///   - path: a file, link or submodule, from the root of the tree.
    ///   - isLink: as above.
    public func matches(_ path: [UInt8], isLink: Bool = false) -> Bool {
        var matcher = PathMatcher([self], maximumSteps: .max)
        return !matcher.rules(for: path, as: isLink ? .opaque : .file).isEmpty
    }

    /// The patterns as they are written.
    var text: String { patterns.map(\.text).joined(separator: ", ") }

    /// Whether there are paths that a pattern matches. No path has a part that is empty, `.` or `..`.
    static func canMatch(_ pattern: GlobPattern) -> Bool {
        var bytes = pattern.bytes[...]
        guard pattern.isWellFormed, bytes.first != UInt8(ascii: "!") else { return false }
        let slash = UInt8(ascii: "/")
        if bytes.last == slash { bytes.removeLast() }
        if bytes.first == slash { bytes.removeFirst() }
        return bytes.split(separator: slash, omittingEmptySubsequences: false).allSatisfy { part in
            if part.isEmpty { return false }
            if part.contains(where: "*?[".utf8.contains) { return true }
            let name = GlobPattern(bytes: part)
            return !name.matches(".", isDirectory: true) && !name.matches("..", isDirectory: true)
        }
    }
}
