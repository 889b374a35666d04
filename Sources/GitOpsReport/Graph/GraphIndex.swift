import GitOpsManifest

/// A graph with its nodes, kinds and edges by number.
struct GraphIndex {
    let title: String
    private(set) var nodes: [GraphDrawing.Node] = []
    private(set) var edges: [Edge] = []
    private(set) var nodeKinds: [GraphDrawing.NodeKind]
    private(set) var edgeKinds: [GraphDrawing.EdgeKind]
    /// For each node, the number of its kind.
    private(set) var kindOfNode: [Int] = []
    /// For each node, the numbers of the edges that leave it and that lead to it.
    private(set) var leaving: [[Int]] = []
    private(set) var arriving: [[Int]] = []
    /// The nodes to begin with; at least one when there is any.
    private(set) var focus: [Int] = []

    /// An edge between numbered nodes.
    struct Edge {
        let from: Int
        let to: Int
        let kind: Int
        let edge: GraphDrawing.Edge
    }

    init(_ drawing: GraphDrawing) {
        title = drawing.title
        nodeKinds = drawing.nodeKinds
        edgeKinds = drawing.edgeKinds
        var numbers: [ExactText: Int] = [:]
        var kinds = Numbering(nodeKinds.map(\.name))
        var strokes = Numbering(edgeKinds.map(\.name))
        for node in drawing.nodes { add(node, &numbers, &kinds) }
        for edge in drawing.edges {
            let ends = [edge.from, edge.to].map { id in
                numbers[ExactText(id)] ?? add(GraphDrawing.Node(id: id, label: id), &numbers, &kinds)
            }
            let kind = strokes.number(edge.kind) { edgeKinds.append(GraphDrawing.EdgeKind($0)) }
            leaving[ends[0]].append(edges.count)
            arriving[ends[1]].append(edges.count)
            edges.append(Edge(from: ends[0], to: ends[1], kind: kind, edge: edge))
        }
        focus = drawing.focus.compactMap { numbers[ExactText($0)] }
        if focus.isEmpty { focus = Array(byInterest.prefix(3)) }
    }

    @discardableResult
    private mutating func add(
        _ node: GraphDrawing.Node, _ numbers: inout [ExactText: Int], _ kinds: inout Numbering
    ) -> Int {
        if let number = numbers[ExactText(node.id)] { return number }
        let number = nodes.count
        numbers[ExactText(node.id)] = number
        nodes.append(node)
        leaving.append([])
        arriving.append([])
        kindOfNode.append(
            kinds.number(node.kind) { name in
                let tints = GraphDrawing.Tint.allCases
                nodeKinds.append(
                    GraphDrawing.NodeKind(
                        name, title: name.isEmpty ? "other" : name,
                        tint: name.isEmpty ? .gray : tints[nodeKinds.count % tints.count]))
            })
        return number
    }

    /// The nodes, the worst and best connected first.
    var byInterest: [Int] {
        func rank(_ number: Int) -> Int {
            nodes[number].severity.flatMap { Severity.allCases.firstIndex(of: $0) } ?? -1
        }
        func degree(_ number: Int) -> Int { leaving[number].count + arriving[number].count }
        return nodes.indices.sorted { left, right in
            if rank(left) != rank(right) { return rank(left) > rank(right) }
            if degree(left) != degree(right) { return degree(left) > degree(right) }
            return left < right
        }
    }

    /// The nodes within reach of the focus, nearest first, at most `limit`.
    ///
    /// Complexity: O(nodes + edges).
    func neighbourhood(limit: Int) -> [Int] {
        var seen = Array(repeating: false, count: nodes.count)
        var order: [Int] = []
        func visit(_ node: Int) {
            guard !seen[node], order.count < limit else { return }
            seen[node] = true
            order.append(node)
        }
        focus.forEach(visit)
        var next = 0
        var rest = byInterest.makeIterator()
        while order.count < limit {
            if next < order.count {
                for edge in arriving[order[next]] { visit(edges[edge].from) }
                for edge in leaving[order[next]] { visit(edges[edge].to) }
                next += 1
            } else {
                // A part that the focus does not reach.
                guard let other = rest.next() else { break }
                visit(other)
            }
        }
        return order
    }
}

/// Numbers for names, by their bytes, in the order in which they come.
private struct Numbering {
    private var numbers: [ExactText: Int] = [:]

    init(_ names: [String]) {
        for name in names where numbers[ExactText(name)] == nil { numbers[ExactText(name)] = numbers.count }
    }

    mutating func number(_ name: String, whenNew: (String) -> Void) -> Int {
        if let number = numbers[ExactText(name)] { return number }
        let number = numbers.count
        numbers[ExactText(name)] = number
        whenNew(name)
        return number
    }
}
