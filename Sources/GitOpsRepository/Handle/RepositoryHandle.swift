import CLibGit2

/// The only owner of a `git_repository`: it cannot be copied, and frees it once.
private struct RepositoryOwner: ~Copyable {
    let pointer: OpaquePointer
    deinit { git_repository_free(pointer) }
}

/// The only owner of a reference to a `git_odb`, which keeps its own count of them.
private struct DatabaseOwner: ~Copyable {
    let pointer: OpaquePointer
    deinit { git_odb_free(pointer) }
}

/// One `git_repository` and its object database.
///
/// libgit2's objects may be used by one thread at a time, whichever it is. `@unchecked Sendable` is sound because a
/// handle is created by `HandlePool`, which gives it to one caller at a time and takes it back afterwards; no pointer
/// leaves the closures below.
final class RepositoryHandle: @unchecked Sendable {
    private let owner: RepositoryOwner
    private let databaseOwner: DatabaseOwner
    private var repository: OpaquePointer { owner.pointer }
    /// For `RemoteSession`, which talks to a remote for this repository while it has the handle.
    var pointer: OpaquePointer { owner.pointer }
    var database: OpaquePointer { databaseOwner.pointer }
    let path: String
    private let settings: Settings

    /// How objects are read.
    struct Settings {
        /// The largest object.
        var maximumBytes: Int
        /// Whether each object is hashed and compared with its name.
        var verifiesObjects: Bool
    }

    init(opening path: String, settings: Settings) throws(GitError) {
        LibGit2.initialise
        self.path = path
        self.settings = settings
        var opened: OpaquePointer?
        let code = git_repository_open_ext(&opened, path, 0, nil)
        guard code == 0, let opened else {
            throw GitError.opening(path, code: code, message: LibGit2.lastMessage)
        }
        var odb: OpaquePointer?
        let databaseCode = git_repository_odb(&odb, opened)
        guard databaseCode == 0, let odb else {
            let error = GitError(code: databaseCode, message: LibGit2.lastMessage, repository: path)
            git_repository_free(opened)
            throw error
        }
        owner = RepositoryOwner(pointer: opened)
        databaseOwner = DatabaseOwner(pointer: odb)
        let directories = ObjectDirectories.all(commonDirectory: commonDirectory)
        if let special = ObjectDirectories.specialFile(in: directories) {
            throw GitError(.corrupt, repository: path, detail: "\(special) is not a regular file")
        }
        guard let loose = LooseObjects(directories: directories, maximumBytes: settings.maximumBytes),
            LooseObjectBackend.add(loose, to: odb)
        else { throw GitError(.other(code: -1), repository: path, detail: "its loose objects cannot be read") }
    }

    /// Makes an empty bare repository in a folder that does not exist or is empty.
    static func createBare(at path: String) throws(GitError) {
        LibGit2.initialise
        var options = git_repository_init_options()
        git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        options.flags =
            GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
            | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
        var created: OpaquePointer?
        guard git_repository_init_ext(&created, path, &options) == 0 else {
            throw GitError(.notWritten, repository: path, detail: LibGit2.lastMessage)
        }
        git_repository_free(created)
    }

    /// The folder that holds the objects and references shared by all work trees.
    var commonDirectory: String { git_repository_commondir(repository).map { String(cString: $0) } ?? path }

    /// The folder of the work tree, or `nil` for a bare repository.
    var workDirectory: String? { git_repository_workdir(repository).map { String(cString: $0) } }

    // MARK: Objects

    enum ObjectType: Int32 {
        case commit = 1
        case tree = 2
        case blob = 3
        case tag = 4
    }

    /// Calls `body` with the raw content of an object; the buffer must not escape.
    func read<Result>(
        _ id: ObjectID, as expected: ObjectType, maximumBytes: Int,
        _ body: (UnsafeRawBufferPointer) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        var oid = git_oid(id)
        var object: OpaquePointer?
        // The size is known before the content is unpacked: a bomb is refused while it is small.
        if case let header = try header(id), header.bytes > maximumBytes {
            throw GitError(.limitExceeded(.blobBytes, maximum: maximumBytes), repository: path)
        }
        let code = git_odb_read(&object, database, &oid)
        guard code == 0, let object else { throw missing(id, code: code) }
        defer { git_odb_object_free(object) }
        guard git_odb_object_type(object).rawValue == expected.rawValue else {
            throw GitError(.wrongType(id, expected: expected.name), repository: path)
        }
        let count = git_odb_object_size(object)
        guard count <= maximumBytes else {
            throw GitError(.limitExceeded(.blobBytes, maximum: maximumBytes), repository: path)
        }
        let content = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: count)
        if settings.verifiesObjects { try verify(content, as: git_odb_object_type(object), id) }
        return try body(content)
    }

    private func verify(_ content: UnsafeRawBufferPointer, as type: git_object_t, _ id: ObjectID) throws(GitError) {
        var found = git_oid()
        guard git_odb_hash(&found, content.baseAddress, content.count, type) == 0, ObjectID(found) == id else {
            throw GitError(.corrupt, repository: path, detail: "the content of \(id) is not what its name says")
        }
    }

    /// Type and size of an object without its content.
    func header(_ id: ObjectID) throws(GitError) -> (type: ObjectType?, bytes: Int) {
        var oid = git_oid(id)
        var length = 0
        var type = GIT_OBJECT_INVALID
        let code = git_odb_read_header(&length, &type, database, &oid)
        guard code == 0 else { throw missing(id, code: code) }
        return (ObjectType(rawValue: type.rawValue), length)
    }

    /// What libgit2 does not find may lie in a pack that it cannot read.
    private var damage: String? { PackOrder.damage(in: ObjectDirectories.all(commonDirectory: commonDirectory)) }

    private func missing(_ id: ObjectID, code: Int32) -> GitError {
        let message = LibGit2.lastMessage
        guard code == GIT_ENOTFOUND.rawValue else {
            return GitError(code: code, message: "the object \(id): \(message)", repository: path)
        }
        if let damage {
            return GitError(.corrupt, repository: path, detail: "the object \(id) is not found, and \(damage)")
        }
        return GitError(isPartialClone ? .missingInPartialClone(id) : .missingObject(id), repository: path)
    }

    private(set) lazy var isPartialClone: Bool = {
        // `extensions.partialClone` until Git 2.27, `remote.<name>.promisor` since.
        !values { $0 == "extensions.partialclone" || $0.hasPrefix("remote.") && $0.hasSuffix(".promisor") }.isEmpty
    }()

    /// The remotes with their addresses as they are set, sorted by name.
    var remoteURLs: [(name: String, url: String)] {
        subsections(of: "remote.", with: ".url").map { ($0.name, $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Whether anything is set of a remote of a name.
    func hasRemote(named name: String) -> Bool {
        !values { key in
            guard key.utf8.starts(with: "remote.\(name).".utf8) else { return false }
            // The last part is that of the setting, and has no dot.
            return !key.utf8.dropFirst("remote.\(name).".utf8.count).contains(UInt8(ascii: "."))
        }.isEmpty
    }

    /// Where remotes are pushed to when that is not where they are fetched from.
    var remotePushURLs: [(name: String, url: String)] {
        subsections(of: "remote.", with: ".pushurl").map { ($0.name, $0.value) }
    }

    /// What the beginnings of addresses become in a push (`url.<base>.pushInsteadOf`).
    var pushRules: [(base: String, start: String)] {
        subsections(of: "url.", with: ".pushinsteadof").map { ($0.name, $0.value) }
    }

    /// The values of one name in all subsections of a section, in the order of the configuration.
    private func subsections(of section: String, with name: String) -> [(name: String, value: String)] {
        values { $0.hasPrefix(section) && $0.hasSuffix(name) && $0.utf8.count >= section.utf8.count + name.utf8.count }
            .map { (String($0.name.dropFirst(section.count).dropLast(name.count)), $0.value) }
    }

    /// The values of the configuration whose names are meant, in its order; empty when it cannot be read.
    private func values(where isMeant: (String) -> Bool) -> [(name: String, value: String)] {
        var config: OpaquePointer?
        guard git_repository_config_snapshot(&config, repository) == 0, let config else { return [] }
        defer { git_config_free(config) }
        var iterator: OpaquePointer?
        // Not by regular expression: libgit2 1.5 keeps 20 kB for every entry that does not match.
        guard git_config_iterator_new(&iterator, config) == 0, let iterator else { return [] }
        defer { git_config_iterator_free(iterator) }
        var found: [(name: String, value: String)] = []
        var entry: UnsafeMutablePointer<git_config_entry>?
        while git_config_next(&entry, iterator) == 0 {
            guard let entry = entry?.pointee, let name = entry.name.map({ String(cString: $0) }), isMeant(name) else {
                continue
            }
            found.append((name, entry.value.map { String(cString: $0) } ?? ""))
        }
        return found
    }

    /// Writes an object unless it is there already.
    func write(_ content: [UInt8], as type: ObjectType) throws(GitError) -> ObjectID {
        var result = git_oid()
        let code = content.withUnsafeBytes { bytes in
            git_odb_write(&result, database, bytes.baseAddress, bytes.count, git_object_t(type.rawValue))
        }
        guard code == 0, let id = ObjectID(result) else {
            throw GitError(.notWritten, repository: path, detail: LibGit2.lastMessage)
        }
        return id
    }

    /// Lets a reference lead to an object if it leads to `expected` now; `nil` means that it does not exist yet.
    func setReference(
        _ name: String, to id: ObjectID, expecting expected: ObjectID?, reason: String
    ) throws(GitError) {
        var reference: OpaquePointer?
        var target = git_oid(id)
        let code: Int32
        if let expected {
            var old = git_oid(expected)
            code = git_reference_create_matching(&reference, repository, name, &target, 1, &old, reason)
        } else {
            code = git_reference_create(&reference, repository, name, &target, 0, reason)
        }
        git_reference_free(reference)
        guard code != 0 else { return }
        let message = LibGit2.lastMessage
        switch code {
        case GIT_EMODIFIED.rawValue, GIT_EEXISTS.rawValue, GIT_ENOTFOUND.rawValue:
            throw GitError(.referenceMoved(name), repository: path, detail: message)
        case GIT_EINVALIDSPEC.rawValue: throw GitError(.invalidReference(name), repository: path, detail: message)
        default: throw GitError(.notWritten, repository: path, detail: message)
        }
    }

    /// Removes a reference of our own; one that is not there is none.
    func removeReference(_ name: String) { git_reference_remove(repository, name) }

    // MARK: Revisions

    /// The object a revision expression names, tags not peeled.
    func object(named expression: String) throws(GitError) -> (id: ObjectID, type: ObjectType?) {
        var object: OpaquePointer?
        let code = git_revparse_single(&object, repository, expression)
        guard code == 0, let object else { throw revisionError(expression, code: code) }
        defer { git_object_free(object) }
        return (try id(git_object_id(object)), ObjectType(rawValue: git_object_type(object).rawValue))
    }

    /// The commit that an object is or a tag leads to.
    func commit(peeling id: ObjectID, expression: String) throws(GitError) -> ObjectID {
        var oid = git_oid(id)
        var object: OpaquePointer?
        let code = git_object_lookup(&object, repository, &oid, GIT_OBJECT_ANY)
        guard code == 0, let object else { throw missing(id, code: code) }
        defer { git_object_free(object) }
        var peeled: OpaquePointer?
        guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0, let peeled else {
            throw GitError(.wrongType(id, expected: "commit"), repository: path, detail: expression)
        }
        defer { git_object_free(peeled) }
        return try self.id(git_object_id(peeled))
    }

    /// The best common ancestor, or `nil` when the histories have none.
    func mergeBase(_ first: ObjectID, _ second: ObjectID) throws(GitError) -> ObjectID? {
        var result = git_oid()
        var one = git_oid(first)
        var two = git_oid(second)
        let code = git_merge_base(&result, repository, &one, &two)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        guard code == 0 else { throw GitError(code: code, message: LibGit2.lastMessage, repository: path) }
        return ObjectID(result)
    }

    /// For lines of a file as it stands at a commit, the commits that wrote them.
    func blame(
        _ path: String, lines: ClosedRange<Int>, at commit: ObjectID
    ) throws(GitError) -> [(lines: ClosedRange<Int>, commit: ObjectID)] {
        var options = git_blame_options()
        guard git_blame_options_init(&options, UInt32(GIT_BLAME_OPTIONS_VERSION)) == 0 else {
            throw GitError(.other(code: -1), repository: self.path, detail: LibGit2.lastMessage)
        }
        options.newest_commit = git_oid(commit)
        options.min_line = lines.lowerBound
        options.max_line = lines.upperBound
        var blame: OpaquePointer?
        let code = git_blame_file(&blame, repository, path, &options)
        guard code == 0, let blame else {
            throw GitError(code: code, message: LibGit2.lastMessage, repository: self.path)
        }
        defer { git_blame_free(blame) }
        var result: [(lines: ClosedRange<Int>, commit: ObjectID)] = []
        for number in 0..<git_blame_get_hunk_count(blame) {
            guard let hunk = git_blame_get_hunk_byindex(blame, number)?.pointee, hunk.lines_in_hunk > 0,
                let id = ObjectID(hunk.final_commit_id)
            else { continue }
            let start = Int(clamping: hunk.final_start_line_number)
            result.append((start...start + Int(clamping: hunk.lines_in_hunk) - 1, id))
        }
        return result
    }

    private func revisionError(_ expression: String, code: Int32) -> GitError {
        let message = LibGit2.lastMessage
        switch code {
        case GIT_ENOTFOUND.rawValue:
            return damage.map { GitError(.corrupt, repository: path, detail: $0) } ?? unknownRevision(expression)
        case GIT_EAMBIGUOUS.rawValue: return GitError(.ambiguousRevision(expression), repository: path)
        case GIT_EINVALIDSPEC.rawValue, GIT_EPEEL.rawValue:
            return GitError(.invalidRevision(expression), repository: path, detail: message)
        default:
            return message.contains("revspec")
                ? unknownRevision(expression, detail: message)
                : GitError(code: code, message: message, repository: path).naming(reference: expression)
        }
    }

    /// Why an expression names nothing: it may begin at a branch that is yet to have a commit.
    private func unknownRevision(_ expression: String, detail: String = "") -> GitError {
        if hasNoReferences { return GitError(.noCommits(branch: nil), repository: path) }
        let beginsAtHead = ["HEAD", "@"].contains { name in
            guard expression.hasPrefix(name) else { return false }
            return expression.dropFirst(name.count).first.map { "~^@:".contains($0) } ?? true
        }
        if beginsAtHead, git_repository_head_unborn(repository) == 1, let branch = symbolicTarget(of: "HEAD") {
            return GitError(.noCommits(branch: branch), repository: path)
        }
        return GitError(.unknownRevision(expression), repository: path, detail: detail)
    }

    private var hasNoReferences: Bool {
        var names = git_strarray()
        guard git_reference_list(&names, repository) == 0 else { return false }
        defer { git_strarray_dispose(&names) }
        return names.count == 0 && git_repository_head_unborn(repository) == 1
    }

    private func id(_ oid: UnsafePointer<git_oid>?) throws(GitError) -> ObjectID {
        guard let oid, let id = ObjectID(oid.pointee) else { throw GitError(.corrupt, repository: path) }
        return id
    }
}

extension RepositoryHandle.ObjectType {
    var name: String {
        switch self {
        case .commit: "commit"
        case .tree: "tree"
        case .blob: "blob"
        case .tag: "tag"
        }
    }
}

extension git_oid {
    init(_ id: ObjectID) {
        self.init()
        id.withUnsafeBytes { bytes in
            withUnsafeMutableBytes(of: &self) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<20])) }
        }
    }
}

extension ObjectID {
    /// The first 20 bytes of libgit2's id.
    init?(_ oid: git_oid) {
        var oid = oid
        let id = Swift.withUnsafeBytes(of: &oid) { ObjectID(bytes: UnsafeRawBufferPointer(rebasing: $0.prefix(20))) }
        guard let id else { return nil }
        self = id
    }
}
