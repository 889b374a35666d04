import GitOpsDiff
import GitOpsManifest
import GitOpsTestSupport

/// Random sets of paths, from few names, so that sets overlap.
enum GeneratedFields {
    static func path(_ random: inout SeededGenerator) -> FieldPath {
        let steps: [FieldPath.Step] = [
            .field("a"), .field("b"), .field("spec"), .field("a.b"), .field("ü"), .field(""),
            .keyed([.init("name", .string("x"))]), .keyed([.init("name", .string("x\"<&>\\"))]),
            .keyed([.init("port", .integer(80)), .init("protocol", .string("TCP"))]),
            .keyed([.init("port", .integer(-8)), .init("protocol", .string("TCP"))]),
            .value(.string("v")), .value(.integer(9_007_199_254_740_993)), .value(.boolean(true)), .value(.null),
            .value(.number("1.5")), .index(0), .index(12),
        ]
        let depth = Int.random(in: 1...4, using: &random)
        return FieldPath((0..<depth).map { _ in steps.randomElement(using: &random) ?? .field("a") })
    }

    static func paths(_ random: inout SeededGenerator) -> [FieldPath] {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in path(&random) }
    }
}

/// Random objects of one kind, in which two managers may apply different parts.
struct GeneratedObject {
    /// Labels, data keys or containers by name: the parts that are applied.
    var labels: [String: String] = [:]
    var containers: [String: String] = [:]
    var finalizers: [String] = []
    var replicas: Int?

    static func make(prefix: String = "", _ random: inout SeededGenerator) -> GeneratedObject {
        var object = GeneratedObject()
        for name in ["a", "b", "c"] where Bool.random(using: &random) {
            object.labels[prefix + name] = ["1", "2"].randomElement(using: &random)
        }
        for name in ["web", "sidecar", "init"] where Bool.random(using: &random) {
            object.containers[prefix + name] = ["nginx:1", "nginx:2"].randomElement(using: &random)
        }
        for name in ["x", "y", "z"] where Bool.random(using: &random) { object.finalizers.append(prefix + name) }
        if prefix.isEmpty, Bool.random(using: &random) { object.replicas = Int.random(in: 0...2, using: &random) }
        return object
    }

    var json: String {
        var members: [String] = []
        if let replicas { members.append(#""replicas":\#(replicas)"#) }
        if !containers.isEmpty {
            let items = containers.sorted { $0.key < $1.key }
                .map { #"{"name":"\#($0.key)","image":"\#($0.value)","ports":[{"containerPort":80}]}"# }
            members.append(#""template":{"spec":{"containers":[\#(items.joined(separator: ","))]}}"#)
        }
        var metadata = [#""name":"web""#]
        if !labels.isEmpty {
            let items = labels.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }
            metadata.append(#""labels":{\#(items.joined(separator: ","))}"#)
        }
        if !finalizers.isEmpty {
            metadata.append(#""finalizers":[\#(finalizers.map { "\"\($0)\"" }.joined(separator: ","))]"#)
        }
        let spec = members.isEmpty ? "" : #","spec":{\#(members.joined(separator: ","))}"#
        return #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{\#(metadata.joined(separator: ","))}\#(spec)}"#
    }
}
