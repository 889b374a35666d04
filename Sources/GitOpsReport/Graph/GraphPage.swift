/// One page that shows a graph, without anything from the network.
struct GraphPage {
    let hops: Int
    func render(_ graph: GraphIndex) -> String { "" }
}
