/// A graph as JSON, with everything that is known of nodes and edges.
struct GraphJSONRendering {
    func render(_ graph: GraphIndex) -> String {
        var output = JSONOutput(indentation: 2)
        output.object { json in
            json.member("version", 1)
            json.member("title", graph.title)
            json.key("nodes")
            json.array(graph.nodes) { json, node in json.object { self.node(node, &$0) } }
            json.key("edges")
            json.array(graph.edges) { json, edge in json.object { self.edge(edge.edge, &$0) } }
        }
        return output.text + "\n"
    }

    private func node(_ node: GraphDrawing.Node, _ json: inout JSONOutput) {
        json.member("id", node.id)
        json.member("label", node.label)
        json.member("kind", node.kind)
        json.member("group", node.group.isEmpty ? nil : node.group)
        json.member("severity", node.severity?.rawValue)
        json.member("detail", node.detail.isEmpty ? nil : node.detail)
        if let place = node.place { json.place(place) }
    }

    private func edge(_ edge: GraphDrawing.Edge, _ json: inout JSONOutput) {
        json.member("from", edge.from)
        json.member("to", edge.to)
        json.member("label", edge.label)
        json.member("kind", edge.kind)
        json.member("detail", edge.detail.isEmpty ? nil : edge.detail)
        if let place = edge.place { json.place(place) }
    }
}
