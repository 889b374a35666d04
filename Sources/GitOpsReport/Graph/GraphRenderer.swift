/// Prints a graph.
///
/// The same graph gives the same bytes. In every format, names are escaped so that they mean nothing but themselves.
public struct GraphRenderer: Sendable {
    /// The form of the output.
    public var format: Format
    /// Most nodes of `mermaid`; what is left is counted by kind. Mermaid is hard to read beyond a few dozen.
    public var mermaidNodes: Int
    /// Most steps from the focus that `html` shows at first.
    public var hops: Int

    /// The form of the output.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// A flowchart that GitHub and GitLab draw in comments.
        case mermaid
        /// The language of Graphviz, with all nodes.
        case dot
        /// One page that works alone, without network: search, focus, hop limit, details with files and lines.
        case html
        /// All nodes and edges as one JSON object.
        case json
    }

    /// A renderer with the given options.
    public init(format: Format = .html, mermaidNodes: Int = 60, hops: Int = 3) {
        self.format = format
        self.mermaidNodes = mermaidNodes
        self.hops = hops
    }

    /// The graph as text that ends in a line break. Complexity: O(nodes + edges), up to the sorting of both.
    public func render(_ drawing: GraphDrawing) -> String {
        let graph = GraphIndex(drawing)
        return switch format {
        case .mermaid: MermaidRendering(nodeLimit: mermaidNodes).render(graph)
        case .dot: DOTRendering().render(graph)
        case .html: GraphPage(hops: hops).render(graph)
        case .json: GraphJSONRendering().render(graph)
        }
    }
}
