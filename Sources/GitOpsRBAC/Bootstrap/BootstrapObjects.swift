import GitOpsManifest

/// The roles and bindings that every API server makes when it starts, as manifests without positions.
enum BootstrapObjects {
    /// What the origins of these manifests have for a path.
    static let path = "kubernetes-1.36-defaults"

    /// All of them, read once per process.
    static let manifests: [Manifest] = {
        var reader = BootstrapTableReader()
        for line in table.split(separator: "\n") { reader.read(line) }
        return reader.finish()
    }()

    /// The roles alone.
    static let roles = manifests.filter { $0.id.kind.hasSuffix("Role") }
}

/// Reads the lines of the table.
private struct BootstrapTableReader {
    private var manifests: [Manifest] = []
    private var header: [Substring] = []
    private var lines: [String] = []

    mutating func read(_ line: Substring) {
        let depth = line.prefix { $0 == " " }.count
        let text = line.dropFirst(depth)
        if depth == 0 {
            endObject()
            header = text.split(separator: " ")
        } else if depth > 2, let last = lines.indices.last {
            lines[last] += text
        } else {
            lines.append(String(text))
        }
    }

    mutating func finish() -> [Manifest] {
        endObject()
        return manifests
    }

    private mutating func endObject() {
        defer {
            header = []
            lines = []
        }
        guard header.count >= 2 else { return }
        let object = BootstrapObject(kind: header[0], name: header[1], options: header.dropFirst(2), lines: lines)
        guard let document = try? object.document() else { return }
        manifests += Manifest.all(in: document, path: BootstrapObjects.path).compactMap { try? $0.get() }
    }
}

/// One object of the table.
private struct BootstrapObject {
    let kind: Substring
    let name: Substring
    let options: ArraySlice<Substring>
    let lines: [String]

    private static let aggregateLabel = "rbac.authorization.k8s.io/aggregate-to-"

    func document() throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.member("apiVersion", "rbac.authorization.k8s.io/v1")
        builder.member("kind", kind)
        writeMetadata(&builder)
        if kind.hasSuffix("Binding") { writeBinding(&builder) } else { writeRole(&builder) }
        builder.end()
        return try builder.finish()
    }

    private func writeMetadata(_ builder: inout DocumentBuilder) {
        builder.key("metadata")
        builder.beginObject()
        writeName(name, &builder)
        builder.key("labels")
        builder.beginObject()
        builder.member("kubernetes.io/bootstrapping", "rbac-defaults")
        for purpose in values(of: "into") { builder.member(Self.aggregateLabel + purpose, "true") }
        builder.end()
        builder.end()
    }

    /// `NAME` or `NAMESPACE/NAME`.
    private func writeName(_ text: Substring, _ builder: inout DocumentBuilder) {
        let parts = text.split(separator: "/", maxSplits: 1)
        if parts.count == 2 { builder.member("namespace", parts[0]) }
        builder.member("name", parts.last ?? "")
    }

    private func writeRole(_ builder: inout DocumentBuilder) {
        let purposes = values(of: "selects")
        if !purposes.isEmpty {
            builder.key("aggregationRule")
            builder.beginObject()
            builder.key("clusterRoleSelectors")
            builder.beginArray()
            for purpose in purposes {
                builder.beginObject()
                builder.key("matchLabels")
                builder.beginObject()
                builder.member(Self.aggregateLabel + purpose, "true")
                builder.end()
                builder.end()
            }
            builder.end()
            builder.end()
        }
        builder.key("rules")
        builder.beginArray()
        for line in lines { writeRule(line.split(separator: " "), &builder) }
        builder.end()
    }

    private func writeRule(_ words: [Substring], _ builder: inout DocumentBuilder) {
        guard words.count >= 2 else { return }
        builder.beginObject()
        builder.list("verbs", words[0])
        if words.count == 2 {
            builder.list("nonResourceURLs", words[1])
        } else {
            builder.list("apiGroups", words[1])
            builder.list("resources", words[2])
            if words.count > 3 { builder.list("resourceNames", words[3].dropFirst()) }
        }
        builder.end()
    }

    private func writeBinding(_ builder: inout DocumentBuilder) {
        builder.key("roleRef")
        let references = lines.map { $0.split(separator: " ", maxSplits: 1) }
        guard let role = references.first else { return }
        writeReference(role, group: "rbac.authorization.k8s.io", &builder)
        builder.key("subjects")
        builder.beginArray()
        for subject in references.dropFirst() {
            writeReference(
                subject, group: subject[0] == "ServiceAccount" ? "" : "rbac.authorization.k8s.io", &builder)
        }
        builder.end()
    }

    private func writeReference(_ words: [Substring], group: String, _ builder: inout DocumentBuilder) {
        guard words.count == 2 else { return }
        builder.beginObject()
        builder.member("apiGroup", group)
        builder.member("kind", words[0])
        // Names of users and groups may have slashes; here only service accounts have them.
        writeName(words[1], &builder)
        builder.end()
    }

    private func values(of option: String) -> [Substring] {
        zip(options, options.dropFirst()).filter { $0.0 == option }.map(\.1)
    }
}

extension DocumentBuilder {
    fileprivate mutating func member(_ name: String, _ value: some StringProtocol) {
        key(name)
        append(String(value))
    }

    fileprivate mutating func list(_ name: String, _ values: Substring) {
        key(name)
        beginArray()
        for value in values.split(separator: ",") { append(value == "core" ? "" : String(value)) }
        end()
    }
}
