import GitOpsManifest

/// What a pattern says about the folders above what it matches.
///
/// Files of a rule may be read through a link or submodule that stands in place of a folder above them: `clusters` for
/// `clusters/production/`. Of files this is asked for names without wildcards only: `readme` is in nobody's way where a
/// pattern begins with `*/`.
struct FolderNames: Sendable {
    private let parts: [Part]
    private let isAnchored: Bool
    /// Whether it is one name that may lie in any folder: `*.key`, `production/`, `**/production`.
    private let isOneName: Bool

    private enum Part: Sendable {
        case name(ArraySlice<UInt8>)
        case wildcard(GlobPattern)
        /// A part of a set of characters with a slash in it, which was cut in two.
        case anything
        /// `**`.
        case folders
    }

    /// Where a path stands.
    enum Place: Sendable {
        /// Nowhere near what the pattern matches.
        case aside
        /// It is like the first parts of the pattern.
        case above(parts: Int, isSure: Bool)
        /// Anything may be below it.
        case anywhere
    }

    init(_ pattern: GlobPattern) {
        isAnchored = pattern.isAnchored
        parts = pattern.bytes.split(separator: UInt8(ascii: "/")).map { part in
            if part.elementsEqual("**".utf8) { return .folders }
            guard part.contains(where: "*?[\\".utf8.contains) else { return .name(part) }
            let glob = GlobPattern(bytes: part)
            return glob.isWellFormed ? .wildcard(glob) : .anything
        }
        isOneName = !isAnchored || parts.count == 2 && pattern.bytes.starts(with: "**/".utf8)
    }

    /// A pattern without a slash is one with `**/` before it (gitignore(5)).
    var root: Place { isAnchored ? .above(parts: 0, isSure: true) : .anywhere }

    /// The place of what has a name in a folder.
    func place(of name: UnsafeBufferPointer<UInt8>, in folder: Place) -> Place {
        guard case .above(let count, let isSure) = folder else { return folder }
        guard count < parts.count else { return .aside }
        switch parts[count] {
        case .name(let wanted): return wanted.elementsEqual(name) ? .above(parts: count + 1, isSure: isSure) : .aside
        case .wildcard(let glob):
            return glob.matches(name, isDirectory: true) ? .above(parts: count + 1, isSure: false) : .aside
        case .anything: return .above(parts: count + 1, isSure: false)
        case .folders: return .anywhere
        }
    }

    /// Whether what stands at a place stands above what the pattern matches.
    ///
    /// One name that may lie in any folder is what it is wherever the files are that a link leads to: behind such a
    /// link nothing is matched that is not matched where it stands.
    func isInTheWay(_ place: Place, as kind: PathMatcher.Kind) -> Bool {
        switch place {
        case .aside: false
        case .above(let count, let isSure): count < parts.count && (isSure || kind != .file)
        case .anywhere: kind == .opaque || kind == .link && !isOneName
        }
    }
}
