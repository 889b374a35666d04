import GitOpsManifest

/// The annotation of a DaemonSet that counts the changes of its pod template.
///
/// Source: kubernetes `pkg/registry/apps/daemonset/strategy.go`, `PrepareForUpdate`.
enum TemplateGeneration {
    static let annotation = "deprecated.daemonset.template.generation"

    /// The updated DaemonSet with the annotation counted up, or `nil` when there is nothing to count.
    static func counted(_ updated: Document, after live: Node) -> Document? {
        let root = updated.root
        guard root["kind"]?.string == "DaemonSet", root["apiVersion"]?.string == "apps/v1",
            let text = root["metadata"]?["annotations"]?[annotation]?.string, let count = Int64(text),
            root["spec"]?["template"] != live["spec"]?["template"]
        else { return nil }
        let place = FieldPath([.field("metadata"), .field("annotations"), .field(annotation)])
        var builder = DocumentBuilder()
        copy(root, place.steps[...], String(count &+ 1), &builder)
        return try? builder.finish()
    }

    private static func copy(
        _ object: Node, _ path: ArraySlice<FieldPath.Step>, _ value: String, _ builder: inout DocumentBuilder
    ) {
        guard let step = path.first else { return builder.append(value) }
        builder.beginObject()
        for (name, member) in object.members {
            builder.key(name)
            if step == .field(name) { copy(member, path.dropFirst(), value, &builder) } else { builder.append(member) }
        }
        builder.end()
    }
}
