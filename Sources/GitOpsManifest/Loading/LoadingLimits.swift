/// How much a load takes in.
public struct LoadingLimits: Sendable, Hashable {
    /// Files in all.
    public var files: Int
    /// Levels of directories below a path.
    public var directoryDepth: Int

    /// Limits with their defaults.
    public init(files: Int = 1_000_000, directoryDepth: Int = 128) {
        self.files = files
        self.directoryDepth = directoryDepth
    }
}
