/// A file in a commit's tree.
public struct TreeEntry: Sendable, Hashable {
    /// Path from the root of the tree, components joined by `/`; bytes that are not UTF-8 are replaced by U+FFFD.
    public let path: String
    /// What the entry is.
    public let mode: Mode
    /// The name of the blob, or of the commit of a submodule.
    public let id: ObjectID

    /// What an entry is.
    public enum Mode: Sendable, Hashable {
        case file, executable
        /// A symbolic link: its blob holds the target. Never followed.
        case symbolicLink
        /// Another repository's commit. Never entered.
        case submodule
    }

    /// The name without the folders.
    public var name: Substring {
        // By bytes: a combining mark after the slash would make one character of both.
        path.utf8.split(separator: UInt8(ascii: "/")).last.map { Substring($0) } ?? ""
    }
}

/// A file that differs between two trees.
public struct ChangedPath: Sendable, Hashable {
    /// The entry in the older tree; `nil` for an added file.
    public let old: TreeEntry?
    /// The entry in the newer tree; `nil` for a removed file.
    public let new: TreeEntry?

    /// How the file differs.
    public enum Kind: Sendable, Hashable {
        case added, removed, modified
        /// Found under another path, with the same or similar content.
        case renamed
        /// A file became a link or a submodule, or the other way round.
        case typeChanged
    }

    /// How the file differs.
    public var kind: Kind {
        guard let old else { return .added }
        guard let new else { return .removed }
        if old.path != new.path { return .renamed }
        return old.mode.isFile == new.mode.isFile ? .modified : .typeChanged
    }

    /// Path in the newer tree, or in the older one for a removed file.
    public var path: String { new?.path ?? old?.path ?? "" }
}

extension TreeEntry.Mode {
    package var isFile: Bool { self == .file || self == .executable }
}
