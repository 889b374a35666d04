import GitOpsManifest

/// One JSON object a line: for each change, each resource that was added, removed or moved, each unreadable part, and a
/// summary at the end.
struct JSONLinesRendering {
    func render(_ diff: ManifestSetDiff, _ resources: [RenderedResource]) throws(DocumentBuilderError) -> String {
        var lines: [String] = []
        for resource in resources {
            if resource.changes.isEmpty { lines.append(try line(resource, nil)) }
            for change in resource.changes { lines.append(try line(resource, change)) }
        }
        for change in diff.otherChanges { lines.append(try line(change)) }
        for (state, entries) in [
            ("new", diff.newlyUnreadable), ("existing", diff.stillUnreadable), ("fixed", diff.fixedUnreadable),
        ] {
            for entry in entries { lines.append(try Self.line(entry, state)) }
        }
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("type", "summary")
        for kind in [ResourceChange.Kind.added, .removed, .changed, .moved] {
            builder.member(kind.rawValue, diff.resources.filter { $0.kind == kind }.count)
        }
        builder.member("unchanged", diff.unchangedCount)
        builder.member("other", diff.otherChanges.count)
        builder.member("unreadable", diff.newlyUnreadable.count + diff.stillUnreadable.count)
        builder.end()
        lines.append(JSONWriter().string(try builder.finish().root))
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(
        _ resource: RenderedResource, _ rendered: RenderedResource.RenderedChange?
    ) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("type", rendered == nil ? "resource" : "change")
        builder.resource(resource.change)
        if let rendered { fields(rendered, resource, &builder) }
        builder.risks(rendered?.risks ?? resource.risk?.findings ?? [])
        if let base = resource.change.base {
            builder.place("base", base, rendered == nil ? base.position : rendered?.basePosition)
        }
        if let head = resource.change.head {
            builder.place("head", head, rendered == nil ? head.position : rendered?.desiredPosition)
        }
        builder.end()
        return JSONWriter().string(try builder.finish().root)
    }

    private func fields(
        _ rendered: RenderedResource.RenderedChange, _ resource: RenderedResource, _ builder: inout DocumentBuilder
    ) {
        let change = rendered.change
        builder.member("operation", change.operation.rawValue)
        builder.member("path", change.path.description)
        if let desired = change.desired, let root = resource.head {
            builder.member("pointer", desired.pointer(from: root).description)
        } else if let base = change.base, let root = resource.base {
            builder.member("pointer", base.pointer(from: root).description)
        }
        if let base = change.base {
            builder.key("before")
            builder.append(base)
        }
        if let desired = change.desired {
            builder.key("after")
            builder.append(desired)
        }
    }

    private func line(_ change: OtherChange) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("type", "other")
        builder.member("change", change.kind.rawValue)
        builder.place(change.entry)
        builder.end()
        return JSONWriter().string(try builder.finish().root)
    }

    static func line(_ entry: ManifestError, _ state: String) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("type", "unreadable")
        builder.member("state", state)
        builder.place(entry)
        builder.end()
        return JSONWriter().string(try builder.finish().root)
    }
}

extension DocumentBuilder {
    /// Where an entry stands and what is to say about it.
    fileprivate mutating func place(_ entry: ManifestError) {
        member("file", entry.origin.path)
        if let position = entry.position {
            member("line", position.line)
            member("column", position.column)
        }
        member("message", entry.text)
    }
}

extension DocumentBuilder {
    mutating func member(_ name: String, _ value: String) {
        key(name)
        append(value)
    }

    mutating func member(_ name: String, _ value: Int) {
        key(name)
        append(Int64(value))
    }

    /// The worst risk and all reasons, where there are any.
    mutating func risks(_ findings: [RiskFinding]) {
        guard let first = findings.first else { return }
        member("risk", first.risk.rawValue)
        key("reasons")
        beginArray()
        for finding in findings { append("\(finding.risk.rawValue): \(finding.reason)") }
        end()
    }

    /// What every line says about its resource.
    mutating func resource(_ change: ResourceChange) {
        member("change", change.kind.rawValue)
        member("apiVersion", change.manifest?.apiVersion ?? "")
        member("kind", change.id.kind)
        if let namespace = change.id.namespace { member("namespace", namespace) }
        member("name", change.id.name)
    }

    /// `name: {file, line, column}`; without line and column where the value is not in that state.
    fileprivate mutating func place(_ name: String, _ manifest: Manifest, _ position: SourcePosition?) {
        key(name)
        beginObject()
        member("file", manifest.origin.path)
        if let revision = manifest.origin.revision { member("revision", revision) }
        if let position {
            member("line", position.line)
            member("column", position.column)
        }
        end()
    }
}
