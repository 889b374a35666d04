/// How the contents of many blobs are read.
public struct BlobReadingOptions: Sendable, Hashable {
    /// Whether for a pointer of Git LFS what it stands for is read.
    public var resolvesLargeFiles: Bool
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int

    /// Options with their defaults: blobs as they are, on all cores.
    public init(resolvesLargeFiles: Bool = false, threads: Int = 0) {
        self.resolvesLargeFiles = resolvesLargeFiles
        self.threads = threads
    }
}
