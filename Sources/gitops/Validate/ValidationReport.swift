import GitOpsManifest
import GitOpsSchema

/// What `gitops validate` prints.
struct ValidationReport {
    let results: [(manifest: Manifest, violations: [SchemaViolation]?)]
    let set: ManifestSet
    let problems: [SchemaProblem]

    var violationCount: Int { results.reduce(0) { $0 + ($1.violations?.count ?? 0) } }
    var unknownCount: Int { results.count { $0.violations == nil } }

    var text: String {
        var lines: [String] = []
        for (manifest, violations) in results {
            guard let violations else {
                lines.append("\(place(manifest, manifest.position)): \(manifest.id): unknown kind, not checked")
                continue
            }
            for violation in violations {
                lines.append("\(place(manifest, violation.position)): \(manifest.id): \(violation)")
            }
        }
        for entry in set.unreadable {
            lines.append((entry.position.map { "\(entry.origin.path):\($0)" } ?? entry.origin.path) + ": \(entry.text)")
        }
        lines += problems.map(\.description)
        if !lines.isEmpty { lines.append("") }
        lines.append(
            "\(results.count) resources, \(violationCount) problems, \(unknownCount) of unknown kinds, "
                + "\(set.unreadable.count) unreadable")
        return lines.map { PrintableText.escaped($0) + "\n" }.joined()
    }

    /// One JSON object a line.
    func json() throws(DocumentBuilderError) -> String {
        var text = ""
        for (manifest, violations) in results {
            guard let violations else {
                text += try line(manifest, manifest.position, "unknown", "", "unknown kind, not checked")
                continue
            }
            for violation in violations {
                text += try line(
                    manifest, violation.position, "\(violation.severity)", violation.path.description,
                    violation.problem.description)
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
