import GitOpsManifest

/// One line of JSON for each resource that changed, with a patch from the state before to the state after.
///
/// Resources that were added have the whole object as `object`, removed ones only their identity. Where a merge patch
/// cannot say what changed, `error` tells why. Parts that cannot be read have a line with `type: unreadable`.
struct PatchRendering {
    let isMergePatch: Bool

    func render(
        _ diff: ManifestSetDiff, _ resources: [RenderedResource]
    ) throws(DocumentBuilderError) -> String {
        var text = ""
        for resource in resources where resource.change.kind != .moved { text += try line(resource) + "\n" }
        for (state, entries) in [("new", diff.newlyUnreadable), ("existing", diff.undecided)] {
            for entry in entries { text += try JSONLinesRendering.line(entry, state) + "\n" }
        }
        return text
    }

    private func line(_ resource: RenderedResource) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.resource(resource.change)
        if let base = resource.base, let head = resource.head {
            if isMergePatch {
                do throws(MergePatchError) {
                    let patch = try MergePatch(from: base, to: head)
                    builder.key("patch")
                    builder.append(patch.document.root)
                } catch {
                    builder.member("error", error.description)
                }
            } else {
                let patch = try JSONPatch(from: base, to: head).document()
                builder.key("patch")
                builder.append(patch.root)
            }
        } else if let head = resource.head {
            builder.key("object")
            builder.append(head)
        }
        builder.end()
        return JSONWriter().string(try builder.finish().root)
    }
}
