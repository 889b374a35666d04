public import GitOpsManifest

/// Prints how desired manifests stand to a cluster.
///
/// The values of Secrets are never printed: only that they differ.
public struct ClusterReportRenderer: Sendable {
    /// The form of the output.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Lines for people.
        case text
        /// One JSON object a line: each difference, each live-only field, each object that one side lacks.
        case json
    }

    /// The form of the output.
    public var format: Format
    /// Whether objects in sync, and live objects that nobody desires, are listed as well.
    public var showsAll: Bool
    /// The longest value in `text`, in characters.
    public var valueLength: Int

    /// A renderer with the given options.
    public init(format: Format = .text, showsAll: Bool = false, valueLength: Int = 80) {
        self.format = format
        self.showsAll = showsAll
        self.valueLength = valueLength
    }

    /// The report as text; machine formats are empty when there is nothing to say.
    public func render(_ report: ClusterReport) throws(DocumentBuilderError) -> String {
        switch format {
        case .text: return text(report)
        case .json:
            var lines: [String] = []
            for resource in report.resources { lines += try json(resource) }
            for entry in report.unreadable { lines.append(try json(entry)) }
            return PrintableText.escapedInJSON(lines.map { $0 + "\n" }.joined())
        }
    }
}

// MARK: Text

extension ClusterReportRenderer {
    private func text(_ report: ClusterReport) -> String {
        var lines: [String] = []
        for resource in report.resources { lines += self.lines(resource) }
        for entry in report.unreadable {
            let place = entry.position.map { "\(entry.origin.path):\($0)" } ?? entry.origin.path
            lines.append("? \(place): \(entry.text)")
        }
        for problem in report.schemaProblems { lines.append("? \(problem)") }
        if !lines.isEmpty { lines.append("") }
        lines.append(report.summary)
        return lines.map { PrintableText.escaped($0) + "\n" }.joined()
    }

    private func lines(_ resource: ResourceDrift) -> [String] {
        let note = resource.isKnownKind ? "" : " (kind not known, compared as untyped data)"
        switch resource.state {
        case .inSync:
            let explained = resource.result.liveOnly.map { explanation($0, resource) }
            return showsAll || !explained.isEmpty ? ["= \(resource.id)\(note)"] + explained : []
        case .drifted:
            return ["~ \(resource.id)\(note)\(place(resource.desired?.position, resource))"]
                + resource.result.changes.map { change($0, resource) }
                + resource.result.liveOnly.map { explanation($0, resource) }
        case .missing: return ["- \(resource.id) is not in the cluster\(place(resource.desired?.position, resource))"]
        case .extra(let owner, let isPrunable):
            guard isPrunable || showsAll else { return [] }
            let by = owner.map { " (\($0))" } ?? ""
            return ["+ \(resource.id) is not desired\(isPrunable ? ", may be pruned" : "")\(by)"]
        }
    }

    private func place(_ position: SourcePosition?, _ resource: ResourceDrift) -> String {
        guard let manifest = resource.desired else { return "" }
        return "  \(manifest.origin.path)" + (position.map { ":\($0)" } ?? "")
    }

    private func change(_ change: Change, _ resource: ResourceDrift) -> String {
        let position = change.desired?.keyPosition.map { ":\($0)" } ?? ""
        let file = change.desired == nil ? "" : "  \(resource.desired?.origin.path ?? "")\(position)"
        switch change.operation {
        case .add: return "    \(change.path): wants \(value(change.desired, resource))\(file)"
        case .remove: return "    \(change.path): to be removed, is \(value(change.live, resource))"
        case .replace where change.desired == nil: return "    \(change.path): written anew by the server"
        case .replace:
            let (live, desired) = values(change, resource)
            return "    \(change.path): is \(live), wants \(desired)\(file)"
        case .reorder: return "    \(change.path): in another order\(file)"
        }
    }

    private func explanation(_ field: LiveOnlyField, _ resource: ResourceDrift) -> String {
        "    \(field.path): only in the cluster, \(field.explanation)"
    }

    private func isMasked(_ node: Node, _ resource: ResourceDrift) -> Bool {
        SecretMask.applies(to: resource.id) || SecretPlaces.touches(node)
    }

    private func value(_ node: Node?, _ resource: ResourceDrift) -> String {
        guard let node else { return "nothing" }
        if isMasked(node, resource) { return "***" }
        return excerpt.line(node)
    }

    private func values(_ change: Change, _ resource: ResourceDrift) -> (live: String, desired: String) {
        guard let live = change.live, let desired = change.desired, !isMasked(live, resource),
            !isMasked(desired, resource)
        else { return (value(change.live, resource), value(change.desired, resource)) }
        let lines = excerpt.lines(live, desired)
        return (lines.base, lines.desired)
    }

    private var excerpt: ValueExcerpt { ValueExcerpt(maximumLength: valueLength, maximumLines: 0) }
}

extension LiveOnlyField.Explanation: CustomStringConvertible {
    /// Why the field is there.
    public var description: String {
        switch self {
        case .defaulted: "the server's default"
        case .allocated: "allocated by the server or a controller"
        case .owned(let manager, let since): "owned by \(manager)" + (since.map { " since \($0)" } ?? "")
        case .status: "status"
        case .bookkeeping: "the server's own record"
        case .unexplained: "unexplained"
        }
    }

    /// A word for tools.
    public var code: String {
        switch self {
        case .defaulted: "default"
        case .allocated: "allocated"
        case .owned: "owned"
        case .status: "status"
        case .bookkeeping: "bookkeeping"
        case .unexplained: "unexplained"
        }
    }
}

// MARK: JSON

extension ClusterReportRenderer {
    private func json(_ resource: ResourceDrift) throws(DocumentBuilderError) -> [String] {
        var lines: [String] = []
        switch resource.state {
        case .inSync, .drifted:
            for change in resource.result.changes { lines.append(try json(change, resource)) }
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

    private func json(_ change: Change, _ resource: ResourceDrift) throws(DocumentBuilderError) -> String {
        return try line(resource, "drift") { builder in
            builder.field("operation", change.operation.rawValue)
            builder.field("path", change.path.description)
            for (name, node) in [("live", change.live), ("desired", change.desired)] {
                guard let node else { continue }
                builder.key(name)
                if isMasked(node, resource) { builder.append("***") } else { builder.append(node) }
            }
            if let position = change.desired?.keyPosition {
                builder.field("line", position.line)
                builder.field("column", position.column)
            }
        }
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

    private func json(_ entry: UnreadableManifest) throws(DocumentBuilderError) -> String {
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
    fileprivate mutating func field(_ name: String, _ value: String) {
        key(name)
        append(value)
    }

    fileprivate mutating func field(_ name: String, _ value: Int) {
        key(name)
        append(Int64(value))
    }
}
