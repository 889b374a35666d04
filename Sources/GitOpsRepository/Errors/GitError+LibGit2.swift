import CLibGit2

extension GitError {
    /// With the name of the reference that was asked for, where the failure is about one.
    func naming(reference name: String) -> GitError {
        guard case .referenceCycle("") = problem else { return self }
        return GitError(.referenceCycle(name), repository: repository, detail: detail)
    }

    /// What libgit2's code and message amount to: to be made before any other call of it.
    init(code: Int32, message: String, repository: String) {
        switch code {
        case GIT_EOWNER.rawValue: self.init(.foreignOwner, repository: repository)
        case GIT_EAMBIGUOUS.rawValue: self.init(.ambiguousRevision(""), repository: repository, detail: message)
        case GIT_ERROR.rawValue where LibGit2.failedAtReference && message.contains("levels deep"):
            self.init(.referenceCycle(""), repository: repository)
        case GIT_ERROR.rawValue where LibGit2.failedAtConfiguration:
            self.init(.unreadableConfiguration, repository: repository, detail: message)
        default:
            let isDamage =
                [
                    "corrupt", "pack", "inflate", "zlib", "checksum", "truncated", "loose object", "mismatch",
                    "failed to parse",
                ]
                .contains { message.contains($0) } || LibGit2.failedToInflate
            self.init(isDamage ? .corrupt : .other(code: Int(code)), repository: repository, detail: message)
        }
    }

    /// Why a repository could not be opened.
    ///
    /// libgit2 1.5 answers ENOTFOUND for a foreign owner when no `safe.directory` is configured (libgit2#6408).
    static func opening(_ path: String, code: Int32, message: String) -> GitError {
        if code == GIT_EOWNER.rawValue || message.contains("safe.directory") || message.contains("is not owned by") {
            return GitError(.foreignOwner, repository: path)
        }
        if message.contains("unsupported extension name") {
            let name = message.split(separator: " ").last.map(String.init) ?? ""
            let isObjectFormat = name.lowercased().contains("objectformat")
            return GitError(isObjectFormat ? .sha256Unsupported : .unsupportedExtension(name), repository: path)
        }
        if message.contains("unknown object format") || message.contains("object format") {
            return GitError(.sha256Unsupported, repository: path, detail: message)
        }
        if code == GIT_ENOTFOUND.rawValue { return GitError(.notARepository, repository: path) }
        return GitError(code: code, message: message, repository: path)
    }
}
