/// Writes the trees that edits lead to. Only folders with edits in them are written; all others keep their names.
struct TreeWriter {
    let handle: RepositoryHandle
    let limits: RepositoryLimits
    let repository: String

    /// An entry of a tree that is about to be written.
    fileprivate struct Record {
        let bits: UInt32
        let name: [UInt8]
        let id: ObjectID

        var isFolder: Bool { bits & 0o170000 == 0o040000 }

        /// What Git's order of entries goes by.
        var key: [UInt8] { isFolder ? name + [UInt8(ascii: "/")] : name }
    }

    /// The tree with the edits applied; `nil` when no file is left.
    func write(_ edits: EditedFolder, onto tree: ObjectID?, path: String) throws(GitError) -> ObjectID? {
        var records: [[UInt8]: Record] = [:]
        if let tree {
            try TreeWalk.entries(of: tree, with: handle, limits: limits, repository: repository) {
                entry throws(GitError) in
                guard let id = ObjectID(bytes: entry.id) else { throw GitError(.corrupt, repository: repository) }
                let name = Array(entry.name)
                records[name] = Record(bits: entry.bits, name: name, id: id)
            }
        }
        for (name, edit) in edits.entries {
            let text = String(decoding: name, as: UTF8.self)
            let path = path.isEmpty ? text : "\(path)/\(text)"
            records[name] = try apply(edit, to: records[name], name: name, path: path)
        }
        guard !records.isEmpty else { return nil }
        return try write(records.values.sorted { $0.key.lexicographicallyPrecedes($1.key) })
    }

    private func apply(
        _ edit: EditedFolder.Entry, to old: Record?, name: [UInt8], path: String
    ) throws(GitError) -> Record? {
        var below = old.flatMap { $0.isFolder ? $0 : nil }
        if !edit.folder.isEmpty {
            let replacesFile = old.map { !$0.isFolder } ?? false
            guard !replacesFile || edit.change == .remove else {
                throw conflict(path, "a file stands where the edits need a folder; remove it with an edit of its own")
            }
            let tree = try write(edit.folder, onto: below?.id, path: path)
            below = tree.map { Record(bits: 0o040000, name: name, id: $0) }
            if replacesFile { return below }
        }
        guard let change = edit.change else { return below }
        guard below == nil else { throw conflict(path, "it is a folder; edit the files in it") }
        // A folder whose last file went is nothing that a file's mode could be kept from.
        return try record(change, replacing: old.flatMap { $0.isFolder ? nil : $0 }, name: name, path: path)
    }

    private func record(
        _ change: TreeEdit.Change, replacing old: Record?, name: [UInt8], path: String
    ) throws(GitError) -> Record? {
        switch change {
        case .write(let content, let mode):
            guard content.count <= limits.blobBytes else {
                throw GitError(.limitExceeded(.blobBytes, maximum: limits.blobBytes), repository: repository)
            }
            guard mode != .submodule else { throw conflict(path, "a submodule is a commit; place its id") }
            let bits = mode.map(\.bits) ?? (old?.isSubmodule == false ? old?.bits : nil) ?? TreeEntry.Mode.file.bits
            return Record(bits: bits, name: name, id: try handle.write(content, as: .blob))
        case .place(let id, let mode):
            // The commit of a submodule lies in another repository.
            if mode != .submodule, try handle.header(id).type != .blob {
                throw GitError(.wrongType(id, expected: "blob"), repository: repository, detail: path)
            }
            return Record(bits: mode.bits, name: name, id: id)
        case .remove:
            guard old != nil else { throw GitError(.noSuchFile(path: path), repository: repository) }
            return nil
        }
    }

    private func write(_ records: [Record]) throws(GitError) -> ObjectID {
        var content: [UInt8] = []
        for record in records {
            content += String(record.bits, radix: 8).utf8
            content.append(UInt8(ascii: " "))
            content += record.name
            content.append(0)
            record.id.withUnsafeBytes { content += $0 }
        }
        return try handle.write(content, as: .tree)
    }

    private func conflict(_ path: String, _ detail: String) -> GitError {
        GitError(.conflictingEdits(path: path), repository: repository, detail: detail)
    }
}

extension TreeWriter.Record {
    fileprivate var isSubmodule: Bool { bits & 0o170000 == 0o160000 }
}

extension TreeEntry.Mode {
    /// The mode as a tree holds it.
    var bits: UInt32 {
        switch self {
        case .file: 0o100644
        case .executable: 0o100755
        case .symbolicLink: 0o120000
        case .submodule: 0o160000
        }
    }
}
