import Foundation
import GitOpsManifest
import GitOpsRBAC

/// The roles and bindings that every API server makes when it starts, against Kubernetes' own listings of them.
enum BootstrapRolesSuite: Suite {
    static let name = "bootstrap-roles"

    static func run(path: String) throws -> [CaseResult] {
        let own = AccessModel.bootstrapObjects
        var results: [CaseResult] = []
        // The listing with gates is that of features which are off unless somebody turns them on.
        let files = [
            "cluster-roles", "controller-roles", "namespace-roles", "cluster-role-bindings", "controller-role-bindings",
            "namespace-role-bindings",
        ]
        for file in files {
            let url = URL(fileURLWithPath: path).appendingPathComponent("\(file).yaml")
            let listed = ManifestSet(try SourceText(contentsOf: url.path))
            for manifest in listed.manifests {
                results.append(
                    .check(
                        manifest.id.description, expected: contents(manifest),
                        found: own[manifest.id].last.map(contents) ?? "nothing"))
            }
        }
        results.append(
            .check("no others", expected: "\(results.count) objects", found: "\(own.manifests.count) objects"))
        return results
    }

    private static func contents(_ manifest: Manifest) -> String {
        let root = manifest.root
        let labels = root["metadata"]?["labels"]?.members.map { "\($0.key)=\($0.value.string ?? "")" }.sorted() ?? []
        let reference = root["roleRef"].map { "\($0["kind"]?.string ?? "") \($0["name"]?.string ?? "")" } ?? ""
        let subjects =
            root["subjects"]?.elements.map { subject in
                ["kind", "namespace", "name"].compactMap { subject[$0]?.string }.joined(separator: " ")
            } ?? []
        let rules = root["rules"]?.elements.map { PolicyRule($0).description } ?? []
        let aggregation = root["aggregationRule"].map { JSONWriter.canonical.string($0) } ?? ""
        return "\(labels) \(reference) \(subjects) \(rules) \(aggregation)"
    }
}
