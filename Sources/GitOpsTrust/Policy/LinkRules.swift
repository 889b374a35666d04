import GitOpsRepository

/// Which rules cover what is read through symbolic links.
struct LinkRules {
    private let reader: TreeReader
    private var matcher: PathMatcher
    /// What may still be looked at behind the links of one commit, and how many links may be followed: many that lead
    /// to one large folder must not cost the square.
    private var leavesLeft = 20_000
    private var linksLeft = 2_000

    init(reader: TreeReader, rules: [PathRule], maximumSteps: Int) {
        self.reader = reader
        matcher = PathMatcher(rules, maximumSteps: maximumSteps)
    }

    /// The rules, by their places, that cover where a link leads, the links on its way, or anything behind it.
    ///
    /// - Parameters:
    ///   - path: where the link stands.
    ///   - blob: what it says.
    ///   - root: the tree of the commit.
    /// - Returns: `nil` when it is not known: the link leads out of the tree, into a submodule or in a circle, cannot
    ///   be read, or too much is behind it.
    mutating func rules(behind path: [UInt8], _ blob: ObjectID, in root: ObjectID) -> [Int]? {
        var found: Set<Int> = []
        var seen: Set<[UInt8]> = [path]
        var waiting = [(path: path, blob: blob)]
        while let link = waiting.popLast() {
            guard linksLeft > 0 else { return nil }
            linksLeft -= 1
            guard let (target, passed) = try? reader.target(ofLink: link.path, link.blob, in: root) else { return nil }
            for other in passed { found.formUnion(matcher.rules(for: other, as: .file)) }
            switch target {
            case .unknown: return nil
            case .path(let path): found.formUnion(matcher.rules(for: path, as: .file))
            case .folder(let folder, let tree):
                // The root is no path of its own.
                if !folder.isEmpty { found.formUnion(matcher.rules(for: folder, as: .file)) }
                guard let behind = linksBehind(folder, tree, &found) else { return nil }
                for next in behind where seen.insert(next.path).inserted { waiting.append(next) }
            }
            guard !matcher.isExhausted else { return nil }
        }
        return found.sorted()
    }

    /// Adds the rules of what is in a folder, and returns the links in it; `nil` when there is too much.
    private mutating func linksBehind(
        _ folder: [UInt8], _ tree: ObjectID, _ found: inout Set<Int>
    ) -> [(path: [UInt8], blob: ObjectID)]? {
        var links: [(path: [UInt8], blob: ObjectID)] = []
        var leaves: [(path: [UInt8], leaf: TreeReader.Leaf)] = []
        guard leavesLeft > 0 else { return nil }
        let limit = leavesLeft
        leavesLeft = 0
        let isRead: Void? = try? reader.changedLeaves(from: nil, to: tree) { path, _, leaf in
            guard leaves.count <= limit, let leaf else { return }
            leaves.append((folder.isEmpty ? path : folder + [UInt8(ascii: "/")] + path, leaf))
        }
        guard isRead != nil, leaves.count <= limit else { return nil }
        leavesLeft = limit - leaves.count
        for (path, leaf) in leaves {
            if leaf.mode == .symbolicLink { links.append((path, leaf.id)) }
            found.formUnion(matcher.rules(for: path, as: leaf.mode == .submodule ? .opaque : .file))
        }
        return links
    }
}
