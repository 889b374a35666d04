import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// Which requests policies and bindings are about.
extension PolicyFieldReader {
    /// Source: `validateMatchResources` in `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes.
    mutating func matchResources(_ node: Node, _ path: FieldPath) -> MatchResources? {
        guard node.kind == .object else {
            note(node, path, "must be an object")
            return nil
        }
        let rules = path.appending(.field("resourceRules"))
        let excluded = path.appending(.field("excludeResourceRules"))
        return MatchResources(
            namespaceSelector: selector(node["namespaceSelector"], path.appending(.field("namespaceSelector"))),
            objectSelector: selector(node["objectSelector"], path.appending(.field("objectSelector"))),
            resourceRules: elements(node["resourceRules"], rules).map { rule($0.node, $0.path) },
            excludeResourceRules: elements(node["excludeResourceRules"], excluded).map { rule($0.node, $0.path) },
            matchPolicy: word(node["matchPolicy"], path.appending(.field("matchPolicy")), default: .equivalent))
    }

    private mutating func rule(_ node: Node, _ path: FieldPath) -> ResourceRule {
        let versions = wildcards(node, "apiVersions", path)
        noteEmpty(versions, node["apiVersions"], path.appending(.field("apiVersions")))
        return ResourceRule(
            operations: wildcards(node, "operations", path, known: Self.operations),
            apiGroups: wildcards(node, "apiGroups", path), apiVersions: versions, resources: resources(node, path),
            resourceNames: resourceNames(node, path),
            scope: word(node["scope"], path.appending(.field("scope")), default: .all))
    }

    private static let operations = ["*", "CREATE", "UPDATE", "DELETE", "CONNECT"]

    /// A list that must have an entry, and nothing beside `*`.
    private mutating func wildcards(
        _ parent: Node, _ name: String, _ path: FieldPath, known: [String]? = nil
    ) -> [String] {
        let path = path.appending(.field(name))
        let items = texts(parent[name], path)
        if items.isEmpty { note(parent[name] ?? parent, path, "is required; list at least one, or \"*\"") }
        if items.count > 1, items.contains("*") {
            note(parent[name], path, "has \"*\" and others; leave out the others, which it includes")
        }
        if let known {
            for item in items where !known.contains(item) {
                note(parent[name], path, "has \(item.goQuoted); write one of \(known.joined(separator: ", "))")
            }
        }
        return items
    }

    private mutating func noteEmpty(_ items: [String], _ node: Node?, _ path: FieldPath) {
        if items.contains("") { note(node, path, "has an empty text; leave it out") }
    }

    /// Source: `validateResources` in `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes.
    private mutating func resources(_ parent: Node, _ path: FieldPath) -> [String] {
        let path = path.appending(.field("resources"))
        let items = texts(parent["resources"], path)
        if items.isEmpty { note(parent["resources"] ?? parent, path, "is required; list at least one, or \"*\"") }
        noteEmpty(items, parent["resources"], path)
        if items.count > 1, items.contains("*/*") {
            note(parent["resources"], path, "has \"*/*\" and others; leave out the others, which it includes")
        } else {
            noteIncluded(items, parent["resources"], path)
        }
        // The server looks at the last resource without a slash only.
        if items.contains("*"), let last = items.last(where: { !$0.contains("/") }), last != "*" {
            note(parent["resources"], path, "has \"*\" and other resources; leave out those, which it includes")
        }
        return items
    }

    /// Notes parts of resources behind a `pods/*` or `*/scale` that includes them.
    private mutating func noteIncluded(_ items: [String], _ node: Node?, _ path: FieldPath) {
        var wildcards: [String] = []
        for item in items where item.contains("/") {
            let (resource, subresource) = ResourceRule.parts(of: item)
            if let wider = wildcards.first(where: { $0 == "\(resource)/*" || $0 == "*/\(subresource)" }) {
                note(node, path, "has \(wider.goQuoted) and \(item.goQuoted); leave out the latter, which it includes")
            }
            if resource == "*" || subresource == "*" { wildcards.append(item) }
        }
    }

    private mutating func resourceNames(_ parent: Node, _ path: FieldPath) -> [String] {
        let path = path.appending(.field("resourceNames"))
        let names = texts(parent["resourceNames"], path)
        for name in names where !Self.isPathSegment(name) {
            note(parent["resourceNames"], path, "has \(name.goQuoted), which no object is called; leave it out")
        }
        if Set(names.map { ExactText($0) }).count < names.count {
            note(parent["resourceNames"], path, "has a name twice; leave one out")
        }
        return names
    }
}
