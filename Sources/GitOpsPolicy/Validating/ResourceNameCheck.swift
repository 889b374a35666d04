import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// Finds rules that name a resource which no API has: they match nothing, and nothing tells so.
///
/// Only what is certain is told. Resources of groups that are not built in may be there without their definitions.
struct ResourceNameCheck {
    private let resources: [(group: String, kind: String, name: String)]
    private let builtInGroups: Set<String>

    init(definitionsIn set: ManifestSet) {
        let definitions = set.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io")
        let custom = definitions.compactMap { definition -> (group: String, kind: String, name: String)? in
            let spec = definition.root["spec"]
            guard let group = spec?["group"]?.string, let kind = spec?["names"]?["kind"]?.string,
                let plural = spec?["names"]?["plural"]?.string
            else { return nil }
            return (group, kind, plural)
        }
        resources = KnownKind.all.map { ($0.group, $0.kind, $0.resource) } + custom
        builtInGroups = Set(KnownKind.all.map(\.group))
    }

    /// Warnings about the rules of a policy or a binding. Complexity: O(resources of the rules × known resources).
    func issues(_ choice: MatchResources?, of manifest: Manifest, at field: String) -> [PolicyIssue] {
        guard let choice else { return [] }
        return issues(choice.resourceRules, of: manifest, at: [field, "resourceRules"])
            + issues(choice.excludeResourceRules, of: manifest, at: [field, "excludeResourceRules"])
    }

    private func issues(_ rules: [ResourceRule], of manifest: Manifest, at fields: [String]) -> [PolicyIssue] {
        let root = FieldPath([.field("spec")] + fields.map { .field($0) })
        return rules.enumerated().flatMap { index, rule -> [PolicyIssue] in
            let path = root.appending(.index(index)).appending(.field("resources"))
            let node = manifest.root.value(at: path) ?? manifest.root
            return rule.resources.compactMap { resource in
                complaint(about: ResourceRule.parts(of: resource).resource, rule.apiGroups).map {
                    PolicyIssue(
                        .warning, path: path, message: $0, place: SourcePlace(node, origin: manifest.origin))
                }
            }
        }
    }

    private func complaint(about name: String, _ groups: [String]) -> String? {
        if name == "*" || name.isEmpty || groups.isEmpty { return nil }
        let all = groups.contains("*")
        let near = resources.filter { all || groups.contains($0.group) }
        if near.contains(where: { $0.name.hasSameBytes(as: name) }) { return nil }
        let quoted = name.goQuoted
        if let kind = (near + resources).first(where: { $0.kind.hasSameBytes(as: name) }) {
            return "has \(quoted), which is a kind and matches nothing; write \(kind.name)"
        }
        guard name.utf8.allSatisfy({ !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
            return "has \(quoted), and resources are written in lowercase, in the plural; it matches nothing"
        }
        guard !all, groups.allSatisfy(builtInGroups.contains) else { return nil }
        if let other = resources.first(where: { $0.name.hasSameBytes(as: name) }) {
            return "has \(quoted), which none of the rule's apiGroups has; add \(other.group.goQuoted) to them"
        }
        let advice =
            NearestName.of(name, among: near.map(\.name)).map { "did you mean \($0)?" }
            ?? "write the plural name, as in deployments"
        return "has \(quoted), which none of the rule's apiGroups has, so that it matches nothing; \(advice)"
    }
}
