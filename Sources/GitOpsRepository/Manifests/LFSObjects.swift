import GitOpsManifest

/// The files that Git LFS keeps beside a repository's objects.
struct LFSObjects: Sendable {
    /// The folder that all work trees share.
    let commonDirectory: String
    /// The largest file that is read.
    let maximumBytes: Int

    /// Why the content of a pointer is not known, and what to do.
    struct Unknown: Error {
        let problem: GitError.Problem
        let reason: String
    }

    /// Whether there is a file of the right length for a pointer. Its digest is compared when it is read.
    func has(_ pointer: LFSPointer) -> Bool { RegularFile.size(path(of: pointer)) == pointer.byteCount }

    private func path(of pointer: LFSPointer) -> String {
        let digits = pointer.sha256
        return "\(commonDirectory)/lfs/objects/\(digits.prefix(2))/\(digits.dropFirst(2).prefix(2))/\(digits)"
    }

    /// The content that a pointer stands for.
    ///
    /// Its length and digest are compared with the pointer: the pointer is part of a commit, the file beside it is not.
    func content(of pointer: LFSPointer) throws(Unknown) -> [UInt8] {
        guard !pointer.usesExtensions else {
            throw Unknown(
                problem: .largeFileBehindExtension,
                reason: "the content is in Git LFS behind an extension, which is never run (\(pointer)); "
                    + "keep manifests in Git")
        }
        let digits = pointer.sha256
        let path = path(of: pointer)
        guard let size = RegularFile.size(path) else {
            throw Unknown(problem: .largeFileNotHere, reason: pointer.notHere)
        }
        guard size <= maximumBytes, pointer.byteCount <= maximumBytes else {
            throw Unknown(
                problem: .limitExceeded(.blobBytes, maximum: maximumBytes),
                reason: "the content in Git LFS is larger than \(maximumBytes) bytes (\(pointer)); "
                    + "raise RepositoryLimits.blobBytes if you trust the repository")
        }
        guard let content = RegularFile.read(path, maximumBytes: maximumBytes), content.count == pointer.byteCount,
            SHA256Digest.hexadecimal(of: content).hasSameBytes(as: digits)
        else {
            throw Unknown(
                problem: .largeFileNotHere,
                reason: "the content in Git LFS is not what the pointer says (\(pointer)); check it with git lfs fsck")
        }
        return content
    }
}
