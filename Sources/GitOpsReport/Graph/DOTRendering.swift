import GitOpsManifest

/// A graph in the language of Graphviz. Source: the grammar of DOT and its escape sequences of labels.
struct DOTRendering {
    /// Longest text, in characters: older versions of Graphviz refuse strings of 16 KiB.
    private static let textLength = 1_000

    func render(_ graph: GraphIndex) -> String {
        var lines = ["digraph \(quoted(graph.title)) {", "  rankdir=LR;"]
        lines.append("  node [shape=box, style=\"filled,rounded\", fontname=\"Helvetica\"];")
        lines.append("  edge [fontname=\"Helvetica\", fontsize=10];")
        for number in graph.nodes.indices { lines.append(node(graph, number)) }
        for edge in graph.edges { lines.append(self.edge(graph, edge)) }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    private func node(_ graph: GraphIndex, _ number: Int) -> String {
        let node = graph.nodes[number]
        let kind = graph.nodeKinds[graph.kindOfNode[number]]
        var attributes = ["label=\(quoted(node.label))"]
        switch kind.shape {
        case .rectangle: break
        case .pill: attributes.append("shape=oval")
        case .hexagon: attributes.append("shape=hexagon")
        }
        attributes.append("fillcolor=\"\(kind.tint.colors.fill)\", color=\"\(kind.tint.colors.stroke)\"")
        attributes.append("tooltip=\(quoted(tooltip([kind.title, node.group, node.detail], node.place)))")
        return "  n\(number) [\(attributes.joined(separator: ", "))];"
    }

    private func edge(_ graph: GraphIndex, _ edge: GraphIndex.Edge) -> String {
        var attributes = edge.edge.label.isEmpty ? [] : ["label=\(quoted(edge.edge.label))"]
        switch graph.edgeKinds[edge.kind].stroke {
        case .solid: break
        case .dashed: attributes.append("style=dashed")
        case .thick: attributes.append("penwidth=2.5")
        }
        attributes.append("tooltip=\(quoted(tooltip([edge.edge.detail], edge.edge.place)))")
        return "  n\(edge.from) -> n\(edge.to) [\(attributes.joined(separator: ", "))];"
    }

    private func tooltip(_ texts: [String], _ place: SourcePlace?) -> String {
        let parts = texts.filter { !$0.isEmpty } + (place.map { ["\($0)"] } ?? [])
        return parts.isEmpty ? " " : parts.joined(separator: ", ")
    }

    /// A string in which neither escapes of labels nor entities of HTML are left; its lines are lines of the label.
    private func quoted(_ text: String) -> String {
        let lines = ShortText.cut(text, to: Self.textLength).split(separator: "\n", omittingEmptySubsequences: false)
        return "\"" + lines.map { escaped(String($0)) }.joined(separator: "\\n") + "\""
    }

    private func escaped(_ line: String) -> String {
        PrintableText.escaped(line).unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "&": result += "&amp;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
