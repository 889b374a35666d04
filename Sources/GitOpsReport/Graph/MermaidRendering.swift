/// A graph as a flowchart of Mermaid, small enough that GitHub draws it and people can read it.
struct MermaidRendering {
    /// Most nodes, with those that stand for many.
    let nodeLimit: Int
    /// Most edges: Mermaid refuses more than 500.
    private static let edgeLimit = 300

    func render(_ graph: GraphIndex) -> String {
        let shown = self.shown(graph)
        var lines = ["flowchart LR"]
        let numbers = shown.sorted()
        for number in numbers { lines.append("  n\(number)" + outline(graph, number)) }
        let hidden = HiddenNodes(graph, shown: Set(shown))
        for (kind, count) in hidden.counts {
            let title = "\(count) more: \(graph.nodeKinds[kind].title)"
            lines.append("  more\(kind)(\(MermaidText.label(title))):::more")
        }
        lines += edges(graph, hidden)
        lines += classes(graph, numbers)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The nodes to be shown one by one, so that there is room for one for each kind of the others.
    private func shown(_ graph: GraphIndex) -> [Int] {
        let limit = max(1, nodeLimit)
        guard graph.nodes.count > limit else { return Array(graph.nodes.indices) }
        return graph.neighbourhood(limit: max(1, limit - graph.nodeKinds.count))
    }

    private func outline(_ graph: GraphIndex, _ number: Int) -> String {
        let node = graph.nodes[number]
        let label = MermaidText.label(node.label)
        let kind = graph.kindOfNode[number]
        let shape =
            switch graph.nodeKinds[kind].shape {
            case .rectangle: "[\(label)]"
            case .pill: "([\(label)])"
            case .hexagon: "{{\(label)}}"
            }
        return shape + ":::k\(kind)"
    }

    private func edges(_ graph: GraphIndex, _ hidden: HiddenNodes) -> [String] {
        // Several edges between the same nodes become one.
        var order: [[String]] = []
        var merged: [[String]: (labels: [String], stroke: GraphDrawing.Stroke)] = [:]
        for edge in graph.edges {
            let ends = [hidden.name(edge.from), hidden.name(edge.to)]
            let isHidden = hidden.isHidden(edge.from) || hidden.isHidden(edge.to)
            if isHidden, ends[0] == ends[1] { continue }
            let label = isHidden ? "" : edge.edge.label
            if merged[ends] == nil {
                order.append(ends)
                merged[ends] = ([], isHidden ? .dashed : graph.edgeKinds[edge.kind].stroke)
            }
            if !label.isEmpty { merged[ends]?.labels.append(label) }
        }
        var lines = order.prefix(Self.edgeLimit).compactMap { ends in
            merged[ends].map { line(ends, $0.labels, $0.stroke) }
        }
        if order.count > Self.edgeLimit { lines.append("  %% \(order.count - Self.edgeLimit) more edges are left out") }
        return lines
    }

    private func line(_ ends: [String], _ labels: [String], _ stroke: GraphDrawing.Stroke) -> String {
        let arrow =
            switch stroke {
            case .solid: "-->"
            case .dashed: "-.->"
            case .thick: "==>"
            }
        guard let first = labels.first else { return "  \(ends[0]) \(arrow) \(ends[1])" }
        let text = labels.count == 1 ? first : "\(ShortText.cut(first, to: 40)) and \(labels.count - 1) more"
        return "  \(ends[0]) \(arrow)|\(MermaidText.label(text))| \(ends[1])"
    }

    private func classes(_ graph: GraphIndex, _ shown: [Int]) -> [String] {
        let used = Set(shown.map { graph.kindOfNode[$0] }).sorted()
        return used.map { kind in
            let colors = graph.nodeKinds[kind].tint.colors
            return "  classDef k\(kind) fill:\(colors.fill),stroke:\(colors.stroke),color:#1c2128"
        } + ["  classDef more fill:#f3f4f6,stroke:#8b949e,color:#57606a,stroke-dasharray:4 3"]
    }
}

/// The nodes that a drawing leaves out, counted by kind.
private struct HiddenNodes {
    private let names: [String]
    private let shown: Set<Int>
    let counts: [(kind: Int, count: Int)]

    init(_ graph: GraphIndex, shown: Set<Int>) {
        self.shown = shown
        names = graph.nodes.indices.map { shown.contains($0) ? "n\($0)" : "more\(graph.kindOfNode[$0])" }
        var counts = Array(repeating: 0, count: graph.nodeKinds.count)
        for number in graph.nodes.indices where !shown.contains(number) { counts[graph.kindOfNode[number]] += 1 }
        self.counts = counts.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
    }

    func name(_ node: Int) -> String { names[node] }
    func isHidden(_ node: Int) -> Bool { !shown.contains(node) }
}
