import GitOpsTestSupport

/// Makes histories in which resources are edited, moved, split, copied, removed, broken and merged.
struct HistoryGenerator {
    private var random: SeededGenerator
    private var commits: [HistoryFixture.Commit] = []
    private var trees: [[String: [Doc]]] = []

    /// A document of a file.
    private enum Doc {
        case resource(Resource)
        case list([Resource])
        case broken(Int)
        case values(Int)
    }

    private struct Resource {
        var kind: String
        var name: String
        var namespace: String?
        var data: [String: Int]
        var containers: [(name: String, image: Int)]
        var arguments: [Int]
        var rules: [[Int]]
        var style = 0
    }

    private static let folders = ["", "base/", "apps/web/", "overlays/prod/", "overlays/dev/", "infra/"]
    private static let files = ["a.yaml", "b.yaml", "all.yml", "web.yaml", "values.yaml"]

    /// - Parameter count: number of commits; between 20 and 40 when `nil`.
    static func commits(seed: UInt64, count: Int? = nil) -> [HistoryFixture.Commit] {
        var generator = HistoryGenerator(random: SeededGenerator(seed: seed))
        return generator.make(count)
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

    private mutating func make(_ wanted: Int?) -> [HistoryFixture.Commit] {
        let count = wanted ?? 20 + number(21)
        var tips: [Int] = []
        for position in 0..<count {
            var tree: [String: [Doc]] = [:]
            var parents: [Int] = []
            let isLast = position == count - 1
            if tips.isEmpty || number(40) == 0 && !isLast {
                for _ in 0..<4 { add(to: &tree) }
            } else if tips.count > 1, isLast || number(4) == 0 {
                parents = isLast ? tips : Array(tips.shuffled(using: &random).prefix(2 + number(8) / 7))
                tree = merged(parents)
                if number(4) == 0 { change(&tree) }
                tips.removeAll { parents.contains($0) }
            } else {
                let parent = tips[number(tips.count)]
                parents = [parent]
                tree = trees[parent]
                for _ in 0...number(3) { change(&tree) }
                if number(5) > 0 || tips.count > 3 { tips.removeAll { $0 == parent } }
            }
            tips.append(position)
            trees.append(tree)
            commits.append(
                HistoryFixture.Commit(
                    files: tree.mapValues { $0.map(text).joined(separator: "---\n") }, parents: parents))
        }
        return commits
    }

    /// Each file from one of the sides.
    private mutating func merged(_ parents: [Int]) -> [String: [Doc]] {
        var tree: [String: [Doc]] = [:]
        for path in Set(parents.flatMap { trees[$0].keys }).sorted() {
            let side = trees[parents[number(3) == 0 ? number(parents.count) : 0]]
            if let docs = side[path] { tree[path] = docs }
        }
        return tree
    }

    private mutating func path() -> String { random.pick(Self.folders) + random.pick(Self.files) }

    private mutating func resource() -> Resource {
        Resource(
            kind: random.pick(["ConfigMap", "Deployment", "Service"]),
            name: random.pick(["web", "db", "cache", "job"]),
            namespace: random.pick([nil, "shop"]), data: ["a": number(3), "b": number(3)],
            containers: [("main", number(3)), ("side", number(3))], arguments: [number(3), number(3)],
            rules: [[number(3)], [number(3), number(3)]])
    }

    private mutating func add(to tree: inout [String: [Doc]]) {
        let path = path()
        let doc: Doc =
            switch number(14) {
            case 0: .values(number(3))
            case 1: .list([resource(), resource()])
            default: .resource(resource())
            }
        let place = number((tree[path]?.count ?? 0) + 1)
        tree[path, default: []].insert(doc, at: place)
    }

    private mutating func change(_ tree: inout [String: [Doc]]) {
        guard let path = tree.keys.sorted().randomElement(using: &random), let docs = tree[path], !docs.isEmpty else {
            return add(to: &tree)
        }
        let position = number(docs.count)
        switch number(16) {
        case 0...4: tree[path]?[position] = edited(docs[position])
        case 5: tree[path]?[position] = restyled(docs[position])
        case 6, 7: add(to: &tree)
        case 8: remove(position, of: path, &tree)
        case 9, 10:
            remove(position, of: path, &tree)
            let target = self.path()
            tree[target, default: []].insert(number(4) == 0 ? edited(docs[position]) : docs[position], at: 0)
        case 11:
            tree[path] = nil
            let target = self.path()
            tree[target] = docs
            if number(2) == 0 { tree[target]?[0] = edited(docs[0]) }
        case 12: tree[self.path(), default: []].append(docs[position])
        case 13: tree[path] = nil
        case 14:
            if case .broken = docs[position] {
                remove(position, of: path, &tree)
            } else {
                tree[path]?[position] = .broken(number(2))
            }
        default: tree[path]?.shuffle(using: &random)
        }
    }

    private func remove(_ position: Int, of path: String, _ tree: inout [String: [Doc]]) {
        tree[path]?.remove(at: position)
        if tree[path]?.isEmpty == true { tree[path] = nil }
    }

    private mutating func edited(_ doc: Doc) -> Doc {
        switch doc {
        case .resource(let resource): return .resource(edited(resource))
        case .list(var items):
            items[number(items.count)] = edited(items[number(items.count)])
            return .list(items)
        case .broken: return .resource(resource())
        case .values: return .values(number(5))
        }
    }

    private mutating func edited(_ resource: Resource) -> Resource {
        var resource = resource
        switch number(8) {
        case 0, 1: resource.data[random.pick(["a", "b", "c"])] = number(3)
        case 2: resource.data[random.pick(["a", "b", "c"])] = nil
        case 3:
            if !resource.containers.isEmpty { resource.containers[number(resource.containers.count)].image = number(3) }
        case 4: resource.containers.shuffle(using: &random)
        case 5: resource.arguments.insert(number(3), at: number(resource.arguments.count + 1))
        case 6: if !resource.arguments.isEmpty { resource.arguments.remove(at: number(resource.arguments.count)) }
        default: resource.rules[number(resource.rules.count)].append(number(3))
        }
        return resource
    }

    private mutating func restyled(_ doc: Doc) -> Doc {
        guard case .resource(var resource) = doc else { return doc }
        resource.style = number(4)
        return .resource(resource)
    }

    // MARK: Text

    private func text(_ doc: Doc) -> String {
        switch doc {
        case .resource(let resource): return text(resource)
        case .list(let items):
            return "apiVersion: v1\nkind: List\nitems:\n"
                + items.map { "- " + text($0).split(separator: "\n").joined(separator: "\n  ") + "\n" }.joined()
        case .broken(let number): return "kind: [\(number)\n"
        case .values(let number): return "replicas: \(number)\n"
        }
    }

    private func text(_ resource: Resource) -> String {
        var parts = [
            "apiVersion: v1\n", "kind: \(resource.kind)\n",
            "metadata:\n  name: \(resource.name)\n" + (resource.namespace.map { "  namespace: \($0)\n" } ?? ""),
        ]
        if !resource.data.isEmpty {
            parts.append(
                "data:\n" + resource.data.sorted { $0.key < $1.key }.map { "  \($0): v\($1)\n" }.joined())
        }
        parts.append(
            "spec:\n  containers:\n"
                + resource.containers.map { "  - name: \($0.name)\n    image: i\($0.image)\n" }.joined()
                + "  args: [\(resource.arguments.map(String.init).joined(separator: ", "))]\n  rules:\n"
                + resource.rules.map { "  - verbs: [\($0.map { "x\($0)" }.joined(separator: ", "))]\n" }.joined())
        if resource.style & 1 != 0 { parts.reverse() }
        return (resource.style & 2 != 0 ? "# a comment\n" : "") + parts.joined()
    }
}
