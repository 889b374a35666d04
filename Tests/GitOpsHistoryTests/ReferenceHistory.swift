import Foundation
import GitOpsManifest

/// The slow way: every file of every commit is parsed, and whole commits are compared.
struct ReferenceHistory {
    let commits: [HistoryFixture.Commit]
    let parents: [[Int]]
    private(set) var states: [State] = []

    /// All occurrences in a commit, by what they are.
    typealias State = [String: [Found]]

    struct Found {
        let path: String
        let ordinal: Int
        let document: Int
        let item: Int?
        let node: Node?
        /// The whole file, for what cannot be read.
        let file: String
        let text: String

        func hasSameValue(as other: Found) -> Bool {
            guard let node, let otherNode = other.node else { return file == other.file }
            return node == otherNode
        }
        func hasSamePlace(as other: Found) -> Bool { path == other.path && ordinal == other.ordinal }
    }

    struct Delta {
        let key: String
        let old: Found?
        let new: Found?
    }

    init(_ commits: [HistoryFixture.Commit], firstParent: Bool = false) {
        self.commits = commits
        parents = commits.map { firstParent ? Array($0.parents.prefix(1)) : $0.parents }
        states = commits.map { Self.state($0.files) }
    }

    static func key(_ id: ResourceID) -> String { "\(id)" }

    private static func state(_ files: [String: String]) -> State {
        var state: State = [:]
        for (path, text) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let source = SourceText(text, name: path)
            var ordinals: [String: Int] = [:]
            let results = DocumentReader().read(source)
            let starts = results.enumerated().map { position, result -> Int? in
                if position == 0 { return 0 }
                if case .success(let document) = result { return document.sourceRange.lowerBound }
                return nil
            }
            func add(_ key: String, _ document: Int, _ item: Int?, _ node: Node?, _ own: String) {
                let ordinal = ordinals[key, default: 0]
                ordinals[key] = ordinal + 1
                state[key, default: []].append(
                    Found(
                        path: path, ordinal: ordinal, document: document, item: item, node: node, file: text, text: own)
                )
            }
            for (position, result) in results.enumerated() {
                guard case .success(let document) = result else {
                    add("unreadable \(path)", position, nil, nil, "")
                    continue
                }
                let end = starts[(position + 1)...].compactMap { $0 }.first ?? source.byteCount
                for manifest in Manifest.all(in: document, path: path) {
                    switch manifest {
                    case .success(let manifest):
                        let range =
                            manifest.origin.itemIndex == nil
                            ? (starts[position] ?? 0)..<end : manifest.root.sourceRange ?? 0..<0
                        add(
                            key(manifest.id), manifest.origin.documentIndex, manifest.origin.itemIndex, manifest.root,
                            source[range])
                    case .failure(let failure):
                        if case .notAResource = failure.problem {
                            add(
                                "other \(path)", failure.origin.documentIndex, nil, document.root,
                                source[(starts[position] ?? 0)..<end])
                        } else {
                            add("unreadable \(path)", failure.origin.documentIndex, nil, nil, "")
                        }
                    }
                }
            }
        }
        return state
    }

    // MARK: Matching

    /// Which occurrences belong together, in steps from the surest to the least sure.
    static func pairs(_ old: [Found], _ new: [Found]) -> [(old: Found?, new: Found?)] {
        var old = old
        var new = new
        var pairs: [(old: Found?, new: Found?)] = []
        let tests: [(Found, Found) -> Bool] = [
            { $0.path == $1.path && $0.hasSameValue(as: $1) && $0.text == $1.text },
            { $0.path == $1.path && $0.hasSameValue(as: $1) },
            { $0.path == $1.path },
            { $0.hasSameValue(as: $1) },
        ]
        for test in tests {
            var position = 0
            while position < new.count {
                if let found = old.firstIndex(where: { test($0, new[position]) }) {
                    pairs.append((old.remove(at: found), new.remove(at: position)))
                } else {
                    position += 1
                }
            }
        }
        while !old.isEmpty, !new.isEmpty {
            var best = (score: -1, old: 0, new: 0)
            for left in old.indices {
                for right in new.indices {
                    let score = likeness(old[left].path, new[right].path)
                    if score > best.score { best = (score, left, right) }
                }
            }
            pairs.append((old.remove(at: best.old), new.remove(at: best.new)))
        }
        return pairs + old.map { ($0, nil) } + new.map { (nil, $0) }
    }

    private static func likeness(_ left: String, _ right: String) -> Int {
        let (one, other) = (left.split(separator: "/"), right.split(separator: "/"))
        return zip(one, other).prefix { $0 == $1 }.count
            + zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
    }

    static func deltas(_ old: State, _ new: State) -> [Delta] {
        Set(old.keys).union(new.keys).sorted().flatMap { key in
            pairs(old[key] ?? [], new[key] ?? []).filter { pair in
                guard let old = pair.old, let new = pair.new else { return true }
                return !(old.hasSamePlace(as: new) && old.hasSameValue(as: new) && old.text == new.text)
            }.map { Delta(key: key, old: $0.old, new: $0.new) }
        }
    }

    // MARK: Entries

    /// The entries of all subjects of the commits that lead to one: `commit key change path document previous`.
    func entries(to head: Int) -> [String] {
        var result: [String] = []
        for commit in ancestors(head) {
            let new = states[commit]
            let byParent =
                parents[commit].isEmpty
                ? [Self.deltas([:], new)] : parents[commit].map { Self.deltas(states[$0], new) }
            for delta in byParent[0] {
                let others = byParent.dropFirst()
                if let found = delta.new {
                    let same = others.map { deltas in
                        deltas.first { $0.key == delta.key && $0.new?.hasSamePlace(as: found) == true }
                    }
                    if same.contains(where: { $0 == nil }) { continue }
                    let before = ([delta] + same.compactMap { $0 }).compactMap(\.old).first
                    result.append(text(commit, delta.key, found, before, isRemoval: false))
                } else if let old = delta.old {
                    let removals = others.map { $0.filter { $0.key == delta.key && $0.new == nil } }
                    let allSame = removals.allSatisfy { $0.contains { $0.old?.hasSamePlace(as: old) == true } }
                    let isGone = removals.allSatisfy { !$0.isEmpty } && (new[delta.key] ?? []).isEmpty
                    if allSame || isGone { result.append(text(commit, delta.key, old, old, isRemoval: true)) }
                }
            }
        }
        return result.sorted()
    }

    private func text(_ commit: Int, _ key: String, _ found: Found, _ before: Found?, isRemoval: Bool) -> String {
        let isResource = !key.hasPrefix("other ") && !key.hasPrefix("unreadable ")
        func hasUnreadable(_ state: State) -> Bool { isResource && state["unreadable \(found.path)"] != nil }
        let change: String
        if isRemoval {
            change = hasUnreadable(states[commit]) ? "becameUnreadable" : "removed"
        } else if let before {
            change =
                before.path != found.path
                ? "moved"
                : !before.hasSameValue(as: found)
                    ? "modified" : before.ordinal == found.ordinal ? "reformatted" : "moved"
        } else {
            change = parents[commit].first.map { hasUnreadable(states[$0]) } == true ? "readableAgain" : "added"
        }
        return "\(commit) \(key) \(change) \(found.path) \(found.document) \(found.item ?? -1) \(before?.path ?? "-")"
    }

    func ancestors(_ head: Int) -> [Int] {
        var seen: Set<Int> = [head]
        var waiting = [head]
        while let next = waiting.popLast() {
            for parent in parents[next] where seen.insert(parent).inserted { waiting.append(parent) }
        }
        return seen.sorted()
    }

    // MARK: Blame

    /// For each value of an occurrence, by its pointer, the commit that made it what it is.
    func blame(_ commit: Int, _ key: String, _ place: Found) -> [String: Int] {
        guard let found = states[commit][key]?.first(where: { $0.hasSamePlace(as: place) }), let node = found.node
        else {
            return [:]
        }
        let before = parents[commit].map { parent in
            Self.pairs(states[parent][key] ?? [], states[commit][key] ?? []).first {
                $0.new?.hasSamePlace(as: found) == true
            }?.old
        }
        for (parent, old) in zip(parents[commit], before) {
            if let old, old.hasSameValue(as: found) { return blame(parent, key, old) }
        }
        var result: [String: Int] = [:]
        for pointer in Self.pointers(node, "") { result[pointer] = commit }
        var left = Set(result.keys)
        for (parent, old) in zip(parents[commit], before) {
            guard let old, let oldNode = old.node else { continue }
            let own = blame(parent, key, old)
            for (new, counterpart) in Self.equalValues(node, oldNode, "", "") where left.remove(new) != nil {
                result[new] = own[counterpart]
            }
        }
        return result
    }

    /// A name as it stands in a JSON pointer.
    private static func token(_ name: String) -> String {
        name.replacingOccurrences(of: "~", with: "~0").replacingOccurrences(of: "/", with: "~1")
    }

    static func pointers(_ node: Node, _ path: String) -> [String] {
        [path] + node.members.flatMap { pointers($0.value, "\(path)/\(token($0.key))") }
            + node.elements.enumerated().flatMap { pointers($1, "\(path)/\($0)") }
    }

    static func equalValues(_ new: Node, _ old: Node, _ path: String, _ oldPath: String) -> [(String, String)] {
        var result: [(String, String)] = new == old ? [(path, oldPath)] : []
        for (name, value) in new.members {
            if let other = old[name] {
                result += equalValues(value, other, "\(path)/\(token(name))", "\(oldPath)/\(token(name))")
            }
        }
        if new.kind == .array, old.kind == .array {
            var pairs: [(Int, Int)] = []
            if names(new) != nil, names(old) != nil {
                for (position, item) in new.elements.enumerated() {
                    if let other = old.elements.firstIndex(where: { $0["name"] == item["name"] }) {
                        pairs.append((position, other))
                    }
                }
            } else {
                var unused = Array(old.elements.indices)
                var changed: [Int] = []
                for (position, item) in new.elements.enumerated() {
                    if let other = unused.firstIndex(where: { old.elements[$0] == item }) {
                        pairs.append((position, unused.remove(at: other)))
                    } else {
                        changed.append(position)
                    }
                }
                pairs += Array(zip(changed, unused))
            }
            for (position, other) in pairs {
                result += equalValues(
                    new.elements[position], old.elements[other], "\(path)/\(position)", "\(oldPath)/\(other)")
            }
        }
        return result
    }

    /// The names of the items, when each has one and no two the same.
    private static func names(_ list: Node) -> Set<String>? {
        let names = list.elements.compactMap { $0["name"]?.string }
        return !names.isEmpty && names.count == list.count && Set(names).count == names.count ? Set(names) : nil
    }
}
