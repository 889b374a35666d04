import CLibGit2

extension RepositoryHandle {
    /// The name that a symbolic reference has; `nil` when it leads to an object, or there is none.
    func symbolicTarget(of name: String) -> String? {
        var reference: OpaquePointer?
        guard git_reference_lookup(&reference, pointer, name) == 0, let reference else { return nil }
        defer { git_reference_free(reference) }
        return git_reference_symbolic_target(reference).map { String(cString: $0) }
    }

    /// What a reference leads to; `nil` when there is none of that name.
    func target(of name: String) throws(GitError) -> ObjectID? {
        try folders.refuseSpecialReference(name)
        var id = git_oid()
        let code = git_reference_name_to_id(&id, pointer, name)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        guard code == 0 else {
            let message = LibGit2.lastMessage
            throw code == GIT_EINVALIDSPEC.rawValue
                ? GitError(.invalidReference(name), repository: path, detail: message)
                : GitError(code: code, message: message, repository: path).naming(reference: name)
        }
        return ObjectID(id)
    }

    /// Whether there is a reference of a full name.
    func hasReference(_ name: String) -> Bool {
        var reference: OpaquePointer?
        guard git_reference_lookup(&reference, pointer, name) == 0 else { return false }
        git_reference_free(reference)
        return true
    }

    /// Whether digits are the beginning of the name of an object, or of several.
    func isObjectPrefix(_ digits: String) -> Bool {
        var prefix = git_oid()
        var found = git_oid()
        // Git takes four digits at least.
        guard (4...40).contains(digits.utf8.count), git_oid_fromstrn(&prefix, digits, digits.utf8.count) == 0 else {
            return false
        }
        let code = git_odb_exists_prefix(&found, database, &prefix, digits.utf8.count)
        return code == 0 || code == GIT_EAMBIGUOUS.rawValue
    }

    /// Whether a work tree, also a linked one, is one of the branch.
    func isCheckedOut(_ name: String) throws(GitError) -> Bool {
        var reference: OpaquePointer?
        guard git_reference_lookup(&reference, pointer, name) == 0, let reference else { return false }
        defer { git_reference_free(reference) }
        let code = git_branch_is_checked_out(reference)
        guard code >= 0 else { throw GitError(code: code, message: LibGit2.lastMessage, repository: path) }
        return code == 1
    }

    /// Name and address of the user, and the time of the clock.
    var configuredPerson: CommitInfo.Signature? {
        var signature: UnsafeMutablePointer<git_signature>?
        guard git_signature_default(&signature, pointer) == 0, let signature else { return nil }
        defer { git_signature_free(signature) }
        guard let name = signature.pointee.name, let email = signature.pointee.email else { return nil }
        return CommitInfo.Signature(
            name: String(cString: name), email: String(cString: email), seconds: signature.pointee.when.time,
            offsetMinutes: Int(signature.pointee.when.offset))
    }

    /// Whether a short name may be that of a branch: not `HEAD`, nothing that looks like an option.
    static func isBranchName(_ name: String) -> Bool {
        LibGit2.initialise
        var isValid: Int32 = 0
        return git_branch_name_is_valid(&isValid, name) == 0 && isValid == 1
    }
}
