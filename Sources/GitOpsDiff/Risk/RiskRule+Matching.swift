import GitOpsManifest

extension RiskRule {
    /// The fields of the rule that a change touches and that are so; complexity: O(size of what changed).
    func findings(_ change: Change, _ states: RiskStates) -> [RiskFinding] {
        if states.before == nil, isForUpdates { return [] }
        guard matchesStart(of: change.path) else { return [] }
        if let condition, !condition.holds(states) { return [] }
        var found: [FieldPath] = []
        if field.steps.count <= change.path.steps.count {
            let site = Site.around(change, field.steps.count, states)
            if holds(site, states) { found.append(site.path) }
        } else {
            // An item that goes takes what it says along.
            let depth = change.path.steps.count
            if change.desired == nil, test.needsHolder, depth > 0, field.steps[depth - 1] == .item { return [] }
            let site = Site(path: change.path, old: change.base ?? change.live, new: change.desired)
            descend(site, depth, states) { found.append($0) }
        }
        return found.map { RiskFinding(risk: risk, path: $0, reason: reason, source: source) }
    }

    /// A field of the object, before and after.
    private struct Site {
        var path: FieldPath
        var old: Node?
        var new: Node?

        /// The value `depth` steps down the path of a change.
        static func around(_ change: Change, _ depth: Int, _ states: RiskStates) -> Site {
            let path = FieldPath(Array(change.path.steps.prefix(depth)))
            let height = change.path.steps.count - depth
            if height == 0 { return Site(path: path, old: change.base ?? change.live, new: change.desired) }
            // A path goes through the items of the newer state: the older one is reached from below where it can be.
            func ancestor(_ node: Node?) -> Node? {
                var node = node
                for _ in 0..<height { node = node?.parent }
                return node
            }
            return Site(
                path: path, old: ancestor(change.base ?? change.live) ?? states.before(path), new: states.after(path))
        }
    }

    private func matchesStart(of path: FieldPath) -> Bool {
        zip(field.steps, path.steps).allSatisfy { step, taken in
            switch (step, taken) {
            case (.field(let name), .field(let other)): name == other
            case (.item, .index), (.item, .keyed), (.item, .value): true
            default: false
            }
        }
    }

    private func descend(_ site: Site, _ depth: Int, _ states: RiskStates, _ found: (FieldPath) -> Void) {
        if site.old == nil, site.new == nil { return }
        if let old = site.old, let new = site.new, old == new { return }
        guard depth < field.steps.count else {
            if holds(site, states) { found(site.path) }
            return
        }
        switch field.steps[depth] {
        case .field(let name):
            let next = Site(path: site.path.appending(.field(name)), old: site.old?[name], new: site.new?[name])
            descend(next, depth + 1, states, found)
        case .item:
            for (step, old, new) in ItemPairs.of(site.old, site.new) {
                if new == nil, test.needsHolder, depth + 1 < field.steps.count { continue }
                descend(Site(path: site.path.appending(step), old: old, new: new), depth + 1, states, found)
            }
        }
    }

    private func holds(_ site: Site, _ states: RiskStates) -> Bool {
        var (old, new) = (site.old, site.new)
        if let inherited {
            old = old ?? states.before(inherited)
            new = new ?? states.after(inherited)
        }
        guard test.holds(old, new, states) else { return false }
        return overriding.isEmpty || !overriding.allSatisfy { $0.hasValueEverywhere(states.after) }
    }
}

extension RiskPattern {
    /// Whether each item on the way has a value at the end; true when there are no items.
    func hasValueEverywhere(_ node: Node?, from depth: Int = 0) -> Bool {
        guard depth < steps.count else { return node != nil }
        switch steps[depth] {
        case .field(let name):
            // A list that is not there has no items that lack the value.
            let isList = depth + 1 < steps.count && steps[depth + 1] == .item
            guard let next = node?[name] else { return isList }
            return hasValueEverywhere(next, from: depth + 1)
        case .item: return node?.elements.allSatisfy { hasValueEverywhere($0, from: depth + 1) } ?? true
        }
    }
}

/// Pairs the items of two states of a list: by name, else by content, else by position.
enum ItemPairs {
    typealias Pair = (step: FieldPath.Step, old: Node?, new: Node?)

    /// Complexity: O(items).
    static func of(_ old: Node?, _ new: Node?) -> [Pair] {
        let before = old.map { Array($0.elements) } ?? []
        let after = new.map { Array($0.elements) } ?? []
        let hasNames = [old, new].allSatisfy { $0.map { $0.count == 0 || ListKeys.hasDistinctNames($0) } ?? true }
        return hasNames ? byName(before, after) : byContent(before, after)
    }

    private static func byName(_ before: [Node], _ after: [Node]) -> [Pair] {
        var old: [String: Node] = [:]
        for item in before { old[item["name"]?.string ?? ""] = item }
        var pairs: [Pair] = after.map { item in
            let name = item["name"]?.string ?? ""
            return (.keyed([.init("name", .string(name))]), old.removeValue(forKey: name), item)
        }
        for item in before {
            let name = item["name"]?.string ?? ""
            if old[name] != nil { pairs.append((.keyed([.init("name", .string(name))]), item, nil)) }
        }
        return pairs
    }

    private static func byContent(_ before: [Node], _ after: [Node]) -> [Pair] {
        var counts: [Node: Int] = [:]
        for item in before { counts[item, default: 0] += 1 }
        var added: [(Int, Node)] = []
        for (index, item) in after.enumerated() {
            if let count = counts[item], count > 0 { counts[item] = count - 1 } else { added.append((index, item)) }
        }
        var removed: [(Int, Node)] = []
        for (index, item) in before.enumerated().reversed() {
            guard let count = counts[item], count > 0 else { continue }
            counts[item] = count - 1
            removed.append((index, item))
        }
        removed.reverse()
        if removed.count == added.count {
            return zip(removed, added).map { (.index($1.0), $0.1, $1.1) }
        }
        return added.map { (.index($0.0), nil, $0.1) } + removed.map { (.index($0.0), $0.1, nil) }
    }
}
