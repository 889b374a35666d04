/// The ignore files of a tree, combined: a file speaks for its directory and all below, and a deeper one wins.
///
/// Source: `gitignore(5)`; `prep_exclude` and `last_matching_pattern` in `dir.c` of Git.
public struct IgnoreRules: Hashable, Sendable {
    /// Ignore files by directory, relative to the tree's root, whose own path is empty.
    private var files: [String: IgnoreFile]

    /// Starts without any rule: nothing is ignored.
    public init() {
        files = [:]
    }

    /// Starts with the ignore file of the tree's root.
    public init(root: IgnoreFile) {
        files = ["": root]
    }

    /// Adds the ignore file of a directory, in place of one added before.
    ///
    /// The directory is relative to the tree's root, its components joined by `/`; empty for the root itself.
    public mutating func add(_ file: IgnoreFile, directory: String = "") {
        files[directory] = file
    }

    /// Whether a path is ignored, itself or because a directory above it is.
    ///
    /// Complexity: O(d²) look-ups in the depth of the path, besides the rules compared.
    ///
    /// - Parameters:
    ///   - path: relative to the tree's root, components joined by `/`, without one at either end.
    ///   - isDirectory: whether the path names a directory.
    public func isIgnored(_ path: String, isDirectory: Bool) -> Bool {
        for slash in path.utf8.indices where path.utf8[slash] == UInt8(ascii: "/") {
            if isIgnoredItself(String(path[..<slash]), isDirectory: true) { return true }
        }
        return isIgnoredItself(path, isDirectory: isDirectory)
    }

    /// Whether a path is ignored when no directory above it is: the question of a walk that enters no ignored one.
    ///
    /// Complexity: O(d) look-ups in the depth of the path, besides the rules compared.
    package func isIgnoredItself(_ path: String, isDirectory: Bool) -> Bool {
        guard let rule = decidingRule(for: path, isDirectory: isDirectory) else { return false }
        return !rule.isNegated
    }

    /// The rule that decides about a path when no directory above it is ignored, `nil` when none matches.
    public func decidingRule(for path: String, isDirectory: Bool) -> IgnoreFile.Rule? {
        var end = path.utf8.endIndex
        // From the path's own directory up to the root.
        while let slash = path.utf8[..<end].lastIndex(of: UInt8(ascii: "/")) {
            if let file = files[String(path[..<slash])] {
                let relative = String(path[path.utf8.index(after: slash)...])
                if let rule = file.decidingRule(for: relative, isDirectory: isDirectory) { return rule }
            }
            end = slash
        }
        return files[""]?.decidingRule(for: path, isDirectory: isDirectory)
    }
}
