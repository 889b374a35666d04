import GitOpsManifest

/// Tells which rules cover paths. What paths in a row have in common is read once, so that a change costs its folders
/// and files, each once, however deep they are.
struct PathMatcher {
    private let patterns: [Pattern]
    private let maximumSteps: Int
    /// The folders of the last path, from the root on.
    private var folders: [Folder]
    private var lastFolder: [UInt8] = []
    /// States of patterns that were visited.
    private(set) var steps = 0

    /// One of the patterns of a rule, those of a rule in a row.
    private struct Pattern {
        let rule: Int
        let glob: GlobPattern
        let above: FolderNames
    }

    private struct Folder {
        /// The length of its path.
        let end: Int
        /// For each pattern.
        let states: [State]
    }

    private enum State {
        /// The pattern matches the folder or one above it.
        case covered
        case open(GlobPattern.Progress, FolderNames.Place)
        /// The pattern matches nothing in the folder.
        case aside
    }

    /// What stands at a path.
    enum Kind {
        case file
        /// A symbolic link into the same tree, whose target is looked at as well.
        case link
        /// A submodule, or a link of which nobody knows what is behind it.
        case opaque
    }

    init(_ rules: [PathRule], maximumSteps: Int) {
        patterns = rules.enumerated().flatMap { number, rule in
            rule.patterns.map { Pattern(rule: number, glob: $0, above: FolderNames($0)) }
        }
        self.maximumSteps = maximumSteps
        folders = [Folder(end: 0, states: patterns.map { .open($0.glob.start, $0.above.root) })]
    }

    /// Whether the work became too much; no rules are told from then on.
    var isExhausted: Bool { steps > maximumSteps }

    /// The rules, by their places, that cover a path.
    ///
    /// - Parameters:
    ///   - path: a file, link or submodule, from the root of the tree.
    ///   - kind: what stands there.
    mutating func rules(for path: [UInt8], as kind: Kind) -> [Int] {
        guard !isExhausted else { return [] }
        let slash = UInt8(ascii: "/")
        let name = (path.lastIndex(of: slash).map { $0 + 1 } ?? 0)..<path.count
        return path.withUnsafeBufferPointer { path in
            leave(for: path, folderEnd: max(0, name.lowerBound - 1))
            var start = folders.count == 1 ? 0 : folders[folders.count - 1].end + 1
            while start < name.lowerBound {
                let end = path[start...].firstIndex(of: slash) ?? path.count
                enter(start..<end, of: path)
                start = end + 1
            }
            return rules(for: name, of: path, as: kind)
        }
    }

    /// Leaves the folders that the path is not in.
    private mutating func leave(for path: UnsafeBufferPointer<UInt8>, folderEnd: Int) {
        let shorter = min(folderEnd, lastFolder.count)
        var common = 0
        while common < shorter, path[common] == lastFolder[common] { common += 1 }
        while folders.count > 1, case let end = folders[folders.count - 1].end,
            end > common || end < path.count && path[end] != UInt8(ascii: "/")
        {
            folders.removeLast()
        }
        guard common < folderEnd || lastFolder.count != folderEnd else { return }
        lastFolder = Array(path[..<folderEnd])
    }

    private mutating func enter(_ component: Range<Int>, of path: UnsafeBufferPointer<UInt8>) {
        let states = folders[folders.count - 1].states
        let next = zip(patterns, states).map { pattern, state in
            self.state(of: component, path, pattern, state, &steps)
        }
        folders.append(Folder(end: component.upperBound, states: next))
    }

    private func state(
        of component: Range<Int>, _ path: UnsafeBufferPointer<UInt8>, _ pattern: Pattern, _ state: State,
        _ steps: inout Int
    ) -> State {
        guard case .open(let progress, let place) = state else { return state }
        let next = pattern.glob.advance(progress, through: component, of: path, steps: &steps)
        if pattern.glob.matches(next) { return .covered }
        let name = UnsafeBufferPointer(rebasing: path[component])
        let nextPlace = pattern.above.place(of: name, in: place)
        if next.isFailed, case .aside = nextPlace { return .aside }
        return .open(next, nextPlace)
    }

    private mutating func rules(
        for name: Range<Int>, of path: UnsafeBufferPointer<UInt8>, as kind: Kind
    ) -> [Int] {
        var found: [Int] = []
        let states = folders[folders.count - 1].states
        for (pattern, folder) in zip(patterns, states) where found.last != pattern.rule {
            switch state(of: name, path, pattern, folder, &steps) {
            case .covered: found.append(pattern.rule)
            case .open(_, let place):
                if pattern.above.isInTheWay(place, as: kind) { found.append(pattern.rule) }
            case .aside: break
            }
        }
        return found
    }
}
