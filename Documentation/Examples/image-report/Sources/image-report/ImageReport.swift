import GitOpsManifest

@main
struct ImageReport {
    static func main() async throws {
        let paths = Array(CommandLine.arguments.dropFirst())
        let set = try await ManifestLoader(naming: .asGiven).load(paths.isEmpty ? ["."] : paths)
        for manifest in set.manifests {
            for container in containers(of: manifest.root) {
                report(container, in: manifest)
            }
        }
        for entry in set.unreadable { print("unreadable: \(entry)") }
    }

    /// The containers of any workload: the object whose pod template has them.
    private static func containers(of root: Node) -> [Node] {
        let podSpecs = ["spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"]
            .compactMap { try? root.value(at: FieldPath(parsing: $0)) }
        return podSpecs.flatMap { spec in
            ["initContainers", "containers"].flatMap { spec[$0].map { Array($0.elements) } ?? [] }
        }
    }

    private static func report(_ container: Node, in manifest: Manifest) {
        guard let image = container["image"], let text = image.string, let position = image.position else { return }
        let pinned = (try? ImageReference(parsing: text))?.isPinned == true ? "" : "  (no digest)"
        print("\(manifest.origin.path):\(position): \(manifest.id): \(text)\(pinned)")
    }
}
