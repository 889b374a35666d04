/// What is to become of one file of a tree.
public struct TreeEdit: Sendable, Hashable {
    /// Path from the root of the tree, components joined by `/`.
    public let path: String
    /// What is to stand there.
    public let change: Change

    /// What is to stand at a path.
    public enum Change: Sendable, Hashable {
        /// A file with this content. Without a mode it keeps the one it has, and a new one is an ordinary file.
        case write([UInt8], mode: TreeEntry.Mode? = nil)
        /// An object that the repository has already: a file as it stands at another revision.
        case place(ObjectID, mode: TreeEntry.Mode)
        /// Nothing. A folder that becomes empty goes with its last file.
        case remove
    }

    /// An edit from its parts.
    public init(path: String, change: Change) {
        self.path = path
        self.change = change
    }
}

/// Edits by folder.
struct EditedFolder {
    /// What is to become of an entry: of the file with its name, and of the files below it.
    struct Entry {
        var change: TreeEdit.Change?
        var folder = EditedFolder()
    }

    private(set) var entries: [[UInt8]: Entry] = [:]

    var isEmpty: Bool { entries.isEmpty }

    /// Adds an edit; `false` when its path has one already.
    mutating func add(_ components: ArraySlice<[UInt8]>, _ change: TreeEdit.Change) -> Bool {
        guard let name = components.first else { return false }
        let rest = components.dropFirst()
        if rest.isEmpty {
            guard entries[name]?.change == nil else { return false }
            entries[name, default: Entry()].change = change
            return true
        }
        return entries[name, default: Entry()].folder.add(rest, change)
    }
}
