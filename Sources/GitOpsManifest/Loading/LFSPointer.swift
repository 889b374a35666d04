/// The text that Git LFS leaves in a repository, or in a work tree without its filter, in place of a large file.
public struct LFSPointer: Sendable, Hashable {
    /// SHA-256 of the file as Git LFS keeps it: 64 hexadecimal digits in lower case.
    public let sha256: String
    /// Bytes of the file as Git LFS keeps it.
    public let byteCount: Int
    /// Whether extensions of Git LFS changed the file before it was kept, so that only they can bring it back.
    public let usesExtensions: Bool

    /// A pointer has less bytes than this.
    package static let maximumBytes = 1_024
    /// The versions that Git LFS reads, with what it called itself before.
    private static let versions = [
        "https://git-lfs.github.com/spec/v1", "https://hawser.github.com/spec/v1", "http://git-media.io/v/2",
    ]

    /// Recognises a pointer (`docs/spec.md` of git-lfs); `nil` for anything else.
    ///
    /// Complexity: O(1) for what does not begin as a pointer does.
    public init?(_ content: some Collection<UInt8>) {
        guard content.count < Self.maximumBytes, content.starts(with: "version ".utf8) else { return nil }
        var values: [String: String] = [:]
        var usesExtensions = false
        for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard words.count == 2, values.updateValue(String(words[1]), forKey: String(words[0])) == nil else {
                return nil
            }
            if words[0].hasPrefix("ext-") { usesExtensions = true }
        }
        guard let version = values["version"], Self.versions.contains(version),
            let name = values["oid"], name.hasPrefix("sha256:"),
            let byteCount = values["size"].flatMap({ Int($0) }), byteCount >= 0
        else { return nil }
        let digits = name.utf8.dropFirst("sha256:".utf8.count)
        // The digits become a path: nothing else may stand there.
        guard digits.count == 64,
            digits.allSatisfy({
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            })
        else { return nil }
        sha256 = String(decoding: digits, as: UTF8.self)
        self.byteCount = byteCount
        self.usesExtensions = usesExtensions
    }
}

extension LFSPointer: CustomStringConvertible {
    /// `sha256:DIGITS, N bytes`.
    public var description: String { "sha256:\(sha256), \(byteCount) bytes" }

    /// Why the content is not known where there is the pointer alone, and what to do.
    package var notHere: String {
        "the content is in Git LFS and not here (\(self)); bring it with git lfs pull, or keep manifests in Git"
    }
}
