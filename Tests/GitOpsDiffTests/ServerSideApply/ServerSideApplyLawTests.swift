import GitOpsDiff
import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Laws of server-side apply")
struct ServerSideApplyLawTests {
    private let engine = ServerSideApply(writesStoredForm: false)

    private func apply(_ json: String, _ live: Node?, _ manager: String, force: Bool = true) throws -> Document? {
        let configuration = try Document(json: SourceText(json, name: "")).root
        guard case .applied(let document, _) = try engine.apply(configuration, to: live, as: manager, force: force)
        else { return nil }
        return document
    }

    @Test("applying twice changes nothing", arguments: 0..<150 as Range<UInt64>)
    func idempotent(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var live: Document?
        for manager in ["one", "two", "one"] {
            let json = GeneratedObject.make(&random).json
            live = try apply(json, live?.root, manager)
            let configuration = try Document(json: SourceText(json, name: "")).root
            guard let live,
                case .applied(let again, let isUnchanged) = try engine.apply(
                    configuration, to: live.root, as: manager)
            else {
                Issue.record("seed \(seed): a conflict with itself")
                return
            }
            #expect(again == live && isUnchanged, "seed \(seed)")
        }
    }

    @Test("a forced apply makes every leaf the configuration's", arguments: 0..<150 as Range<UInt64>)
    func force(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 500)
        let first = try apply(GeneratedObject.make(&random).json, nil, "one")
        let configuration = GeneratedObject.make(&random)
        let result = try apply(configuration.json, first?.root, "two")
        for (name, value) in configuration.labels {
            #expect(result?.root["metadata"]?["labels"]?[name]?.string == value, "seed \(seed)")
        }
        for (name, image) in configuration.containers {
            let path = try FieldPath(parsing: "spec.template.spec.containers[name=\(name)].image")
            #expect(result?.root.value(at: path)?.string == image, "seed \(seed)")
        }
        if let replicas = configuration.replicas {
            #expect(result?.root["spec"]?["replicas"]?.int64 == Int64(replicas), "seed \(seed)")
        }
    }

    @Test("managers of disjoint fields may apply in any order", arguments: 0..<150 as Range<UInt64>)
    func commute(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 1_000)
        let base = try apply(GeneratedObject.make(prefix: "base-", &random).json, nil, "base")
        let left = GeneratedObject.make(prefix: "l-", &random).json
        let right = GeneratedObject.make(prefix: "r-", &random).json
        let one = try apply(right, apply(left, base?.root, "left", force: false)?.root, "right", force: false)
        let two = try apply(left, apply(right, base?.root, "right", force: false)?.root, "left", force: false)
        #expect(try Self.unordered(one) == Self.unordered(two), "seed \(seed)")
    }

    @Test("two managers conflict over the same fields, whoever came first", arguments: 0..<150 as Range<UInt64>)
    func symmetric(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 1_500)
        let left = GeneratedObject.make(&random).json
        let right = GeneratedObject.make(&random).json
        #expect(try conflicts(left, right) == conflicts(right, left), "seed \(seed)")
    }

    @Test("dropping everything removes what nobody else owns", arguments: 0..<150 as Range<UInt64>)
    func removal(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 2_000)
        let other = GeneratedObject.make(&random)
        let base = try apply(other.json, nil, "other")
        let withMine = try apply(GeneratedObject.make(prefix: "mine-", &random).json, base?.root, "mine")
        let without = try apply(GeneratedObject().json, withMine?.root, "mine")
        #expect(try Self.unordered(without) == Self.unordered(base), "seed \(seed)")
    }

    private func conflicts(_ first: String, _ second: String) throws -> Set<FieldPath> {
        let live = try apply(first, nil, "first")
        let configuration = try Document(json: SourceText(second, name: "")).root
        guard case .conflicts(let conflicts) = try engine.apply(configuration, to: live?.root, as: "second") else {
            return []
        }
        return Set(conflicts.map(\.path))
    }

    /// The object with elements sorted, without what is empty, and with the fields of each manager.
    private static func unordered(_ document: Document?) throws -> String {
        guard let document else { return "conflict" }
        var text: [String] = []
        func visit(_ node: Node, _ path: String) {
            switch node.kind {
            case .object:
                for (name, value) in node.members where name != "managedFields" { visit(value, path + "." + name) }
            case .array:
                for element in node.elements {
                    visit(element, path + "[" + (element["name"]?.string ?? element.string ?? "") + "]")
                }
            default: text.append(path + "=" + JSONWriter().string(node))
            }
        }
        visit(document.root, "")
        let entries = try ManagedFieldsEntry.entries(of: document.root)
        return (text + entries.map { "\($0.manager): \($0.fields)" }).sorted().joined(separator: "\n")
    }
}
