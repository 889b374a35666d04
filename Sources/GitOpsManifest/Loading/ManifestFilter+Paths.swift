extension ManifestFilter {
    /// Whether a file is read and every folder on the way to it is entered: for listings that have no folders.
    package func readsWithFolders(_ path: String) -> Bool {
        reads(path) && descendsToFolder(of: path)
    }

    /// Whether the walk goes down into a directory and into all above it.
    package func descendsWithFolders(_ path: String) -> Bool { descends(into: path) && descendsToFolder(of: path) }

    private func descendsToFolder(of path: String) -> Bool {
        for index in path.utf8.indices
        where path.utf8[index] == UInt8(ascii: "/") && !descends(into: String(path[..<index])) {
            return false
        }
        return true
    }
}
