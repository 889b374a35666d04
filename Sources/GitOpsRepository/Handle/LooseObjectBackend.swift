import CLibGit2

/// Gives `LooseObjects` to libgit2, before its own reader of such files.
///
/// It also keeps libgit2 from looking for new packs while there are tables that may not be used: the backend that comes
/// first is the first to be asked to look again, and its failure ends that.
///
/// The backend is a C structure followed by one retained reference to its `Context`; libgit2 owns it once it was
/// added, calls it from the one thread that has the handle, and gives it to `release` exactly once.
enum LooseObjectBackend {
    /// Above the priorities 1 and 2 of libgit2's own backends.
    private static let priority: Int32 = 100

    private final class Context {
        let objects: LooseObjects
        let tables: ObjectTables

        init(_ objects: LooseObjects, _ tables: ObjectTables) {
            self.objects = objects
            self.tables = tables
        }
    }

    /// Whether libgit2 took the backend.
    static func add(_ objects: LooseObjects, _ tables: ObjectTables, to database: OpaquePointer) -> Bool {
        let context = Unmanaged.passRetained(Context(objects, tables)).toOpaque()
        let backend = UnsafeMutablePointer<gitops_odb_backend>.allocate(capacity: 1)
        backend.initialize(
            to: gitops_odb_backend(parent: git_odb_backend(), context: context))
        git_odb_init_backend(&backend.pointee.parent, UInt32(GIT_ODB_BACKEND_VERSION))
        backend.pointee.parent.read = { data, count, type, backend, id in
            guard let data, let count, let type, let backend, let id else { return GIT_ERROR.rawValue }
            return LooseObjectBackend.answer(id.pointee) { id throws(LooseObjects.Failure) in
                try LooseObjectBackend.read(id, backend, data, count, type)
            }
        }
        backend.pointee.parent.read_prefix = { found, data, count, type, backend, id, digits in
            guard let found, let data, let count, let type, let backend, let id else { return GIT_ERROR.rawValue }
            return LooseObjectBackend.answer(id.pointee) { prefix throws(LooseObjects.Failure) in
                let objects = LooseObjectBackend.objects(of: backend)
                let id = try objects.id(beginningWith: String(prefix.description.prefix(digits)))
                try LooseObjectBackend.read(id, backend, data, count, type)
                found.pointee = git_oid(id)
            }
        }
        backend.pointee.parent.read_header = { count, type, backend, id in
            guard let count, let type, let backend, let id else { return GIT_ERROR.rawValue }
            return LooseObjectBackend.answer(id.pointee) { id throws(LooseObjects.Failure) in
                let header = try LooseObjectBackend.objects(of: backend).header(id)
                count.pointee = header.bytes
                type.pointee = git_object_t(header.type.rawValue)
            }
        }
        backend.pointee.parent.refresh = { backend in
            guard let backend, let damage = LooseObjectBackend.context(of: backend).tables.damage else { return 0 }
            git_error_set_str(Int32(GIT_ERROR_ODB.rawValue), damage.detail)
            return GIT_ERROR.rawValue
        }
        backend.pointee.parent.free = { backend in
            guard let backend else { return }
            LooseObjectBackend.release(backend)
        }
        guard git_odb_add_backend(database, &backend.pointee.parent, priority) == 0 else {
            release(&backend.pointee.parent)
            return false
        }
        return true
    }

    private static func answer(
        _ id: git_oid, _ body: (ObjectID) throws(LooseObjects.Failure) -> Void
    ) -> Int32 {
        guard let id = ObjectID(id) else { return GIT_ERROR.rawValue }
        do throws(LooseObjects.Failure) {
            try body(id)
            return 0
        } catch {
            switch error {
            case .missing: return GIT_ENOTFOUND.rawValue
            case .ambiguous: return GIT_EAMBIGUOUS.rawValue
            case .damaged: git_error_set_str(Int32(GIT_ERROR_ODB.rawValue), "the loose object \(id) is damaged")
            case .tooLarge: git_error_set_str(Int32(GIT_ERROR_ODB.rawValue), "the loose object \(id) is too large")
            }
            return GIT_ERROR.rawValue
        }
    }

    private static func read(
        _ id: ObjectID, _ backend: UnsafeMutablePointer<git_odb_backend>,
        _ data: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ count: UnsafeMutablePointer<Int>,
        _ type: UnsafeMutablePointer<git_object_t>
    ) throws(LooseObjects.Failure) {
        let (header, stored) = try objects(of: backend).read(id)
        // One byte more: libgit2's parsers may look at a zero behind the content.
        guard let target = git_odb_backend_data_alloc(backend, header.bytes + 1) else { throw .tooLarge }
        stored.withUnsafeBytes { bytes in
            let content = UnsafeRawBufferPointer(rebasing: bytes[header.length...])
            UnsafeMutableRawBufferPointer(start: target, count: header.bytes).copyMemory(from: content)
        }
        target.storeBytes(of: 0, toByteOffset: header.bytes, as: UInt8.self)
        data.pointee = target
        count.pointee = header.bytes
        type.pointee = git_object_t(header.type.rawValue)
    }

    private static func objects(of backend: UnsafeMutablePointer<git_odb_backend>) -> LooseObjects {
        context(of: backend).objects
    }

    private static func context(of backend: UnsafeMutablePointer<git_odb_backend>) -> Context {
        Unmanaged<Context>.fromOpaque(opaque(of: backend)).takeUnretainedValue()
    }

    private static func release(_ backend: UnsafeMutablePointer<git_odb_backend>) {
        Unmanaged<Context>.fromOpaque(opaque(of: backend)).release()
        UnsafeMutableRawPointer(backend).assumingMemoryBound(to: gitops_odb_backend.self).deallocate()
    }

    /// The structure begins with the part that libgit2 knows.
    private static func opaque(of backend: UnsafeMutablePointer<git_odb_backend>) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(backend).assumingMemoryBound(to: gitops_odb_backend.self).pointee.context
    }
}
