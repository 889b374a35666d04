import GitOpsManifest

/// The namespaces of a set, as selectors and expressions see them.
struct NamespaceCatalog: Sendable {
    /// The label that the server gives to every namespace.
    static let nameLabel = "kubernetes.io/metadata.name"

    private let entries: [ExactText: Node]
    private let unlisted: UnlistedNamespaces

    init(_ set: ManifestSet, unlisted: UnlistedNamespaces) {
        self.unlisted = unlisted
        var entries: [ExactText: Node] = [:]
        for manifest in set.manifests(ofKind: "Namespace", group: "") {
            entries[ExactText(manifest.id.name)] = Self.object(manifest.id.name, manifest.root)
        }
        self.entries = entries
    }

    /// A namespace, or what is known of it.
    struct Entry: Sendable {
        let object: Node?
        /// Nothing but the name in the object is known.
        let isNameOnly: Bool
    }

    /// Whether labels are taken for granted that nobody has written.
    func assumesLabels(of name: String) -> Bool { unlisted == .unlabelled && entries[ExactText(name)] == nil }

    /// The namespace of this name. Complexity: O(1) expected.
    func namespace(_ name: String) -> Entry {
        if let listed = entries[ExactText(name)] { return Entry(object: listed, isNameOnly: false) }
        return Entry(object: Self.object(name, nil), isNameOnly: unlisted == .unknown)
    }

    /// What keeps a verdict from being known, and what to do.
    static func missing(_ name: String, for what: String) -> String {
        "Namespace \(name) is not among the manifests, and \(what); add the manifest of the Namespace, or let "
            + "namespaces that are not listed be taken as unlabelled"
    }

    /// A namespace as it is after the server has defaulted it and its controller has seen it.
    private static func object(_ name: String, _ written: Node?) -> Node? {
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.key("metadata")
        builder.beginObject()
        builder.member("name", name)
        let metadata = written?["metadata"]
        for (key, value) in written?.members(of: "metadata") ?? [] where key != "name" && key != "labels" {
            builder.key(key)
            builder.append(value)
        }
        builder.key("labels")
        builder.beginObject()
        for (key, value) in metadata?.members(of: "labels") ?? [] where key != nameLabel {
            builder.key(key)
            builder.append(value)
        }
        builder.member(nameLabel, name)
        builder.end()
        builder.end()
        builder.key("spec")
        builder.beginObject()
        builder.key("finalizers")
        builder.appendTexts(["kubernetes"])
        builder.end()
        builder.key("status")
        builder.beginObject()
        builder.member("phase", "Active")
        builder.end()
        builder.end()
        return try? builder.finish().root
    }
}

extension Node {
    /// The members of a member; none when it is not there.
    func members(of name: String) -> [(key: String, value: Node)] { self[name].map { Array($0.members) } ?? [] }

    /// The value of a label of an object.
    func label(_ key: String) -> String? { self["metadata"]?["labels"]?[key]?.string }
}
