import GitOpsManifest
import GitOpsSchema

/// What `gitops validate` prints.
struct ValidationReport {
    let results: [CheckedManifest]
    let set: ManifestSet
    let problems: [SchemaProblem]

    private var findings: [CheckedManifest.Finding] { results.flatMap(\.findings) }
    var problemCount: Int { findings.count(where: \.isError) }
    var unknownCount: Int { results.count(where: \.isUnknown) }

    var text: String {
        var lines: [String] = []
        for result in results {
            let manifest = result.manifest
            if result.isUnknown {
                lines.append("\(place(manifest, manifest.position)): \(manifest.id): unknown kind, not checked")
            }
            for finding in result.findings {
                let path = finding.path.isEmpty ? "" : "\(finding.path): "
                lines.append(
                    "\(place(manifest, finding.position)): \(manifest.id): \(finding.isError ? "" : "warning: ")"
                        + path + finding.message)
            }
        }
        for entry in set.unreadable {
            lines.append((entry.position.map { "\(entry.origin.path):\($0)" } ?? entry.origin.path) + ": \(entry.text)")
        }
        lines += problems.map(\.description)
        if !lines.isEmpty { lines.append("") }
        lines.append(
            "\(set.manifests.count) resources, \(problemCount) problems, \(findings.count - problemCount) warnings, "
                + "\(unknownCount) of unknown kinds, "
                + "\(set.unreadable.count) unreadable")
        return lines.map { PrintableText.escaped($0) + "\n" }.joined()
    }

    /// One JSON object a line.
    func json() throws(DocumentBuilderError) -> String {
        var text = ""
        for result in results {
            let manifest = result.manifest
            if result.isUnknown {
                text += try line(manifest, manifest.position, "unknown", "", "unknown kind, not checked")
            }
            for finding in result.findings {
                text += try line(
                    manifest, finding.position, finding.severity, finding.path, finding.message)
            }
        }
        return text
    }

    private func place(_ manifest: Manifest, _ position: SourcePosition?) -> String {
        position.map { "\(manifest.origin.path):\($0)" } ?? manifest.origin.path
    }

    private func line(
        _ manifest: Manifest, _ position: SourcePosition?, _ severity: String, _ path: String, _ message: String
    ) throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        for (name, value) in [
            ("apiVersion", manifest.apiVersion), ("kind", manifest.id.kind), ("name", manifest.id.name),
            ("file", manifest.origin.path), ("severity", severity), ("path", path), ("message", message),
        ] {
            builder.key(name)
            builder.append(value)
        }
        if let position {
            builder.key("line")
            builder.append(Int64(position.line))
            builder.key("column")
            builder.append(Int64(position.column))
        }
        builder.end()
        return JSONWriter.canonical.string(try builder.finish().root) + "\n"
    }
}
