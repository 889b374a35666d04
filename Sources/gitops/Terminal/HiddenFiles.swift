import GitOpsGate
import GitOpsManifest

extension Terminal {
    /// Most paths that are named.
    private static let hiddenCount = 5

    /// Tells of files and folders that nobody looked at because of their names: what is in them may be applied all the same.
    static func warn(hiddenIn sets: ManifestSet?...) {
        var seen: Set<ExactText> = []
        let paths = sets.flatMap { $0?.hiddenPaths ?? [] }.filter { !isOwn($0) && seen.insert(ExactText($0)).inserted }
        guard !paths.isEmpty else { return }
        let rest = paths.count - hiddenCount
        let names = paths.prefix(hiddenCount).map { shortened($0, to: 200) }.joined(separator: ", ")
        warn(
            "gitops: not read, because the name begins with a dot: \(names)" + (rest > 0 ? " and \(rest) more" : "")
                + "; name them to have them read, or leave them out with --exclude")
    }

    /// Whether a file is the configuration of the gate, which is no manifest.
    private static func isOwn(_ path: String) -> Bool {
        (path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...])
            .elementsEqual(GateConfiguration.fileName.utf8)
    }
}
