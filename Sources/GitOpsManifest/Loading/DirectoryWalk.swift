/// Finds the manifest files below a directory, in byte order of their paths.
struct DirectoryWalk {
    let filter: ManifestFilter
    let limits: LoadingLimits
    private(set) var files: [ManifestLoader.File] = []
    private(set) var skipped: [ManifestError] = []
    /// Files and folders that were passed over because their names begin with a dot.
    private(set) var hidden: [String] = []
    private var rules = IgnoreRules()

    init(filter: ManifestFilter, limits: LoadingLimits) {
        self.filter = filter
        self.limits = limits
    }

    /// Walks `directory`; the paths of results begin with `prefix`.
    mutating func walk(_ directory: String, prefix: String) {
        visit(directory, relative: "", prefix: prefix, depth: 0)
        files.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        hidden.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private mutating func visit(_ directory: String, relative: String, prefix: String, depth: Int) {
        guard depth <= limits.directoryDepth else {
            return skip(prefix + relative, "directories are nested deeper than \(limits.directoryDepth) levels")
        }
        let names: [String?]
        do throws(FileReading.Failure) {
            names = try FileReading.names(in: directory)
        } catch {
            return skip(prefix + relative, "the directory cannot be read: \(error.reason)")
        }
        readIgnoreFile(directory, relative: relative, prefix: prefix, names: names)
        for name in names {
            guard files.count < limits.files else {
                return skip(
                    prefix + relative, "there are more than \(limits.files) files; raise the limit or narrow the path")
            }
            guard let name else {
                skip(prefix + relative, "a name in this directory is not UTF-8; rename it")
                continue
            }
            visitEntry(
                directory + "/" + name, relative: relative.isEmpty ? name : relative + "/" + name, prefix: prefix,
                depth: depth)
        }
    }

    private mutating func visitEntry(_ path: String, relative: String, prefix: String, depth: Int) {
        do throws(FileReading.Failure) {
            switch try FileReading.kind(path, followingLinks: false) {
            case .directory:
                guard filter.descends(into: relative), !rules.isIgnoredItself(relative, isDirectory: true) else {
                    return noteHidden(relative, prefix: prefix, isDirectory: true)
                }
                visit(path, relative: relative, prefix: prefix, depth: depth + 1)
            case .file(let bytes):
                guard filter.reads(relative), !rules.isIgnoredItself(relative, isDirectory: false) else {
                    return noteHidden(relative, prefix: prefix, isDirectory: false)
                }
                files.append(
                    ManifestLoader.File(path: path, name: prefix + relative, bytes: bytes, followsLinks: false))
            case .symbolicLink:
                guard isOfInterest(link: path, relative) else {
                    let kind = try? FileReading.kind(path, followingLinks: true)
                    let isDirectory = if case .directory? = kind { true } else { false }
                    return noteHidden(relative, prefix: prefix, isDirectory: isDirectory)
                }
                skip(
                    prefix + relative, "a symbolic link is not followed; name its target",
                    contentHash: FileReading.target(ofLink: path).map { SourceText($0).contentHash })
            case .other:
                if filter.reads(relative) { skip(prefix + relative, "it is not a regular file") }
            }
        } catch {
            if filter.reads(relative) { skip(prefix + relative, "the file cannot be read: \(error.reason)") }
        }
    }

    private mutating func noteHidden(_ relative: String, prefix: String, isDirectory: Bool) {
        guard filter.hides(relative, isDirectory: isDirectory),
            !rules.isIgnoredItself(relative, isDirectory: isDirectory)
        else { return }
        hidden.append(prefix + relative)
    }

    private func isOfInterest(link path: String, _ relative: String) -> Bool {
        if rules.isIgnoredItself(relative, isDirectory: false) { return false }
        if filter.reads(relative) { return true }
        if case .directory? = try? FileReading.kind(path, followingLinks: true) {
            return filter.descends(into: relative) && !rules.isIgnoredItself(relative, isDirectory: true)
        }
        return false
    }

    private mutating func readIgnoreFile(_ directory: String, relative: String, prefix: String, names: [String?]) {
        guard let name = filter.ignoreFileName, names.contains(name) else { return }
        let path = prefix + (relative.isEmpty ? name : relative + "/" + name)
        do throws(FileReading.Failure) {
            let storage = try FileReading.read(
                directory + "/" + name, maximum: filter.ignoreFileBytes, followingLinks: false)
            let (file, entry) = filter.ignoreFile(
                UnsafeBufferPointer(start: storage.base, count: storage.count), path: path)
            if let file { rules.add(file, directory: relative) }
            skipped.append(entry)
        } catch {
            skip(path, "the file cannot be read: \(error.reason)")
        }
    }

    private mutating func skip(_ path: String, _ text: String, contentHash: UInt64? = nil) {
        var entry = ManifestError(
            origin: Origin(path: path.isEmpty ? "." : path), position: nil, problem: .skipped(text))
        entry.contentHash = contentHash
        skipped.append(entry)
    }
}
