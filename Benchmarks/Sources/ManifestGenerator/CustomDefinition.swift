/// A custom resource definition with a deep schema, and a few objects of its kind.
struct CustomDefinition {
    let plural: String
    private let kind: String
    private let number: Int
    private var random: SplitMix64

    init(number: Int, random: SplitMix64) {
        self.random = random
        self.number = number
        kind = self.random.pick(["Pipeline", "Database", "Cluster", "Certificate", "Backup", "Tenant", "Queue"])
        plural = kind.lowercased() + "s"
    }

    mutating func objects() -> [Value] { [definition()] + (0..<random.number(0...4)).map { instance($0) } }

    private var group: String { "group\(number).example.com" }

    private mutating func definition() -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": [
                "name": "\(plural).\(group)", "annotations": ["controller-gen.kubebuilder.io/version": "v0.16.1"],
            ],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": [
                    "kind": .string(kind), "listKind": "\(kind)List", "plural": .string(plural),
                    "singular": .string(kind.lowercased()),
                ],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                        "schema": ["openAPIV3Schema": object(depth: random.number(3...5))],
                    ]
                ],
            ],
        ]
    }

    private mutating func object(depth: Int) -> Value {
        let names = ["apiVersion", "kind", "metadata", "spec", "template", "selector", "endpoint", "storage", "policy"]
        let properties = names.prefix(random.number(2...6)).enumerated().map { index, name in
            Value.Member(name: index < 3 ? name : "\(name)\(index)", value: property(depth: depth - 1))
        }
        return [
            "type": "object", "description": .string(Prose.sentence(&random, words: 24)),
            "properties": .object(properties), "required": .list(properties.prefix(2).map { .string($0.name) }),
        ]
    }

    private mutating func property(depth: Int) -> Value {
        let description = Value.string(Prose.sentence(&random, words: random.number(6...30)))
        if depth > 0, random.chance(60) { return object(depth: depth) }
        switch random.number(0...4) {
        case 0: return ["type": "integer", "format": "int32", "minimum": 0, "description": description]
        case 1: return ["type": "boolean", "default": false, "description": description]
        case 2: return ["type": "array", "items": ["type": "string"], "description": description]
        case 3: return ["type": "string", "enum": ["Always", "Never", "IfNotPresent"], "description": description]
        default: return ["type": "string", "pattern": #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"#, "description": description]
        }
    }

    private mutating func instance(_ index: Int) -> Value {
        [
            "apiVersion": "\(group)/v1", "kind": .string(kind),
            "metadata": ["name": "\(kind.lowercased())-\(index)", "namespace": "platform"],
            "spec": [
                "template": ["size": .integer(random.number(1...9)), "class": "standard", "ratio": "0.75"],
                "notes": .string(Prose.sentence(&random, words: 12) + "\n" + Prose.sentence(&random, words: 9) + "\n"),
                "endpoint3": ["host": "db-\(index).example.com", "port": 5432, "tls": true],
            ],
        ]
    }
}

/// Sentences of the words that descriptions of Kubernetes fields are made of.
enum Prose {
    private static let words = [
        "the", "desired", "state", "of", "a", "resource", "controller", "must", "be", "set", "when", "value", "is",
        "empty", "default", "name", "namespace", "field", "reference", "to", "object", "in", "same", "optional",
        "specifies", "number", "replicas", "may", "not", "change", "after", "creation",
    ]

    static func sentence(_ random: inout SplitMix64, words count: Int) -> String {
        var words: [String] = []
        for _ in 0..<count { words.append(random.pick(Self.words)) }
        return words.joined(separator: " ")
    }
}
