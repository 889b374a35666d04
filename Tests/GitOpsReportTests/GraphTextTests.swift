import GitOpsManifest
import GitOpsReport
import Testing

@Suite("Graphs as text")
struct GraphTextTests {
    @Test("Mermaid has a node for each node, with its outline and colour")
    func mermaid() {
        #expect(
            GraphRenderer(format: .mermaid).render(GraphFixture.small) == """
                flowchart LR
                  n0(["web"]):::k0
                  n1["deployer"]:::k1
                  n2{{"cluster-admin"}}:::k2
                  n0 -->|"holds"| n1
                  n1 ==>|"binds any role"| n2
                  classDef k0 fill:#dbeafe,stroke:#2563eb,color:#1c2128
                  classDef k1 fill:#fef9c3,stroke:#a16207,color:#1c2128
                  classDef k2 fill:#fee2e2,stroke:#dc2626,color:#1c2128
                  classDef more fill:#f3f4f6,stroke:#8b949e,color:#57606a,stroke-dasharray:4 3

                """)
    }

    @Test("Mermaid stays small and counts the rest by kind", arguments: [61, 300, 3_000])
    func collapsed(count: Int) {
        let text = GraphRenderer(format: .mermaid).render(GraphFixture.generated(nodes: count, seed: 7))
        let lines = text.split(separator: "\n")
        let nodes = lines.count { $0.contains(":::") }
        #expect(nodes <= 60 && lines.count < 450)
        #expect(text.contains("more#58; ServiceAccount"))
        let counted = lines.filter { $0.hasSuffix(":::more") }.compactMap { line in
            line.split(separator: "\"").dropFirst().first?.split(separator: " ").first.flatMap { Int($0) }
        }
        #expect(counted.reduce(0, +) + nodes - counted.count == count)
    }

    @Test(
        "labels of Mermaid hold nothing that it, Markdown or HTML could act on", arguments: ReportFixture.hostileNames)
    func hostileMermaid(name: String) {
        let text = GraphRenderer(format: .mermaid).render(GraphFixture.hostile(name))
        for line in text.split(separator: "\n") where line.contains("\"") {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            #expect(parts.count == 3)
            let forbidden: Set<Unicode.Scalar> = [
                "<", ">", "`", "*", "_", "[", "]", "(", ")", "{", "}", "|", "\\", "&", "'",
            ]
            #expect(!parts[1].unicodeScalars.contains { forbidden.contains($0) })
            #expect(parts[1].unicodeScalars.count < 700)
        }
    }

    @Test("DOT has all nodes and edges")
    func dot() {
        #expect(
            GraphRenderer(format: .dot).render(GraphFixture.small) == """
                digraph "Paths to cluster-admin" {
                  rankdir=LR;
                  node [shape=box, style="filled,rounded", fontname="Helvetica"];
                  edge [fontname="Helvetica", fontsize=10];
                  n0 [label="web", shape=oval, fillcolor="#dbeafe", color="#2563eb", tooltip="ServiceAccount, shop, rbac/web.yaml:2:7"];
                  n1 [label="deployer", fillcolor="#fef9c3", color="#a16207", tooltip="Role, shop"];
                  n2 [label="cluster-admin", shape=hexagon, fillcolor="#fee2e2", color="#dc2626", tooltip="Sink, may do everything"];
                  n0 -> n1 [label="holds", tooltip="rbac/binding.yaml:7:3"];
                  n1 -> n2 [label="binds any role", penwidth=2.5, tooltip=" "];
                }

                """)
    }

    @Test("lines of a name are lines of a DOT label, and other control characters are shown")
    func linesOfDOT() {
        let drawing = GraphDrawing(nodes: [.init(id: "a", label: "one\ntwo\\n\u{1B}")], edges: [])
        let text = GraphRenderer(format: .dot).render(drawing)
        #expect(text.contains(#"label="one\ntwo\\n\\u{1b}""#), "\(text)")
    }

    @Test("strings of DOT end where they should", arguments: ReportFixture.hostileNames)
    func hostileDOT(name: String) {
        let text = GraphRenderer(format: .dot).render(GraphFixture.hostile(name))
        for line in text.split(separator: "\n") {
            var isQuoted = false
            var outside = String.UnicodeScalarView()
            var scalars = Array(line.unicodeScalars)[...]
            while let scalar = scalars.popFirst() {
                if isQuoted, scalar == "\\" { scalars = scalars.dropFirst() }
                if scalar == "\"" { isQuoted.toggle() } else if !isQuoted { outside.append(scalar) }
            }
            #expect(!isQuoted)
            let allowed = Set("abcdefghijklmnopqrstuvwxyzLR0123456789 {}[]=,;.->".unicodeScalars)
            #expect(outside.allSatisfy { allowed.contains($0) })
        }
    }

    @Test("JSON has everything, and names come back as they were", arguments: ReportFixture.hostileNames)
    func json(name: String) throws {
        let root = try Document(json: GraphRenderer(format: .json).render(GraphFixture.hostile(name))).root
        let node = try #require(root["nodes"]?.elements.first { _ in true })
        #expect(node["label"]?.string.map { Array($0.utf8) } == Array(name.utf8))
        #expect(root["edges"]?.elements.count == 2)
    }

    @Test("an edge to a node that is not listed makes one")
    func missingNode() throws {
        let drawing = GraphDrawing(
            nodes: [.init(id: "a", label: "A"), .init(id: "a", label: "again")], edges: [.init(from: "a", to: "b")])
        let root = try Document(json: GraphRenderer(format: .json).render(drawing)).root
        #expect(root["nodes"]?.elements.map { $0["label"]?.string } == ["A", "b"])
    }
}
