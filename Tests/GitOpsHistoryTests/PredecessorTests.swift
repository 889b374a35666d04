import GitOpsManifest
import GitOpsRepository
import Testing

@testable import GitOpsHistory

@Suite("What a line that begins may have gone on from")
struct PredecessorTests {
    private static func object(
        _ name: String = "web", namespace: String? = "shop", kind: String = "Ingress", group: String = "extensions"
    ) -> String {
        "apiVersion: \(group)/v1\nkind: \(kind)\nmetadata:\n  name: \(name)\n"
            + (namespace.map { "  namespace: \($0)\n" } ?? "") + "spec: {a: b}\n"
    }

    private static func id(
        _ name: String = "web", namespace: String? = "shop", kind: String = "Ingress", group: String = "extensions"
    ) -> ResourceID {
        ResourceID(group: group, kind: kind, namespace: namespace, name: name)
    }

    private static let neighbour = "---\n" + object("db")

    /// The predecessors of a resource after a second commit.
    private static func predecessors(
        of id: ResourceID, _ old: [String: String], _ new: [String: String]
    ) throws -> [ResourceID] {
        let fixture = try HistoryFixture([old, new])
        let history = try ResourceHistory(
            of: fixture.repository(), at: fixture.ids[1], options: HistoryOptions(storage: .none))
        let first = try #require(history.entries(of: id).entries.last)
        let found = history.predecessors(of: first)
        #expect(found.allSatisfy { $0.change == .removed && $0.commit == first.commit })
        return found.compactMap { if case .resource(let id) = $0.subject { id } else { nil } }
    }

    @Test("another group or namespace, wherever it stood")
    func elsewhere() throws {
        let old = ["a.yaml": Self.object() + Self.neighbour]
        for id in [Self.id(namespace: "prod"), Self.id(group: "networking.k8s.io"), Self.id(namespace: nil)] {
            let text = Self.object(namespace: id.namespace, group: id.group)
            #expect(try Self.predecessors(of: id, old, ["a.yaml": text + Self.neighbour]) == [Self.id()])
            #expect(try Self.predecessors(of: id, old, ["b/c.yaml": text]) == [Self.id()])
        }
    }

    @Test("another name or kind at the same place alone")
    func samePlace() throws {
        let old = ["a.yaml": Self.object() + Self.neighbour]
        for id in [Self.id("shop"), Self.id(kind: "Route", group: "route.openshift.io")] {
            let text = Self.object(id.name, kind: id.kind, group: id.group)
            #expect(try Self.predecessors(of: id, old, ["a.yaml": text + Self.neighbour]) == [Self.id()])
            #expect(try Self.predecessors(of: id, old, ["a.yaml": Self.object("db") + "---\n" + text]).isEmpty)
            #expect(try Self.predecessors(of: id, old, ["b.yaml": text + Self.neighbour]).isEmpty)
        }
        let both = Self.id("shop", kind: "Route")
        let text = Self.object("shop", kind: "Route")
        #expect(try Self.predecessors(of: both, old, ["a.yaml": text + Self.neighbour]).isEmpty)
    }

    @Test("nothing where the older one stays, or went before")
    func none() throws {
        let old = ["a.yaml": Self.object()]
        let new = Self.object(namespace: "prod")
        let id = Self.id(namespace: "prod")
        #expect(try Self.predecessors(of: id, old, ["a.yaml": Self.object() + "---\n" + new]).isEmpty)
        #expect(try Self.predecessors(of: id, old, ["a.yaml": new, "b.yaml": Self.object()]).isEmpty)
        #expect(try Self.predecessors(of: id, ["b.yaml": "a: b\n"], ["a.yaml": new]).isEmpty)
        let fixture = try HistoryFixture([old, ["a.yaml": new], ["a.yaml": new + "# end\n"]])
        let history = try ResourceHistory(
            of: fixture.repository(), at: fixture.ids[2], options: HistoryOptions(storage: .none))
        let entries = history.entries(of: id).entries
        #expect(entries.map { history.predecessors(of: $0).count } == [0, 1])
        #expect(history.entries(of: id).entries.count == 2)
    }

    @Test("of several, the one at the same place comes first")
    func order() throws {
        let found = try Self.predecessors(
            of: Self.id(namespace: "prod"),
            [
                "a.yaml": Self.object(namespace: "ns-x") + "---\n" + Self.object(namespace: "ns-y"),
                "b.yaml": Self.object(namespace: "ns-z"),
            ],
            ["a.yaml": Self.object("new") + "---\n" + Self.object(namespace: "prod")])
        #expect(found.map(\.namespace) == ["ns-y", "ns-x", "ns-z"])
    }

    @Test("a merge that changes the identity")
    func merge() throws {
        let fixture = try HistoryFixture([
            .init(files: ["a.yaml": Self.object()], parents: []),
            .init(files: ["a.yaml": Self.object(), "b.yaml": Self.neighbour], parents: [0]),
            .init(files: ["a.yaml": Self.object(), "c.yaml": "a: b\n"], parents: [0]),
            .init(files: ["a.yaml": Self.object(namespace: "prod")], parents: [1, 2]),
        ])
        let history = try ResourceHistory(
            of: fixture.repository(), at: fixture.ids[3], options: HistoryOptions(storage: .none))
        let entry = try #require(history.entries(of: Self.id(namespace: "prod")).entries.first)
        #expect(history.predecessors(of: entry).map(\.subject) == [.resource(Self.id())])
    }
}
