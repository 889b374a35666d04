import GitOpsManifest

/// What `gitops inspect` prints.
struct InspectReport {
    private let set: ManifestSet
    private let problems: [Problem]

    struct Problem {
        let kind: Kind
        let place: String
        let text: String

        enum Kind: String {
            case unreadable
            case duplicateResource = "duplicate-resource"
            case duplicateKey = "duplicate-key"
        }
    }

    init(_ set: ManifestSet) {
        self.set = set
        problems = Self.unreadable(set) + Self.duplicateResources(set) + Self.duplicateKeys(set)
    }

    // MARK: Problems

    private static func unreadable(_ set: ManifestSet) -> [Problem] {
        set.unreadable.map { entry in
            let place = entry.position.map { "\(entry.origin.path):\($0)" } ?? entry.origin.path
            return Problem(kind: .unreadable, place: place, text: entry.text)
        }
    }

    private static func duplicateResources(_ set: ManifestSet) -> [Problem] {
        set.duplicates.map { id in
            let places = set[id].map { place($0) }
            let others = places.dropFirst(2).count
            return Problem(
                kind: .duplicateResource, place: places[1],
                text: "\(id) is defined again, first at \(places[0])"
                    + (others > 0 ? ", and \(others) more times" : "") + "; keep one")
        }
    }

    private static func duplicateKeys(_ set: ManifestSet) -> [Problem] {
        var seen = Set<String>()
        return set.manifests.flatMap { manifest -> [Problem] in
            guard !manifest.document.duplicateKeys.isEmpty,
                seen.insert("\(manifest.origin.path)#\(manifest.origin.documentIndex)").inserted
            else { return [] }
            return manifest.document.duplicateKeys.map { duplicate in
                Problem(
                    kind: .duplicateKey, place: "\(manifest.origin.path):\(duplicate.second)",
                    text: "the key \"\(duplicate.key)\" stands here again, first at \(duplicate.first); "
                        + "Kubernetes keeps the last")
            }
        }
    }

    private static func place(_ manifest: Manifest) -> String {
        manifest.position.map { "\(manifest.origin.path):\($0.line)" } ?? manifest.origin.path
    }

    // MARK: Text

    var text: String {
        var lines = set.manifests.map { "\(Self.place($0)): \($0.id)" }
        let kinds = self.kinds
        if !kinds.isEmpty {
            lines.append("")
            let width = kinds.map { String($0.count).count }.max() ?? 0
            for (kind, count) in kinds {
                lines.append(String(repeating: " ", count: width - String(count).count) + "\(count) \(kind)")
            }
        }
        if !problems.isEmpty {
            lines.append("")
            lines += problems.map { "\($0.place): \($0.kind.rawValue): \($0.text)" }
        }
        lines.append("")
        lines.append(summary)
        return lines.map { PrintableText.escaped($0) }.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        "\(set.manifests.count) resources of \(kinds.count) kinds in \(set.sourceCount) files; "
            + "\(set.unreadable.count) unreadable, \(problems.count - set.unreadable.count) duplicates, "
            + "\(set.nonResources.count) documents that are not resources"
    }

    /// Kinds by name with their numbers.
    private var kinds: [(kind: String, count: Int)] {
        var counts: [String: Int] = [:]
        for manifest in set.manifests {
            let name = manifest.id.group.isEmpty ? manifest.id.kind : "\(manifest.id.kind).\(manifest.id.group)"
            counts[name, default: 0] += 1
        }
        return counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    }

    // MARK: JSON

    /// One object with `resources`, `problems`, `nonResources` and `summary`.
    func json() throws(DocumentBuilderError) -> String {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.key("resources")
        builder.beginArray()
        for manifest in set.manifests {
            builder.beginObject()
            builder.field("apiVersion", manifest.apiVersion)
            builder.field("kind", manifest.id.kind)
            if let namespace = manifest.id.namespace { builder.field("namespace", namespace) }
            builder.field("name", manifest.id.name)
            builder.field("file", manifest.origin.path)
            if let position = manifest.position {
                builder.field("line", position.line)
                builder.field("column", position.column)
            }
            builder.field("document", manifest.origin.documentIndex)
            if let item = manifest.origin.itemIndex { builder.field("item", item) }
            builder.end()
        }
        builder.end()
        builder.key("problems")
        builder.beginArray()
        for problem in problems {
            builder.beginObject()
            builder.field("kind", problem.kind.rawValue)
            builder.field("place", problem.place)
            builder.field("message", problem.text)
            builder.end()
        }
        builder.end()
        builder.key("nonResources")
        builder.beginArray()
        for entry in set.nonResources {
            builder.beginObject()
            builder.field("file", entry.origin.path)
            builder.field("document", entry.origin.documentIndex)
            builder.field("message", entry.text)
            builder.end()
        }
        builder.end()
        builder.key("summary")
        builder.beginObject()
        builder.field("resources", set.manifests.count)
        builder.field("files", set.sourceCount)
        builder.field("unreadable", set.unreadable.count)
        builder.end()
        builder.end()
        return JSONWriter(indentation: 2).string(try builder.finish().root)
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
