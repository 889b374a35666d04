import GitOpsManifest
import GitOpsTestSupport

/// A Deployment made from a seed, and changed versions of it: every kind of list and object that merges has its place.
struct GeneratedWorkload {
    private var containers: [Container] = []
    private var labels: [String: String] = [:]
    private var finalizers: [String] = []
    private var volumes: [(name: String, source: String)] = []
    private var tolerations: [String] = []
    private var strategy: String?
    private var replicas: Int?

    private struct Container {
        var name: String
        var image: String
        var env: [(name: String, value: String)] = []
        var ports: [Int] = []
        var args: [String]?
    }

    init(_ random: inout SeededGenerator) {
        for name in Self.some(["web", "proxy", "job", "log"], &random) {
            var container = Container(name: name, image: "img:\(Int.random(in: 1...3, using: &random))")
            for name in Self.some(["A", "B", "C", "D", "E"], &random) {
                container.env.append((name, String(Int.random(in: 1...2, using: &random))))
            }
            container.ports = Self.some([80, 443, 8080], &random)
            if Bool.random(using: &random) { container.args = Self.some(["-v", "-x", "-x"], &random) }
            containers.append(container)
        }
        for name in Self.some(["app", "tier", "example.org/x"], &random) {
            labels[name] = String(Int.random(in: 1...2, using: &random))
        }
        // Not in ascending order: Kubernetes says nothing of a set that was only put in that order.
        finalizers = Self.some(["b/1", "a/2", "c/3"], &random).sorted(by: >)
        let sources = ["emptyDir: {}", "hostPath: {path: /x, type: Directory}", "secret: {secretName: s}"]
        for name in Self.some(["data", "tmp"], &random) {
            volumes.append((name, sources.randomElement(using: &random) ?? "emptyDir: {}"))
        }
        tolerations = Self.some(["x", "y"], &random)
        strategy =
            [
                nil, "{type: Recreate}", "{type: RollingUpdate, rollingUpdate: {maxSurge: 1}}",
                "{rollingUpdate: {maxSurge: 2}}",
            ].randomElement(using: &random) ?? nil
        replicas = Bool.random(using: &random) ? Int.random(in: 0...2, using: &random) : nil
    }

    /// A choice of the values in any order.
    private static func some<Value>(_ values: [Value], _ random: inout SeededGenerator) -> [Value] {
        Array(values.shuffled(using: &random).prefix(Int.random(in: 0...values.count, using: &random)))
    }

    /// The same with some parts taken from another one.
    func mixed(with other: GeneratedWorkload, _ random: inout SeededGenerator) -> GeneratedWorkload {
        var mixed = self
        if Bool.random(using: &random) { mixed.containers = other.containers }
        if Bool.random(using: &random) { mixed.labels = other.labels }
        if Bool.random(using: &random) { mixed.finalizers = other.finalizers }
        if Bool.random(using: &random) { mixed.volumes = other.volumes }
        if Bool.random(using: &random) { mixed.strategy = other.strategy }
        return mixed
    }

    /// With parts that only a controller sets.
    func withForeignParts() -> GeneratedWorkload {
        var foreign = self
        foreign.labels["foreign"] = "yes"
        foreign.containers.append(Container(name: "foreign", image: "sidecar"))
        return foreign
    }

    func document() throws -> Document { try Document(yaml: yaml) }

    private var yaml: String {
        func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }
        let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
        let containers = containers.map { container in
            let env = list(container.env.map { "{name: \($0.name), value: \"\($0.value)\"}" })
            let ports = list(container.ports.map { "{containerPort: \($0)}" })
            let args = container.args.map { ", args: " + list($0) } ?? ""
            return "{name: \(container.name), image: \"\(container.image)\", env: \(env), ports: \(ports)\(args)}"
        }
        let spec = """
            containers: \(list(containers)), volumes: \(list(volumes.map { "{name: \($0.name), \($0.source)}" })), \
            tolerations: \(list(tolerations.map { "{key: \($0)}" }))
            """
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: x, labels: {\(labels)}, finalizers: \(list(finalizers))}
            spec: {\(replicas.map { "replicas: \($0), " } ?? "")\(strategy.map { "strategy: \($0), " } ?? "")\
            template: {spec: {\(spec)}}}
            """
    }
}
