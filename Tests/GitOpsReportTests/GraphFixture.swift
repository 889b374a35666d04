import GitOpsManifest
import GitOpsReport
import GitOpsTestSupport

/// Escalation paths from service accounts to a sink.
enum GraphFixture {
    static let small = GraphDrawing(
        title: "Paths to cluster-admin",
        nodes: [
            .init(
                id: "sa/shop/web", label: "web", kind: "serviceaccount", group: "shop",
                place: ReportFixture.place("rbac/web.yaml", 2, 7)),
            .init(id: "role/shop/deployer", label: "deployer", kind: "role", group: "shop"),
            .init(
                id: "sink/cluster-admin", label: "cluster-admin", kind: "sink", severity: .critical,
                detail: "may do everything"),
        ],
        edges: [
            .init(
                from: "sa/shop/web", to: "role/shop/deployer", label: "holds", kind: "grant",
                place: ReportFixture.place("rbac/binding.yaml", 7, 3)),
            .init(from: "role/shop/deployer", to: "sink/cluster-admin", label: "binds any role", kind: "gain"),
        ],
        nodeKinds: [
            .init("serviceaccount", title: "ServiceAccount", tint: .blue, shape: .pill),
            .init("role", title: "Role", tint: .olive), .init("sink", title: "Sink", tint: .red, shape: .hexagon),
        ],
        edgeKinds: [.init("grant"), .init("gain", stroke: .thick)], focus: ["sink/cluster-admin"])

    /// A graph of service accounts that hold roles that lead to sinks.
    static func generated(nodes count: Int, seed: UInt64) -> GraphDrawing {
        var generator = SeededGenerator(seed: seed)
        var drawing = small
        let roles = max(1, count / 4)
        for number in 0..<roles {
            drawing.nodes.append(
                .init(
                    id: "role/generated/\(number)", label: "deployer-\(number)", kind: "role",
                    group: "ns-\(number % 50)",
                    place: ReportFixture.place("rbac/role-\(number).yaml", 4, 3)))
            drawing.edges.append(
                .init(from: "role/generated/\(number)", to: "sink/cluster-admin", label: "binds any role", kind: "gain")
            )
        }
        for number in 0..<max(0, count - roles - 3) {
            let id = "sa/generated/web-\(number)"
            drawing.nodes.append(
                .init(
                    id: id, label: "web-\(number)", kind: "serviceaccount", group: "ns-\(number % 50)",
                    place: ReportFixture.place("apps/ns-\(number % 50).yaml", number % 900 + 1, 3)))
            for _ in 0...Int.random(in: 0...1, using: &generator) {
                drawing.edges.append(
                    .init(
                        from: id, to: "role/generated/\(Int.random(in: 0..<roles, using: &generator))", label: "holds",
                        kind: "grant", place: ReportFixture.place("rbac/binding-\(number).yaml", 7, 3)))
            }
        }
        return drawing
    }

    /// A graph in which every text is the same name.
    static func hostile(_ name: String) -> GraphDrawing {
        let place = SourcePlace(origin: Origin(path: name), position: ReportFixture.position(1, 1))
        return GraphDrawing(
            title: name,
            nodes: [
                .init(id: name, label: name, kind: name, group: name, place: place, detail: name),
                .init(id: "other", label: name, kind: "known", severity: .high),
            ],
            edges: [
                .init(from: name, to: "other", label: name, kind: name, place: place, detail: name),
                .init(from: "other", to: name, label: name),
            ], nodeKinds: [.init("known", title: name, tint: .gray)], edgeKinds: [.init(name, title: name)],
            focus: [name])
    }
}
