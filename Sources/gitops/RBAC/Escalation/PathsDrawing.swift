import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// Paths of escalation; what several of them gain is one node.
struct PathsDrawing {
    let paths: [EscalationPath]
    let authors: LineAuthors

    private struct EdgeKey: Hashable {
        let from: String
        let to: String
        let label: String
    }

    var drawing: GraphDrawing {
        var nodes: [GraphDrawing.Node] = []
        var edges: [GraphDrawing.Edge] = []
        var seenNodes: Set<String> = []
        var seenEdges: Set<EdgeKey> = []
        func add(_ node: GraphDrawing.Node) { if seenNodes.insert(node.id).inserted { nodes.append(node) } }
        for path in paths {
            let source = GraphDrawing.Node(path.source)
            add(source)
            for step in path.steps {
                let gained = node(step.gained)
                add(gained)
                let origins = step.dependsOn.map { node(path.steps[$0].gained).id }
                for origin in origins.isEmpty ? [source.id] : origins {
                    let label = "\(step.edge.id) \(step.edge.title)"
                    guard seenEdges.insert(EdgeKey(from: origin, to: gained.id, label: label)).inserted else {
                        continue
                    }
                    edges.append(edge(from: origin, to: gained.id, label, step))
                }
            }
        }
        return GraphDrawing(
            title: "What leads where", nodes: nodes, edges: edges,
            nodeKinds: GraphDrawing.NodeKind.subjects + [
                .init("role", title: "Permissions of a role", tint: .olive),
                .init("state", title: "Gained on the way", tint: .gray),
                .init("sink", title: "Sink", tint: .red, shape: .hexagon),
            ])
    }

    private func edge(
        from: String, to: String, _ label: String, _ step: EscalationStep
    ) -> GraphDrawing.Edge {
        let place = step.places.first { $0.position != nil } ?? step.places.first
        let lines = step.permissions.map { permission in
            let bound = permission.grant.map { ", bound at \(authors.text($0.subjectPlace))" } ?? ""
            return "\(permission.pattern): \(authors.text(permission.rulePlace))\(bound)"
        }
        return .init(
            from: from, to: to, label: label, place: place.map { authors.sourcePlace($0, "") },
            detail: (lines + step.evidence.map { "seen at \(authors.text($0))" }).joined(separator: "\n"))
    }

    private func node(_ gained: EscalationGained) -> GraphDrawing.Node {
        switch gained {
        case .identity(let subject): GraphDrawing.Node(subject)
        case .sink(let sink):
            GraphDrawing.Node(
                id: "sink/\(sink.id)" + (sink.namespace.map { "/\($0)" } ?? ""), label: "\(sink)", kind: "sink",
                group: sink.namespace ?? "", severity: sink.severity)
        case .anyServiceAccount(let namespace):
            GraphDrawing.Node(
                id: "state/\(gained)", label: "\(gained)", kind: "ServiceAccount", group: namespace ?? "")
        case .role(_, let namespace):
            GraphDrawing.Node(id: "state/\(gained)", label: "\(gained)", kind: "role", group: namespace ?? "")
        case .roleInEveryNamespace: GraphDrawing.Node(id: "state/\(gained)", label: "\(gained)", kind: "role")
        case .other(_, let namespace):
            GraphDrawing.Node(id: "state/\(gained)", label: "\(gained)", kind: "state", group: namespace ?? "")
        }
    }
}
