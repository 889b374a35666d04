/// Where a symbolic link of a tree leads.
package enum LinkTarget: Equatable, Sendable {
    /// To a file, or to a path of the tree where nothing stands.
    case path([UInt8])
    /// To a folder of the tree.
    case folder([UInt8], ObjectID)
    /// Out of the tree, into a submodule, in a circle, or farther than an honest path goes.
    case unknown
}

extension TreeReader {
    /// As long as paths may be in Linux.
    private static let maximumLinkBytes = 4_096
    /// As many links as Linux follows on the way of one path.
    private static let maximumLinks = 40
    /// More parts than an honest path has, those of links included: each costs the reading of a tree.
    private static let maximumParts = 256

    /// Where a link leads, resolved part by part as the kernel does it: `..` behind another link is the folder above
    /// the one that the link leads to.
    ///
    /// Source: path_resolution(7).
    ///
    /// - Parameters:
    ///   - path: where the link stands.
    ///   - blob: what it says.
    ///   - root: the tree of the commit.
    /// - Returns: where it leads, and the other links on its way.
    /// - Throws: `GitError` when the link or a tree cannot be read.
    package func target(
        ofLink path: [UInt8], _ blob: ObjectID, in root: ObjectID
    ) throws(GitError) -> (target: LinkTarget, links: [[UInt8]]) {
        var folders: [(name: [UInt8], tree: ObjectID)] = [([], root)]
        let above = path.split(separator: UInt8(ascii: "/")).dropLast().map { Array($0) }
        guard let target = try parts(of: blob) else { return (.unknown, []) }
        var rest = Array((above + target).reversed())
        var links: [[UInt8]] = []
        var partCount = 0
        func here(_ more: [[UInt8]]) -> [UInt8] {
            Array((folders.dropFirst().map(\.name) + more).joined(separator: [UInt8(ascii: "/")]))
        }
        while let name = rest.popLast() {
            partCount += 1
            guard partCount <= Self.maximumParts else { return (.unknown, links) }
            if name == Array(".".utf8) { continue }
            if name == Array("..".utf8) {
                guard folders.count > 1 else { return (.unknown, links) }
                folders.removeLast()
                continue
            }
            switch try entry(name, in: folders[folders.count - 1].tree) {
            case (.tree, let id)?: folders.append((name, id))
            case (.leaf(.symbolicLink), let id)?:
                links.append(here([name]))
                guard links.count <= Self.maximumLinks, let next = try parts(of: id) else { return (.unknown, links) }
                rest += next.reversed()
            case (.leaf(.submodule), _)?: return (.unknown, links)
            case (.leaf, _)?, nil:
                // Behind what is no folder nothing is found, but the way back to one cannot be told.
                guard !rest.contains(Array("..".utf8)) else { return (.unknown, links) }
                return (.path(here([name] + rest.reversed().filter { $0 != Array(".".utf8) })), links)
            }
        }
        return (.folder(here([]), folders[folders.count - 1].tree), links)
    }

    /// The parts of what a link says; `nil` when it leads out of the repository or is longer than a path may be.
    private func parts(of link: ObjectID) throws(GitError) -> [[UInt8]]? {
        guard let target = try blob(link, maximumBytes: Self.maximumLinkBytes), !target.isEmpty,
            target.first != UInt8(ascii: "/")
        else { return nil }
        return target.split(separator: UInt8(ascii: "/")).map { Array($0) }
    }

    private func entry(_ name: [UInt8], in tree: ObjectID) throws(GitError) -> (mode: RawTree.Mode, id: ObjectID)? {
        let bytes = try content(of: tree)
        let found = bytes.withUnsafeBytes { bytes in
            Result { () throws(GitError) -> (mode: RawTree.Mode, id: ObjectID)? in
                var entries = RawTree(bytes)
                while let entry = try nextEntry(&entries, tree) {
                    if entry.name.elementsEqual(name), let id = ObjectID(bytes: entry.id) { return (entry.mode, id) }
                }
                return nil
            }
        }
        return try found.get()
    }
}
