/// Which files of a directory or Git tree are read as manifests.
public struct ManifestFilter: Sendable, Hashable {
    /// File name endings, with the dot.
    public var extensions: [String]
    /// Patterns in the syntax of `.gitignore`; when there are any, a file must match one of them.
    public var include: [GlobPattern]
    /// Patterns in the syntax of `.gitignore`; a file or directory that matches one of them is left out.
    public var exclude: [GlobPattern]
    /// Name of the files that list what to leave out below their directory; `nil` to look for none.
    public var ignoreFileName: String?
    /// Largest ignore file, in bytes; a larger one is unreadable and hides nothing.
    public var ignoreFileBytes: Int
    /// Most rules of an ignore file; one with more is unreadable and hides nothing.
    public var ignoreFileRules: Int
    /// Whether names that begin with a dot are looked at; `.git` never is.
    public var readsHiddenFiles: Bool

    /// A filter from its parts.
    public init(
        extensions: [String] = [".yaml", ".yml", ".json"], include: [GlobPattern] = [], exclude: [GlobPattern] = [],
        ignoreFileName: String? = ".gitopsignore", ignoreFileBytes: Int = 1 << 20, ignoreFileRules: Int = 5_000,
        readsHiddenFiles: Bool = false
    ) {
        self.extensions = extensions
        self.include = include
        self.exclude = exclude
        self.ignoreFileName = ignoreFileName
        self.ignoreFileBytes = ignoreFileBytes
        self.ignoreFileRules = ignoreFileRules
        self.readsHiddenFiles = readsHiddenFiles
    }

    /// Whether the walk goes down into a directory, given by its path from the root.
    package func descends(into path: String) -> Bool {
        isVisible(path) && !excludes(path)
    }

    func excludes(_ directory: String) -> Bool { exclude.contains { $0.matches(directory, isDirectory: true) } }

    /// Whether a file is read, given by its path from the root; ignore files are looked at elsewhere.
    public func reads(_ path: String) -> Bool {
        guard isVisible(path), hasReadName(path) else { return false }
        if exclude.contains(where: { $0.matches(path, isDirectory: false) }) { return false }
        return include.isEmpty || include.contains { $0.matches(path, isDirectory: false) }
    }

    /// Whether the ending of a file is one that is read; `Kustomization`, which kustomize takes as well, goes with `.yaml`.
    private func hasReadName(_ path: String) -> Bool {
        if extensions.contains(where: path.hasSuffix) { return true }
        return extensions.contains(".yaml") && Self.name(of: path).elementsEqual("Kustomization".utf8)
    }

    /// Reads an ignore file, and tells of it: what a change of it hides or shows is no change of a resource.
    ///
    /// - Parameters:
    ///   - content: the bytes of the file.
    ///   - path: where it stands.
    /// - Returns: the rules, `nil` when the file breaks a limit, and an entry that stands for the file in a set.
    package func ignoreFile(
        _ content: UnsafeBufferPointer<UInt8>, path: String
    ) -> (rules: IgnoreFile?, entry: ManifestError) {
        let hash = content.baseAddress.map { ContentHash.bytes($0, content.count) } ?? 0
        func entry(_ reason: ManifestError.Problem) -> ManifestError {
            var entry = ManifestError(origin: Origin(path: path), position: nil, problem: reason)
            entry.contentHash = hash
            return entry
        }
        guard content.count <= ignoreFileBytes else {
            return (nil, entry(.skipped("the ignore file has more than \(ignoreFileBytes) bytes; shorten it")))
        }
        let file = IgnoreFile(parsing: content)
        guard file.rules.count <= ignoreFileRules else {
            return (nil, entry(.skipped("the ignore file has more than \(ignoreFileRules) rules; shorten it")))
        }
        return (file, entry(.notAResource("rules that hide files")))
    }

    /// Whether a file would be read, or a folder entered, if its name did not begin with a dot; `.git` never is.
    package func hides(_ path: String, isDirectory: Bool) -> Bool {
        guard !isVisible(path), !Self.name(of: path).elementsEqual(".git".utf8) else { return false }
        var open = self
        open.readsHiddenFiles = true
        return isDirectory ? open.descends(into: path) : open.reads(path)
    }

    private func isVisible(_ path: String) -> Bool {
        let name = Self.name(of: path)
        return !name.elementsEqual(".git".utf8) && (readsHiddenFiles || name.first != UInt8(ascii: "."))
    }

    private static func name(of path: String) -> Substring.UTF8View {
        let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
        return path[(start ?? path.utf8.startIndex)...].utf8
    }
}
