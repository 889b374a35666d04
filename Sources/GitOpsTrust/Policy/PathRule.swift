public import GitOpsManifest

/// Who has to sign changes of some files.
public struct PathRule: Sendable, Hashable {
    /// Patterns as in `.gitignore`, without `!`: `clusters/production/`, `*.yaml`, `apps/**/rbac.yaml`. One that matches a
    /// folder matches everything in it.
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

    /// Whether a file is one of the rule's. Complexity: O(patterns · length · folders of the path).
    public func matches(_ path: String) -> Bool {
        patterns.contains { pattern in
            if pattern.matches(path, isDirectory: false) { return true }
            return path.utf8.indices.contains { index in
                path.utf8[index] == UInt8(ascii: "/") && pattern.matches(String(path[..<index]), isDirectory: true)
            }
        }
    }

    /// The patterns as they are written.
    var text: String { patterns.map(\.text).joined(separator: ", ") }
}
