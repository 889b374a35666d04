import GitOpsManifest

/// The graph as the script of the page reads it: every text once, nodes and edges as runs of numbers.
struct GraphPageData {
    private let graph: GraphIndex
    private let hops: Int

    init(_ graph: GraphIndex, hops: Int) {
        self.graph = graph
        self.hops = hops
    }

    /// JSON without a character that markup could be made of.
    var text: String {
        var texts = TextTable()
        var nodes: [Int] = []
        nodes.reserveCapacity(graph.nodes.count * 9)
        for (number, node) in graph.nodes.enumerated() {
            nodes += [
                texts.number(node.id), texts.number(node.label), graph.kindOfNode[number], texts.number(node.group),
            ]
            nodes += place(node.place, &texts)
            nodes += [node.severity.map(Self.rank) ?? -1, texts.number(node.detail)]
        }
        var edges: [Int] = []
        edges.reserveCapacity(graph.edges.count * 8)
        for edge in graph.edges {
            edges += [edge.from, edge.to, texts.number(edge.edge.label), edge.kind]
            edges += place(edge.edge.place, &texts)
            edges.append(texts.number(edge.edge.detail))
        }
        var output = JSONOutput()
        output.object { json in
            json.member("title", TextTable.printable(graph.title))
            json.member("hops", hops)
            json.key("focus")
            json.array(graph.focus) { $0.value($1) }
            kinds(&json, &texts)
            json.key("nodes")
            json.array(nodes) { $0.value($1) }
            json.key("edges")
            json.array(edges) { $0.value($1) }
            json.key("strings")
            json.array(texts.all) { $0.value($1) }
        }
        return Self.withoutMarkup(output.text)
    }

    private func kinds(_ json: inout JSONOutput, _ texts: inout TextTable) {
        json.key("nodeKinds")
        json.array { json in
            for kind in graph.nodeKinds {
                let title = texts.number(kind.title)
                json.array {
                    $0.value(title)
                    $0.value(kind.tint.rawValue)
                    $0.value(kind.shape.rawValue)
                }
            }
        }
        json.key("edgeKinds")
        json.array { json in
            for kind in graph.edgeKinds {
                let title = texts.number(kind.title)
                json.array {
                    $0.value(title)
                    $0.value(kind.stroke.rawValue)
                }
            }
        }
    }

    /// File, line and column; zeros for what is not known.
    private func place(_ place: SourcePlace?, _ texts: inout TextTable) -> [Int] {
        guard let place else { return [0, 0, 0] }
        return [texts.number(place.origin.path), place.position?.line ?? 0, place.position?.column ?? 0]
    }

    private static func rank(_ severity: Severity) -> Int { Severity.allCases.firstIndex(of: severity) ?? 0 }

    /// `<`, `>` and `&` as JSON's escapes; they occur in strings only.
    private static func withoutMarkup(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Every text once, by its bytes; the first is the empty one.
private struct TextTable {
    private(set) var all = [""]
    private var numbers = [ExactText(""): 0]

    mutating func number(_ text: String) -> Int {
        let text = Self.printable(text)
        if let number = numbers[ExactText(text)] { return number }
        numbers[ExactText(text)] = all.count
        all.append(text)
        return all.count - 1
    }

    /// Without hidden characters, apart from line breaks.
    static func printable(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\n")) else { return PrintableText.escaped(text) }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { PrintableText.escaped(String($0)) }
            .joined(separator: "\n")
    }
}
