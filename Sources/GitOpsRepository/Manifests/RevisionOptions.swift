public import GitOpsManifest

/// Which manifests of a revision are read, and how.
public struct RevisionOptions: Sendable {
    /// Only what is below this folder, or this one file; paths in the result are from the root all the same.
    public var folder: String
    /// Which files are read.
    public var filter: ManifestFilter
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int

    /// Options with their defaults.
    public init(folder: String = "", filter: ManifestFilter = ManifestFilter(), threads: Int = 0) {
        self.folder = folder
        self.filter = filter
        self.threads = threads
    }
}
