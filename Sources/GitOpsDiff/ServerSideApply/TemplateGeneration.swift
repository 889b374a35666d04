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
        var builder = DocumentBuilder()
        ClientSideApplyAnnotation.copy(root, ["metadata", "annotations", annotation], String(count &+ 1), &builder)
        return try? builder.finish()
    }
}
