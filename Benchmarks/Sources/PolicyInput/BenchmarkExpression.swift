public import GitOpsManifest

/// An expression of the kind that admission policies are made of, with the name that benchmarks show.
public struct BenchmarkExpression: Sendable {
    /// What it looks at.
    public let name: String
    /// The expression, over `object`.
    public let text: String
    /// The same check on the nodes of a document: what the expression could cost at least.
    public let byHand: @Sendable (Node) -> Bool

    init(name: String, text: String, byHand: @escaping @Sendable (Node) -> Bool) {
        self.name = name
        self.text = text
        self.byHand = byHand
    }

    /// The forms that most rules about workloads have.
    public static let all: [BenchmarkExpression] = [
        .init(name: "replicas", text: "object.spec.replicas <= 5") { object in
            object["spec"]?["replicas"]?.double.map { $0 <= 5 } ?? false
        },
        .init(
            name: "limits",
            text: "\(containers).all(c, has(c.resources) && has(c.resources.limits) && has(c.resources.limits.memory))"
        ) { object in
            containers(of: object).allSatisfy { $0["resources"]?["limits"]?["memory"] != nil }
        },
        .init(
            name: "images",
            text: "\(containers).all(c, !c.image.endsWith(':latest') && c.image.matches('^[a-z0-9./-]+(:.*)?$'))"
        ) { object in
            containers(of: object).allSatisfy { container in
                guard let image = container["image"]?.string, !image.utf8.suffix(7).elementsEqual(":latest".utf8)
                else { return false }
                let name = image.utf8.prefix { $0 != UInt8(ascii: ":") }
                return !name.isEmpty && name.allSatisfy(isPartOfName)
            }
        },
        .init(name: "label", text: "has(object.metadata.labels) && 'app' in object.metadata.labels") { object in
            object["metadata"]?["labels"]?["app"] != nil
        },
        .init(name: "hostNetwork", text: "!has(\(pod).hostNetwork) || \(pod).hostNetwork == false") { object in
            template(of: object)?["hostNetwork"]?.bool != true
        },
        .init(
            name: "privileged",
            text: "\(containers).all(c, !has(c.securityContext) || !has(c.securityContext.privileged) "
                + "|| c.securityContext.privileged == false)"
        ) { object in
            containers(of: object).allSatisfy { $0["securityContext"]?["privileged"]?.bool != true }
        },
        .init(name: "volumes", text: "\(pod).?volumes.orValue([]).all(v, !has(v.hostPath))") { object in
            template(of: object)?["volumes"]?.elements.allSatisfy { $0["hostPath"] == nil } ?? true
        },
        .init(
            name: "exists_one", text: "\(containers).exists_one(c, c.name == 'main') || size(\(containers)) > 0"
        ) { object in
            var found = 0
            for container in containers(of: object) where container["name"]?.string == "main" { found += 1 }
            return found == 1 || !containers(of: object).isEmpty
        },
    ]

    private static let pod = "object.spec.template.spec"
    private static let containers = "object.spec.template.spec.containers"

    private static func template(of object: Node) -> Node? { object["spec"]?["template"]?["spec"] }

    private static func containers(of object: Node) -> Node.Elements {
        (template(of: object)?["containers"] ?? object).elements
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x2D...0x39).contains(byte)
    }
}
