import GitOpsManifest
import GitOpsSchema

extension ClusterReportRenderer {
    /// As `kubectl diff` prints it: `LIVE` is the object in the cluster, `MERGED` what re-applying makes of it, both without
    /// `managedFields`. Objects that the cluster lacks are compared with nothing; what may be pruned is not shown.
    ///
    /// Source: `kubectl/pkg/cmd/diff/diff.go` of Kubernetes.
    func unified(_ report: ClusterReport) throws(DocumentBuilderError) -> String {
        var text = ""
        for resource in report.resources {
            switch resource.state {
            case .drifted, .missing: text += try unified(resource, report.schema)
            case .inSync, .extra: continue
            }
        }
        for entry in report.unreadable { text += "# unreadable: \(PrintableText.escaped("\(entry)"))\n" }
        return text
    }

    private func unified(_ resource: ResourceDrift, _ schema: Schema) throws(DocumentBuilderError) -> String {
        guard let desired = resource.desired else { return "" }
        var merged = desired.root
        if let live = resource.live, let mode = resource.mode {
            do throws(ApplyError) {
                merged = try ThreeWayDiff(schema: schema, mode: mode)
                    .applied(lastApplied: resource.lastApplied, desired: desired.root, live: live.root)
            } catch {
                return "# \(PrintableText.escaped("\(resource.id): \(error)"))\n"
            }
        }
        var states: (base: Node?, head: Node?) = (
            try resource.live.map { (live) throws(DocumentBuilderError) in try Self.withoutManagedFields(live.root) },
            try Self.withoutManagedFields(merged)
        )
        if SecretMask.isNeeded(resource.id, states.base, states.head) {
            states = try SecretMask.masked(resource.id, base: states.base, head: states.head)
        }
        let name = PrintableText.escaped(Self.fileName(resource.id, desired.apiVersion))
        let hunks = LineDiff.hunks(Self.yaml(states.base), Self.yaml(states.head), context: 3)
        guard !hunks.isEmpty else { return "" }
        var lines = ["diff -u -N LIVE/\(name) MERGED/\(name)", "--- LIVE/\(name)", "+++ MERGED/\(name)"]
        for hunk in hunks {
            lines.append(hunk.header)
            lines += hunk.lines.map { $0.mark + PrintableText.escaped($0.text) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `apps.v1.Deployment.shop.web`
    private static func fileName(_ id: ResourceID, _ apiVersion: String) -> String {
        let version = apiVersion.split(separator: "/").last.map(String.init) ?? ""
        return [id.group, version, id.kind, id.namespace ?? "", id.name]
            .enumerated().filter { $0.offset > 0 || !$0.element.isEmpty }.map(\.element).joined(separator: ".")
    }

    private static func yaml(_ node: Node?) -> [Substring] {
        guard let node else { return [] }
        return YAMLWriter(sortsKeys: true).string(node).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
    }

    private static func withoutManagedFields(_ object: Node) throws(DocumentBuilderError) -> Node {
        guard object["metadata"]?["managedFields"] != nil else { return object }
        var builder = DocumentBuilder()
        builder.beginObject()
        for (name, value) in object.members {
            builder.key(name)
            guard name == "metadata" else {
                builder.append(value)
                continue
            }
            builder.beginObject()
            for (name, value) in value.members where name != "managedFields" {
                builder.key(name)
                builder.append(value)
            }
            builder.end()
        }
        builder.end()
        return try builder.finish().root
    }
}
