import CLibGit2

extension RepositoryHandle {
    /// The object a revision expression names, tags not peeled.
    func object(named expression: String) throws(GitError) -> (id: ObjectID, type: ObjectType?) {
        let name = expression.utf8.prefix { !"~^:".utf8.contains($0) }
        try folders.refuseSpecialReference(String(decoding: name, as: UTF8.self))
        var object: OpaquePointer?
        let code = git_revparse_single(&object, pointer, expression)
        guard code == 0, let object else { throw revisionError(expression, code: code) }
        defer { git_object_free(object) }
        return (try id(git_object_id(object)), ObjectType(rawValue: git_object_type(object).rawValue))
    }

    /// The commit that an object is or a tag leads to.
    func commit(peeling id: ObjectID, expression: String) throws(GitError) -> ObjectID {
        var oid = git_oid(id)
        var object: OpaquePointer?
        let code = git_object_lookup(&object, pointer, &oid, GIT_OBJECT_ANY)
        guard code == 0, let object else { throw missing(id, code: code) }
        defer { git_object_free(object) }
        var peeled: OpaquePointer?
        guard git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0, let peeled else {
            try checkTarget(of: object)
            throw GitError(.wrongType(id, expected: "commit"), repository: path, detail: expression)
        }
        defer { git_object_free(peeled) }
        return try self.id(git_object_id(peeled))
    }

    /// Tags that lead to each other are followed no further than this.
    private static let maximumTags = 100

    /// Throws when what a tag leads to, also by others, cannot be read.
    private func checkTarget(of tag: OpaquePointer) throws(GitError) {
        guard git_object_type(tag) == GIT_OBJECT_TAG, let first = git_tag_target_id(tag) else { return }
        var target = try id(first)
        for _ in 0..<Self.maximumTags {
            var oid = git_oid(target)
            var object: OpaquePointer?
            let code = git_object_lookup(&object, pointer, &oid, GIT_OBJECT_ANY)
            guard code == 0, let object else { throw missing(target, code: code) }
            defer { git_object_free(object) }
            guard git_object_type(object) == GIT_OBJECT_TAG, let next = git_tag_target_id(object) else { return }
            target = try id(next)
        }
    }

    /// The best common ancestor, or `nil` when the histories have none.
    func mergeBase(_ first: ObjectID, _ second: ObjectID) throws(GitError) -> ObjectID? {
        var result = git_oid()
        var one = git_oid(first)
        var two = git_oid(second)
        let code = git_merge_base(&result, pointer, &one, &two)
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
        let code = git_blame_file(&blame, pointer, path, &options)
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
            return damage ?? unknownRevision(expression)
        case GIT_EAMBIGUOUS.rawValue: return GitError(.ambiguousRevision(expression), repository: path)
        case GIT_EINVALIDSPEC.rawValue, GIT_EPEEL.rawValue:
            return GitError(.invalidRevision(expression), repository: path, detail: message)
        default:
            if message.contains("revspec") { return unknownRevision(expression, detail: message) }
            let error = GitError(code: code, message: message, repository: path).naming(reference: expression)
            guard case .corrupt = error.problem else { return error }
            let object = end(ofReference: expression).map { "the object \($0)" } ?? "'\(expression)'"
            return GitError(.corrupt, repository: path, detail: "\(object): \(message)")
        }
    }

    /// The object that a name of a reference leads to; `nil` for other expressions.
    private func end(ofReference name: String) -> ObjectID? {
        var reference: OpaquePointer?
        guard git_reference_dwim(&reference, pointer, name) == 0, let reference else { return nil }
        defer { git_reference_free(reference) }
        var resolved: OpaquePointer?
        guard git_reference_resolve(&resolved, reference) == 0, let resolved else { return nil }
        defer { git_reference_free(resolved) }
        return git_reference_target(resolved).flatMap { ObjectID($0.pointee) }
    }

    /// Why an expression names nothing: it may begin at a branch that is yet to have a commit.
    private func unknownRevision(_ expression: String, detail: String = "") -> GitError {
        if hasNoReferences { return GitError(.noCommits(branch: nil), repository: path) }
        let beginsAtHead = ["HEAD", "@"].contains { name in
            guard expression.hasPrefix(name) else { return false }
            return expression.dropFirst(name.count).first.map { "~^@:".contains($0) } ?? true
        }
        if beginsAtHead, git_repository_head_unborn(pointer) == 1, let branch = symbolicTarget(of: "HEAD") {
            return GitError(.noCommits(branch: branch), repository: path)
        }
        return GitError(.unknownRevision(expression), repository: path, detail: detail)
    }

    private var hasNoReferences: Bool {
        var names = git_strarray()
        guard git_reference_list(&names, pointer) == 0 else { return false }
        defer { git_strarray_dispose(&names) }
        return names.count == 0 && git_repository_head_unborn(pointer) == 1
    }

    private func id(_ oid: UnsafePointer<git_oid>?) throws(GitError) -> ObjectID {
        guard let oid, let id = ObjectID(oid.pointee) else { throw GitError(.corrupt, repository: path) }
        return id
    }
}
