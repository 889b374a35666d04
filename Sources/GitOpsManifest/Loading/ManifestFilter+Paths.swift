extension ManifestFilter {
    /// Whether a file is read and every folder on the way to it is entered: for listings that have no folders.
    package func readsWithFolders(_ path: String) -> Bool {
        guard reads(path) else { return false }
        for index in path.utf8.indices
        where path.utf8[index] == UInt8(ascii: "/") && !descends(into: String(path[..<index])) {
            return false
        }
        return true
    }
}
