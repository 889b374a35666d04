extension ManifestFilter {
    /// Whether a file is read and every folder on the way to it is entered: for listings that have no folders.
    ///
    /// A folder that was asked for by name is entered whatever it is called, as a walk that begins there does.
    package func readsWithFolders(_ path: String, below folder: String = "") -> Bool {
        reads(path) && firstClosedFolder(above: path, below: folder) == nil
    }

    /// Whether the walk goes down into a directory and into all above it.
    package func descendsWithFolders(_ path: String, below folder: String = "") -> Bool {
        descends(into: path) && firstClosedFolder(above: path, below: folder) == nil
    }

    /// The file of a listing, or the folder on the way to it, that only the dot of its name keeps from being read.
    ///
    /// - Parameter isDirectory: whether what stands at the path is a folder, or leads to one.
    package func hiddenPart(of path: String, isDirectory: Bool, below folder: String = "") -> String? {
        guard !readsHiddenFiles, Self.hasDottedName(path) else { return nil }
        if let closed = firstClosedFolder(above: path, below: folder) {
            return hides(closed, isDirectory: true) ? closed : nil
        }
        return hides(path, isDirectory: isDirectory) ? path : nil
    }

    /// Whether a part of a path begins with a dot: most paths need no closer look.
    private static func hasDottedName(_ path: String) -> Bool {
        var isStart = true
        for byte in path.utf8 {
            if isStart, byte == UInt8(ascii: ".") { return true }
            isStart = byte == UInt8(ascii: "/")
        }
        return false
    }

    /// The first folder on the way to a path that a walk from `folder` does not enter.
    private func firstClosedFolder(above path: String, below folder: String) -> String? {
        for index in path.utf8.indices where path.utf8[index] == UInt8(ascii: "/") {
            let ancestor = String(path[..<index])
            let wasNamed = ancestor.utf8.count <= folder.utf8.count
            if wasNamed ? excludes(ancestor) : !descends(into: ancestor) { return ancestor }
        }
        return nil
    }
}
