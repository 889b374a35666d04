import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// Finds rules that name a resource which no API has, or none of the versions it is served in: they match nothing, and
/// nothing tells so.
///
/// Only what is certain is told. Resources of groups that are not built in may be there without their definitions; a
/// group that no API can have, or whose name is nearly a built-in one, is told.
struct ResourceNameCheck {
    private let resources: [(group: String, kind: String, name: String)]
    private let builtInGroups: Set<String>
    private let catalog: ResourceCatalog

    init(definitionsIn set: ManifestSet, kubernetes: KubernetesVersion) {
        catalog = ResourceCatalog(definitionsIn: set, kubernetes: kubernetes)
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
            func issue(_ field: String, _ message: String) -> PolicyIssue {
                let path = root.appending(.index(index)).appending(.field(field))
                let node = manifest.root.value(at: path) ?? manifest.root
                return PolicyIssue(
                    .warning, path: path, message: message, place: SourcePlace(node, origin: manifest.origin))
            }
            let groups = rule.apiGroups.compactMap { complaint(aboutGroup: $0).map { issue("apiGroups", $0) } }
            return groups
                + rule.resources.compactMap { pattern in
                    let name = ResourceRule.parts(of: pattern).resource
                    if let message = complaint(about: name, rule.apiGroups) { return issue("resources", message) }
                    return versionComplaint(about: name, rule).map { issue("apiVersions", $0) }
                }
        }
    }

    /// With `matchPolicy: Equivalent`, too, a rule has to name a version that is served.
    private func versionComplaint(about name: String, _ rule: ResourceRule) -> String? {
        guard !rule.apiVersions.isEmpty, !rule.apiVersions.contains("*") else { return nil }
        let known = resources.filter {
            rule.apiGroups.contains($0.group) && (name == "*" || $0.name.hasSameBytes(as: name))
        }
        // What other groups have is not known, and neither are all resources of a group that is not built in.
        let isCertain = rule.apiGroups.allSatisfy { group in
            builtInGroups.contains(group) || name != "*" && known.contains { $0.group.hasSameBytes(as: group) }
        }
        guard isCertain, let first = known.first else { return nil }
        let isServed = known.contains { resource in
            rule.apiVersions.contains { isServing($0, resource.group, resource.name) }
        }
        if isServed { return nil }
        let served = ResourceCatalog.versions.filter { isServing($0, first.group, first.name) }
        let advice = served.isEmpty ? "leave the rule out" : "write \(served.joined(separator: " or "))"
        let subject = name == "*" ? "any resource of the group" : name
        return
            "has \(rule.apiVersions.joined(separator: ", ")), in which Kubernetes \(catalog.kubernetes) does not serve "
            + "\(subject), so that it matches nothing; \(advice)"
    }

    private func isServing(_ version: String, _ group: String, _ resource: String) -> Bool {
        catalog.kinds(of: GroupVersionResource(group: group, version: version, resource: resource))
            .contains { $0.group.hasSameBytes(as: group) }
    }

    /// A group that no API can have, or that is one of Kubernetes with other letters.
    private func complaint(aboutGroup group: String) -> String? {
        guard group != "*", !builtInGroups.contains(group), !resources.contains(where: { $0.group == group }) else {
            return nil
        }
        let start = "has \(group.goQuoted), "
        let end = ", so that it matches nothing; "
        if group == "core" { return start + "and the core group has no name" + end + "write \"\"" }
        if let slash = group.firstIndex(of: "/") {
            let name = String(group[..<slash])
            return start + "which has a version" + end + "write \(name.goQuoted), and the version in apiVersions"
        }
        if Self.isVersion(group) {
            return start + "which is a version" + end
                + "write a group, as \"\" or \"apps\", and the version in apiVersions"
        }
        if group == "extensions" {
            return catalog.kubernetes.minor < 22
                ? nil
                : start + "which is no longer served since Kubernetes 1.22" + end
                    + "write \"apps\", \"networking.k8s.io\" or \"policy\""
        }
        let hasDot = group.utf8.contains(UInt8(ascii: "."))
        let known = builtInGroups.sorted()
        let nearest =
            hasDot ? nil : known.first { $0.split(separator: ".").first.map(String.init) == group.lowercased() }
        if let near = nearest ?? NearestName.of(group, among: known) {
            return start + "which no API of Kubernetes has" + end + "did you mean \(near.goQuoted)?"
        }
        // Groups of definitions have a domain.
        return hasDot ? nil : start + "which no API has" + end + "write the group of the resources"
    }

    /// `v1`, `v2beta1`.
    private static func isVersion(_ text: String) -> Bool {
        let rest = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "v"), let digit = rest.first else { return false }
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
        return isDigit && !rest.contains(UInt8(ascii: "."))
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
        if all, let plural = resources.first(where: { $0.kind.lowercased().hasSameBytes(as: name) })?.name {
            return "has \(quoted), which is no plural, so that it matches nothing; did you mean \(plural)?"
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
