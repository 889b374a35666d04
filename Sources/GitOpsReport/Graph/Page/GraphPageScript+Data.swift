extension GraphPageScript {
    /// Reads the graph.
    static let data = #"""
        // The graph, as Swift wrote it: texts by number, nodes and edges as runs of numbers.
        const input = JSON.parse(document.getElementById("data").textContent);
        const text = number => input.strings[number];
        const severities = ["info", "low", "medium", "high", "critical"];
        const severityTints = ["gray", "blue", "olive", "orange", "red"];
        const nodeKinds = input.nodeKinds.map(([title, tint, shape]) => ({ title: text(title), tint, shape, count: 0 }));
        const edgeKinds = input.edgeKinds.map(([title, stroke]) => ({ title: text(title), stroke, count: 0 }));

        const place = (file, line, column) =>
          file === 0 ? "" : text(file) + (line > 0 ? ":" + line + ":" + column : "");

        const nodes = [];
        for (let at = 0; at < input.nodes.length; at += 9) {
          const [id, label, kind, group, file, line, column, severity, detail] = input.nodes.slice(at, at + 9);
          nodeKinds[kind].count += 1;
          nodes.push({
            number: nodes.length, id: text(id), label: text(label) || text(id), kind, group: text(group),
            place: place(file, line, column), severity, detail: text(detail), leaving: [], arriving: []
          });
        }
        const edges = [];
        for (let at = 0; at < input.edges.length; at += 8) {
          const [from, to, label, kind, file, line, column, detail] = input.edges.slice(at, at + 8);
          edgeKinds[kind].count += 1;
          const edge = {
            number: edges.length, from: nodes[from], to: nodes[to], label: text(label), kind,
            place: place(file, line, column), detail: text(detail)
          };
          edges.push(edge);
          edge.from.leaving.push(edge);
          edge.to.arriving.push(edge);
        }
        const nodesByID = new Map(nodes.map(node => [node.id, node]));
        const inFull = number => number.toLocaleString("en-US");

        // The worst and best connected first; the order of the input decides between equals.
        const byInterest = (one, other) =>
          other.severity - one.severity
          || other.leaving.length + other.arriving.length - one.leaving.length - one.arriving.length
          || one.number - other.number;
        """#
}
