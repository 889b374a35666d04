/// A graph to be drawn: who reaches what, through which lines.
///
/// An edge to a node that is not listed makes a node with that id; of nodes with the same id the first counts.
public struct GraphDrawing: Sendable, Hashable {
    /// What the graph shows.
    public var title: String
    /// The nodes.
    public var nodes: [Node]
    /// The edges.
    public var edges: [Edge]
    /// How the kinds of nodes look, in the order of the legend; kinds that are not listed are added behind them.
    public var nodeKinds: [NodeKind]
    /// How the kinds of edges look; kinds that are not listed are drawn as a plain line.
    public var edgeKinds: [EdgeKind]
    /// The ids of the nodes to begin with; empty for the most severe ones.
    public var focus: [String]

    /// A graph from its parts.
    public init(
        title: String = "", nodes: [Node], edges: [Edge], nodeKinds: [NodeKind] = [], edgeKinds: [EdgeKind] = [],
        focus: [String] = []
    ) {
        self.title = title
        self.nodes = nodes
        self.edges = edges
        self.nodeKinds = nodeKinds
        self.edgeKinds = edgeKinds
        self.focus = focus
    }
}

extension GraphDrawing {
    /// A thing in the graph.
    public struct Node: Sendable, Hashable {
        /// What identifies it among the nodes, and in links to the page: `serviceaccount/shop/web`.
        public var id: String
        /// What is written on it.
        public var label: String
        /// The name of its kind.
        public var kind: String
        /// What it belongs to, a namespace for example; empty for nothing.
        public var group: String
        /// Where it is written.
        public var place: SourcePlace?
        /// How bad it is to be reached; `nil` when that means nothing here.
        public var severity: Severity?
        /// More about it, of one or more lines.
        public var detail: String

        /// A node from its parts.
        public init(
            id: String, label: String, kind: String = "", group: String = "", place: SourcePlace? = nil,
            severity: Severity? = nil, detail: String = ""
        ) {
            self.id = id
            self.label = label
            self.kind = kind
            self.group = group
            self.place = place
            self.severity = severity
            self.detail = detail
        }
    }

    /// A step from one node to another.
    public struct Edge: Sendable, Hashable {
        /// The id of the node it starts at.
        public var from: String
        /// The id of the node it leads to.
        public var to: String
        /// What is written on it.
        public var label: String
        /// The name of its kind.
        public var kind: String
        /// The line that makes the step possible.
        public var place: SourcePlace?
        /// More about it, of one or more lines.
        public var detail: String

        /// An edge from its parts.
        public init(
            from: String, to: String, label: String = "", kind: String = "", place: SourcePlace? = nil,
            detail: String = ""
        ) {
            self.from = from
            self.to = to
            self.label = label
            self.kind = kind
            self.place = place
            self.detail = detail
        }
    }
}
