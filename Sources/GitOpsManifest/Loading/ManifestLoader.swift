/// Loads manifests from files, directories and standard input.
///
/// Files are read and parsed by several threads, outside Swift's cooperative pool; the result is in byte order of the
/// paths and does not depend on the number of threads.
public struct ManifestLoader: Sendable {
    /// How documents are read.
    public var reading: ReadingOptions
    /// Which files of a directory are read.
    public var filter: ManifestFilter
    /// Protection against hostile directories.
    public var limits: LoadingLimits
    /// How files found in a directory are called.
    public var naming: Naming
    /// Number of threads; 0 means one for each core. The result does not depend on it.
    public var threads: Int

    /// How files found in a directory are called.
    public enum Naming: Sendable, Hashable {
        /// By their path from the directory, so that two checkouts can be compared.
        case relativeToDirectory
        /// By the directory as it was given, followed by that path: a place an editor can open.
        case asGiven
    }

    struct File: Sendable {
        let path: String
        let name: String
        let bytes: Int
        let followsLinks: Bool
    }

    /// A loader with the given options.
    public init(
        reading: ReadingOptions = ReadingOptions(), filter: ManifestFilter = ManifestFilter(),
        limits: LoadingLimits = LoadingLimits(), naming: Naming = .relativeToDirectory, threads: Int = 0
    ) {
        self.reading = reading
        self.filter = filter
        self.limits = limits
        self.naming = naming
        self.threads = threads
    }

    /// Loads what stands at the paths, one after the other: a file whatever its name, a directory with all below it,
    /// `-` for standard input.
    ///
    /// A file that is named twice, by its path or by a directory above it, is read once. A path that does not exist, or a
    /// file that cannot be read, becomes an entry of `ManifestSet.unreadable`, and so does a pointer of Git LFS. Symbolic
    /// links are followed only when they are given as a path. Blocks the calling thread; see `load(_:progress:)` for the asynchronous form.
    public func loadBlocking(_ paths: [String], progress: (any ProgressObserver)? = nil) -> ManifestSet {
        load(paths, progress: progress, isCancelled: { false })
    }

    /// Loads as `loadBlocking` does, without blocking a thread of Swift's cooperative pool.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func load(_ paths: [String], progress: (any ProgressObserver)? = nil) async throws -> ManifestSet {
        try await ParallelWork.offPool { isCancelled in
            load(paths, progress: progress, isCancelled: isCancelled)
        }
    }

    private func load(
        _ paths: [String], progress: (any ProgressObserver)?, isCancelled: @escaping @Sendable () -> Bool
    ) -> ManifestSet {
        var batch = ManifestBatch()
        var seen: Set<String> = []
        for path in paths {
            let place = FileReading.canonical(path)
            guard seen.insert(place).inserted else { continue }
            load(path, into: &batch, progress: progress, isCancelled: isCancelled) { relative in
                paths.count == 1 || seen.insert("\(place)/\(relative)").inserted
            }
        }
        return ManifestSet(batch)
    }

    private func load(
        _ path: String, into batch: inout ManifestBatch, progress: (any ProgressObserver)?,
        isCancelled: @escaping @Sendable () -> Bool, isNew: (_ relative: Substring) -> Bool
    ) {
        if path == "-" { return loadStandardInput(into: &batch) }
        do throws(FileReading.Failure) {
            switch try FileReading.kind(path, followingLinks: true) {
            case .directory:
                var walk = DirectoryWalk(filter: filter, limits: limits)
                walk.walk(path, prefix: prefix(path))
                let files = walk.files.filter { isNew(Substring($0.path.utf8.dropFirst(path.utf8.count + 1))) }
                batch.append(load(files: files, progress: progress, isCancelled: isCancelled))
                for entry in walk.skipped { batch.append(entry) }
                for path in walk.hidden { batch.append(hidden: path) }
            default:
                let file = File(path: path, name: path, bytes: 0, followsLinks: true)
                batch.append(load(files: [file], progress: progress, isCancelled: isCancelled))
            }
        } catch {
            batch.append(Self.unreadable(path, error.reason))
        }
    }

    private func prefix(_ directory: String) -> String {
        guard naming == .asGiven, directory != "." else { return "" }
        return directory.hasSuffix("/") ? directory : directory + "/"
    }

    private func loadStandardInput(into batch: inout ManifestBatch) {
        do throws(FileReading.Failure) {
            let storage = try FileReading.read(0, sizeHint: 1 << 16, maximum: reading.limits.effectiveBytes)
            let source = SourceText(storage: storage, name: "<stdin>")
            if let entry = Self.pointer(source) { return batch.append(entry) }
            batch.append(DocumentReader(options: reading).read(source), source: source)
        } catch {
            batch.append(Self.unreadable("<stdin>", error.reason))
        }
    }

    private static func unreadable(_ path: String, _ reason: String) -> ManifestError {
        ManifestError(
            origin: Origin(path: path), position: nil,
            problem: .document(DocumentError(problem: .unreadableFile(reason), sourceName: path, position: nil)))
    }

    /// A file whose content is elsewhere: as YAML it would pass for a line of text that no cluster takes.
    private static func pointer(_ source: SourceText) -> ManifestError? {
        source.withUnsafeBytes { LFSPointer($0) }.map {
            ManifestError(origin: Origin(path: source.name), position: nil, problem: .skipped($0.notHere))
        }
    }

    // MARK: Threads

    private func load(
        files: [File], progress: (any ProgressObserver)?, isCancelled: @escaping @Sendable () -> Bool
    ) -> ManifestBatch {
        let threadCount = ParallelWork.threadCount(threads)
        let chunks = ParallelWork.chunks(files.count, parts: threadCount * 8) { files[$0].bytes &+ 512 }
        let results = ParallelWork.map(
            chunks, threads: threadCount, progress: progress, phase: "reading", isCancelled: isCancelled
        ) { load(chunk: files[$0]) }
        var batch = ManifestBatch()
        for result in results { if let result { batch.append(result) } }
        return batch
    }

    private func load(chunk: ArraySlice<File>) -> ManifestBatch {
        var batch = ManifestBatch()
        var sources: [SourceText] = []
        for file in chunk {
            do throws(FileReading.Failure) {
                let storage = try FileReading.read(
                    file.path, maximum: reading.limits.effectiveBytes, followingLinks: file.followsLinks)
                let source = SourceText(storage: storage, name: file.name)
                if let entry = Self.pointer(source) { batch.append(entry) } else { sources.append(source) }
            } catch {
                batch.append(Self.unreadable(file.name, error.reason))
            }
        }
        for (source, results) in zip(sources, DocumentReader(options: reading).read(sources)) {
            batch.append(results, source: source)
        }
        return batch
    }
}
