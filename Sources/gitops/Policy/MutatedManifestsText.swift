import GitOpsDiff
import GitOpsManifest
import GitOpsPolicy

/// Objects after all mutating policies, as manifests or as patches.
struct MutatedManifestsText {
    let documents: [DocumentLedger]
    let showsSecrets: Bool
    let isChangedOnly: Bool

    func text(_ output: PolicyMutateCommand.Output) throws(DocumentBuilderError) -> String {
        switch output {
        case .yaml:
            var objects: [Node] = []
            for change in try changes() { objects.append(change.after) }
            return YAMLWriter().string(stream: objects)
        case .json: return try list()
        case .patch: return try patches()
        }
    }

    private struct Change {
        let id: ResourceID
        let before: Node
        let after: Node
    }

    private func changes() throws(DocumentBuilderError) -> [Change] {
        var changes: [Change] = []
        for document in documents where document.step.operation != .delete {
            guard let before = document.mutation?.original else { continue }
            let mutated = document.mutation?.mutated?.root
            if mutated == nil, isChangedOnly { continue }
            let id = document.step.manifest.id
            let after = mutated ?? before
            if showsSecrets {
                changes.append(Change(id: id, before: before, after: after))
            } else {
                let patch = document.mutationReadsSecret ? document.mutation?.patch : nil
                let shown = if let patch { try SecretMutationMask.masked(before, patch) } else { after }
                let masked = try MaskedChange(of: id, from: before, to: shown)
                changes.append(Change(id: id, before: masked.before, after: masked.after))
            }
        }
        return changes
    }

    /// As `kubectl` prints several objects.
    private func list() throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.key("apiVersion")
        builder.append("v1")
        builder.key("kind")
        builder.append("List")
        builder.key("items")
        builder.beginArray()
        for change in try changes() { builder.append(change.after) }
        builder.end()
        builder.end()
        return JSONWriter(indentation: 2).string(try builder.finish().root) + "\n"
    }

    private func patches() throws(DocumentBuilderError) -> String {
        var text = ""
        for change in try changes() {
            var builder = DocumentBuilder()
            builder.beginObject()
            builder.key("object")
            builder.append("\(change.id)")
            builder.key("patch")
            builder.append(try JSONPatch(from: change.before, to: change.after).document().root)
            builder.end()
            text += JSONWriter().string(try builder.finish().root) + "\n"
        }
        return text
    }
}
