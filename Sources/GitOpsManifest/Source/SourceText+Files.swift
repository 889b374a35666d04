extension SourceText {
    /// Reads a file, or a pipe that the user named, and is called after its path.
    ///
    /// - Parameters:
    ///   - path: where it is; `-` is standard input.
    ///   - limits: how large it may be.
    /// - Throws: `DocumentError` when it cannot be read or is too large.
    public init(contentsOf path: String, limits: ReadingLimits = ReadingLimits()) throws(DocumentError) {
        do throws(FileReading.Failure) {
            let maximum = limits.effectiveBytes
            let storage =
                path == "-"
                ? try FileReading.read(0, sizeHint: 1 << 16, maximum: maximum)
                : try FileReading.read(path, maximum: maximum, followingLinks: true)
            self.init(storage: storage, name: path == "-" ? "<stdin>" : path)
        } catch {
            throw DocumentError(problem: .unreadableFile(error.reason), sourceName: path, position: nil)
        }
    }
}

extension SourceText {
    /// Whether something stands at a path; links are followed.
    package static func exists(at path: String) -> Bool {
        (try? FileReading.kind(path, followingLinks: true)) != nil
    }
}
