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

    /// Whether a change of what stands at a path is one of the rule's: a file that a pattern matches, one in a folder
    /// that it matches, or what stands where such a folder is or would be.
    ///
    /// - Parameters:
    ///   - path: a file, link or submodule, from the root of the tree.
    ///   - isLink: whether it is a symbolic link or a submodule. Files of the rule may be read through one that stands
    ///     in place of a folder above them: `clusters` for `clusters/production/`.
    /// - Complexity: O(patterns · length · folders of the path).
    public func matches(_ path: String, isLink: Bool = false) -> Bool {
        patterns.contains { pattern in
            if pattern.matches(path, isDirectory: true) { return true }
            let isInFolder = path.utf8.indices.contains { index in
                path.utf8[index] == UInt8(ascii: "/") && pattern.matches(String(path[..<index]), isDirectory: true)
            }
            return isInFolder || Self.stands(path, above: pattern, isLink: isLink)
        }
    }

    /// Whether what the pattern matches would be below a path. Of files this is asked for names without wildcards
    /// only: `readme` is in nobody's way where a pattern begins with `*/`.
    private static func stands(_ path: String, above pattern: GlobPattern, isLink: Bool) -> Bool {
        guard pattern.isAnchored else { return false }
        let slash = UInt8(ascii: "/")
        let wanted = pattern.text.utf8.split(separator: slash)
        let names = path.utf8.split(separator: slash)
        for (want, name) in zip(wanted, names) {
            if want.elementsEqual("**".utf8) { return isLink }
            if want.contains(where: "*?[\\".utf8.contains) {
                guard isLink else { return false }
                // A set of characters with a slash in it is cut in two, and its parts are taken for anything.
                let part = GlobPattern(bytes: want)
                if part.isWellFormed, !part.matches(String(decoding: name, as: UTF8.self), isDirectory: true) {
                    return false
                }
            } else if !want.elementsEqual(name) {
                return false
            }
        }
        return names.count < wanted.count
    }

    /// The patterns as they are written.
    var text: String { patterns.map(\.text).joined(separator: ", ") }
}
