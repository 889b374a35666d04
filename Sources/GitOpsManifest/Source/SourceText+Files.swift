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
    /// Whether something stands at a path, be it a link that leads nowhere.
    package static func exists(at path: String) -> Bool {
        (try? FileReading.kind(path, followingLinks: false)) != nil
    }

    /// Whether what stands at a path, or what a link there leads to, would have to be waited for: a pipe, a device.
    package static func isSpecial(at path: String) -> Bool {
        if case .other? = try? FileReading.kind(path, followingLinks: true) { true } else { false }
    }

    /// Reads a file, or what a link leads to, and nothing that would have to be waited for.
    package init(ofFile path: String, limits: ReadingLimits) throws(DocumentError) {
        guard !Self.isSpecial(at: path) else {
            throw DocumentError(
                problem: .unreadableFile("it is not a regular file"), sourceName: path, position: nil)
        }
        try self.init(contentsOf: path, limits: limits)
    }
}
