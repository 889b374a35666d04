import GitOpsManifest

extension ClusterReportRenderer {
    func text(_ report: ClusterReport) -> String {
        var lines: [String] = []
        for resource in report.resources { lines += self.lines(resource) }
        for entry in report.unreadable {
            let place = entry.position.map { "\(entry.origin.path):\($0)" } ?? entry.origin.path
            lines.append("? \(place): \(entry.text)")
        }
        if showsIgnored { lines += report.rulesHidingNothing.map { "! the rule \($0) hides nothing" } }
        for problem in report.schemaProblems { lines.append("? \(problem)") }
        if !lines.isEmpty { lines.append("") }
        lines.append(report.summary)
        return lines.map { PrintableText.escaped($0) + "\n" }.joined()
    }

    private func lines(_ resource: ResourceDrift) -> [String] {
        let note = resource.isKnownKind ? "" : " (kind not known, compared as untyped data)"
        switch resource.state {
        case .inSync:
            let explained = resource.result.liveOnly.map { explanation($0, resource) } + ignored(resource)
            return showsAll || !explained.isEmpty ? ["= \(resource.id)\(note)"] + explained : []
        case .drifted:
            return ["~ \(resource.id)\(note)\(place(resource.desired?.position, resource))"]
                + resource.result.explained(risk: risk).map {
                    change($0, resource) + RenderedResource.consequences($0.risks)
                }
                + resource.result.liveOnly.map { explanation($0, resource) } + ignored(resource)
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

    private func change(_ explained: ExplainedChange, _ resource: ResourceDrift) -> String {
        let change = explained.change
        let origin = origin(explained, resource)
        let position = change.desired?.keyPosition.map { ":\($0)" } ?? ""
        let file = change.desired == nil ? "" : "  \(resource.desired?.origin.path ?? "")\(position)"
        switch change.operation {
        case .add: return "    \(change.path): wants \(value(change.desired, resource))\(file)"
        case .remove: return "    \(change.path): to be removed, is \(value(change.live, resource))\(origin)"
        case .replace where change.desired == nil: return "    \(change.path): written anew by the server"
        case .replace:
            let (live, desired) = values(change, resource)
            return "    \(change.path): is \(live)\(origin), wants \(desired)\(file)"
        case .reorder: return "    \(change.path): in another order\(file)"
        }
    }

    private func ignored(_ resource: ResourceDrift) -> [String] {
        guard showsIgnored else { return [] }
        return resource.hidden.map { hidden in
            "    \(hidden.change.path): ignored by \(hidden.rules.map { "\($0)" }.joined(separator: ", "))"
        }
    }

    /// Who wrote the live value, where that was somebody else than who applies.
    private func origin(_ change: ExplainedChange, _ resource: ResourceDrift) -> String {
        guard change.classification != .desiredChanged else { return "" }
        var owners = change.owners
        if case .serverSideApply(let manager)? = resource.mode {
            owners.removeAll { $0.manager == manager && $0.operation == .apply && $0.subresource.isEmpty }
        }
        return owners.isEmpty ? "" : " (by \(owners.map { "\($0)" }.joined(separator: ", ")))"
    }

    private func explanation(_ field: LiveOnlyField, _ resource: ResourceDrift) -> String {
        "    \(field.path): only in the cluster, \(field.explanation)"
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
