import GitOpsManifest

/// A file, or a folder with all below it.
public struct PathScope: Sendable, Hashable {
    /// The path from the root, without `.` and doubled slashes; empty for everything.
    public let path: String

    /// The scope of a path from the root of the tree.
    public init(_ path: String) {
        // By bytes: a combining mark after a slash makes one character of both.
        self.path = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
            .filter { !$0.hasSameBytes(as: ".") }.joined(separator: "/")
    }

    /// Whether a file is meant. Complexity: O(length).
    public func contains(_ file: String) -> Bool {
        path.isEmpty || file.hasSameBytes(as: path)
            || file.utf8.starts(with: path.utf8) && file.utf8.dropFirst(path.utf8.count).first == UInt8(ascii: "/")
    }

    /// Whether a change begins or ends in it.
    public func contains(_ change: ResourceChange) -> Bool {
        [change.old, change.new].contains { $0.map { contains($0.path) } ?? false }
    }
}
