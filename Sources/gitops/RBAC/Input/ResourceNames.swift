import ArgumentParser
import GitOpsManifest
import GitOpsRBAC

/// The resources of built-in kinds and of the definitions in a set, as people write them.
struct ResourceNames {
    private struct Entry {
        let group: String
        let resource: String
        let kind: String
    }

    private let entries: [Entry]

    init(_ set: ManifestSet) {
        let custom = set.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io").compactMap {
            manifest -> Entry? in
            let names = manifest.root["spec"]?["names"]
            guard let group = manifest.root["spec"]?["group"]?.string, let plural = names?["plural"]?.string else {
                return nil
            }
            return Entry(group: group, resource: plural, kind: names?["kind"]?.string ?? "")
        }
        entries = KnownKind.all.map { Entry(group: $0.group, resource: $0.resource, kind: $0.kind) } + custom
    }

    /// Reads `RESOURCE[.GROUP][/SUBRESOURCE]`. Without a group it is the one that has the resource, as `kubectl` finds
    /// it; a kind (`pod`, `Deployment`) stands for its resource.
    func resource(_ text: String) throws -> AccessMatrix.Resource {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let subresource = parts.count > 1 ? parts[1] : ""
        let names = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = names.first, !name.isEmpty, !(parts.count > 1 && subresource.isEmpty) else {
            throw ValidationError(
                "'\(text)' is no resource; write RESOURCE[.GROUP][/SUBRESOURCE], as deployments.apps/scale")
        }
        if names.count > 1 { return .init(group: names[1], resource: name, subresource: subresource) }
        if name == "*" { return .init(group: "*", resource: "*", subresource: subresource) }
        let found = entries.filter {
            $0.resource.hasSameBytes(as: name) || $0.kind.lowercased().hasSameBytes(as: name.lowercased())
        }
        guard let first = found.first(where: { $0.group.isEmpty }) ?? found.first else {
            Terminal.warn("gitops: no kind has the resource \(name); it is taken for one of the core group")
            return .init(resource: name, subresource: subresource)
        }
        let groups = Set(found.map(\.group))
        guard first.group.isEmpty || groups.count == 1 else {
            let choices = groups.sorted().map { "\(first.resource).\($0)" }.joined(separator: ", ")
            throw ValidationError("several groups have the resource \(name); write one of \(choices)")
        }
        return .init(group: first.group, resource: first.resource, subresource: subresource)
    }
}
