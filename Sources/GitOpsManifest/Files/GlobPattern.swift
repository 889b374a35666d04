/// One pattern of a `.gitignore` file, without its `!`: `*.yaml`, `/charts`, `build/`, `a/**/b`, `file[0-9]`.
///
/// A pattern without a `/` (but at its end) is compared with the last component of a path, one with a `/` with the
/// whole path. `*` and `?` do not cross a `/`; `**` between slashes, or at an end, does.
///
/// A `**` that follows other characters is two plain stars, as Git documents and does since 2.52; older versions
/// mistook `foo**/bar` for `foo` and `**/bar`.
///
/// Source: `gitignore(5)`; `wildmatch.c` and `parse_path_pattern` in `dir.c` of Git.
public struct GlobPattern: Hashable, Sendable {
    /// The bytes of the pattern as written.
    package let bytes: [UInt8]

    /// The pattern as written; bytes that are not UTF-8 are replaced by U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether only directories match: the pattern ends in `/`.
    public let isDirectoryOnly: Bool

    /// Whether the whole path is compared rather than its last component: the pattern has a `/` before its end.
    public let isAnchored: Bool

    /// The pattern's tokens; `nil` when the pattern is malformed and so matches nothing.
    let program: GlobProgram?

    /// Reads a pattern. There are no errors: Git lets a malformed pattern match nothing, see ``isWellFormed``.
    ///
    /// Complexity: O(n) in the bytes.
    public init(_ text: String) {
        self.init(bytes: text.utf8)
    }

    /// Reads a pattern of bytes, which need not be UTF-8; see ``init(_:)``.
    public init(bytes pattern: some Collection<UInt8>) {
        self.bytes = Array(pattern)
        var bytes = self.bytes[...]
        isDirectoryOnly = bytes.last == UInt8(ascii: "/")
        if isDirectoryOnly { bytes.removeLast() }
        isAnchored = bytes.contains(UInt8(ascii: "/"))
        if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        program = GlobProgram(Array(bytes))
    }

    /// Whether the pattern can match anything: a `[` without its `]`, an unknown class or a `\` at the end cannot.
    public var isWellFormed: Bool { program != nil }

    /// Whether a path matches.
    ///
    /// - Parameters:
    ///   - path: relative to where the pattern was written, components joined by `/`, without one at either end.
    ///   - isDirectory: whether the path names a directory.
    /// - Complexity: O(n · k) in the path's bytes and the pattern states alive at once, at most the path's length;
    ///   no backtracking, whatever the pattern.
    public func matches(_ path: String, isDirectory: Bool) -> Bool {
        var path = path
        return path.withUTF8 { matches($0, isDirectory: isDirectory) }
    }

    /// Whether a path of UTF-8 bytes, or of any bytes at all, matches; see ``matches(_:isDirectory:)-(String,_)``.
    public func matches(_ path: UnsafeBufferPointer<UInt8>, isDirectory: Bool) -> Bool {
        guard let program, isDirectory || !isDirectoryOnly else { return false }
        if isAnchored { return program.matches(path) }
        let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return program.matches(UnsafeBufferPointer(rebasing: path[start...]))
    }
}

extension GlobPattern: CustomStringConvertible {
    /// The pattern as written.
    public var description: String { text }
}
