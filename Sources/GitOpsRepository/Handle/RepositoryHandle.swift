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
    let folders: GitFolders
    private let tables: ObjectTables
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
        try GitFolders(at: path)?.refuseSpecialFiles()
        var opened: OpaquePointer?
        let code = git_repository_open_ext(&opened, path, 0, nil)
        guard code == 0, let opened else {
            throw GitError.opening(path, code: code, message: LibGit2.lastMessage)
        }
        owner = RepositoryOwner(pointer: opened)
        folders = GitFolders(
            own: git_repository_path(opened).map { String(cString: $0) } ?? path,
            common: git_repository_commondir(opened).map { String(cString: $0) } ?? path)
        let directories = ObjectDirectories.all(commonDirectory: folders.common)
        tables = ObjectTables(directories: directories)
        // Before libgit2 looks for packs.
        if let damage = tables.damage { throw GitError(damage.problem, repository: path, detail: damage.detail) }
        var odb: OpaquePointer?
        let databaseCode = git_repository_odb(&odb, opened)
        guard databaseCode == 0, let odb else {
            throw GitError(code: databaseCode, message: LibGit2.lastMessage, repository: path)
        }
        databaseOwner = DatabaseOwner(pointer: odb)
        guard let loose = LooseObjects(directories: directories, maximumBytes: settings.maximumBytes),
            LooseObjectBackend.add(loose, tables, to: odb)
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
    var damage: GitError? {
        // A table that came since, and for which our backend did not let libgit2 look for packs.
        if let damage = tables.damage { return GitError(damage.problem, repository: path, detail: damage.detail) }
        let directories = ObjectDirectories.all(commonDirectory: commonDirectory)
        return PackOrder.damage(in: directories).map { GitError(.corrupt, repository: path, detail: $0) }
    }

    func missing(_ id: ObjectID, code: Int32) -> GitError {
        let message = LibGit2.lastMessage
        guard code == GIT_ENOTFOUND.rawValue else {
            return GitError(code: code, message: "the object \(id): \(message)", repository: path)
        }
        if let damage {
            let reason = damage.detail.isEmpty ? damage.problemText : damage.detail
            return GitError(damage.problem, repository: path, detail: "the object \(id) is not found, and \(reason)")
        }
        return GitError(isPartialClone ? .missingInPartialClone(id) : .missingObject(id), repository: path)
    }

    private(set) lazy var isPartialClone: Bool = {
        // `extensions.partialClone` until Git 2.27, `remote.<name>.promisor` since.
        !values { $0 == "extensions.partialclone" || $0.hasPrefix("remote.") && $0.hasSuffix(".promisor") }.isEmpty
    }()

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
        try folders.refuseSpecialReference(name)
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
