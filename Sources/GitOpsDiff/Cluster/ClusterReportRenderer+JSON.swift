import GitOpsManifest

extension ClusterReportRenderer {
    func json(_ resource: ResourceDrift) throws(DocumentBuilderError) -> [String] {
        var lines: [String] = []
        switch resource.state {
        case .inSync, .drifted:
            for change in resource.result.explained(risk: risk) { lines.append(try json(change, resource)) }
            if showsIgnored { for hidden in resource.hidden { lines.append(try json(hidden, resource)) } }
            for field in resource.result.liveOnly { lines.append(try json(field, resource)) }
            if showsAll, resource.result.changes.isEmpty { lines.append(try line(resource, "inSync") { _ in }) }
        case .missing: lines.append(try line(resource, "missing") { _ in })
        case .extra(let owner, let isPrunable):
            if isPrunable || showsAll {
                lines.append(
                    try line(resource, isPrunable ? "prunable" : "extra") { builder in
                        if let owner { builder.field("owner", owner.description) }
                    })
            }
        }
        return lines
    }

    private func json(
        _ explained: ExplainedChange, _ resource: ResourceDrift
    ) throws(DocumentBuilderError) -> String {
        let change = explained.change
        return try line(resource, "drift") { builder in
            builder.field("operation", change.operation.rawValue)
            builder.field("path", change.path.description)
            let values = [("lastApplied", explained.lastApplied), ("live", change.live), ("desired", change.desired)]
            for (name, node) in values {
                guard let node else { continue }
                builder.key(name)
                if isMasked(node, resource) { builder.append("***") } else { builder.append(node) }
            }
            if let position = change.desired?.keyPosition {
                builder.field("line", position.line)
                builder.field("column", position.column)
            }
            builder.field("classification", explained.classification.rawValue)
            if !explained.owners.isEmpty {
                builder.key("owners")
                builder.beginArray()
                for owner in explained.owners { builder.append(owner) }
                builder.end()
            }
            builder.risks(explained.risks)
        }
    }

    private func json(_ hidden: HiddenChange, _ resource: ResourceDrift) throws(DocumentBuilderError) -> String {
        try line(resource, "ignored") { builder in
            builder.field("operation", hidden.change.operation.rawValue)
            builder.field("path", hidden.change.path.description)
            builder.key("rules")
            builder.beginArray()
            for rule in hidden.rules { builder.append("\(rule)") }
            builder.end()
        }
    }

    func json(unused rule: DriftRule) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.field("type", "unusedRule")
        builder.field("rule", "\(rule)")
        builder.end()
        return JSONWriter.canonical.string(try builder.finish().root)
    }

    private func json(_ field: LiveOnlyField, _ resource: ResourceDrift) throws(DocumentBuilderError) -> String {
        try line(resource, "liveOnly") { builder in
            builder.field("path", field.path.description)
            builder.field("explanation", field.explanation.code)
            if case .owned(let manager, let since) = field.explanation {
                builder.field("manager", manager)
                if let since { builder.field("since", since) }
            }
        }
    }

    func json(_ entry: ManifestError) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.field("type", "unreadable")
        builder.field("file", entry.origin.path)
        builder.field("message", entry.text)
        builder.end()
        return JSONWriter.canonical.string(try builder.finish().root)
    }

    private func line(
        _ resource: ResourceDrift, _ type: String, _ rest: (inout DocumentBuilder) -> Void
    ) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.field("type", type)
        builder.field("group", resource.id.group)
        builder.field("kind", resource.id.kind)
        if let namespace = resource.id.namespace { builder.field("namespace", namespace) }
        builder.field("name", resource.id.name)
        if let path = resource.desired?.origin.path { builder.field("file", path) }
        rest(&builder)
        builder.end()
        return JSONWriter.canonical.string(try builder.finish().root)
    }
}

extension DocumentBuilder {
    fileprivate mutating func append(_ owner: FieldOwner) {
        beginObject()
        field("manager", owner.manager)
        field("operation", owner.operation.rawValue)
        if !owner.subresource.isEmpty { field("subresource", owner.subresource) }
        if let time = owner.time { field("time", time) }
        end()
    }

    fileprivate mutating func field(_ name: String, _ value: String) {
        key(name)
        append(value)
    }

    fileprivate mutating func field(_ name: String, _ value: Int) {
        key(name)
        append(Int64(value))
    }
}
