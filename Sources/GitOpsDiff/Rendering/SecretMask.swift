import GitOpsManifest

/// Copies of a Secret's two states in which every value is a placeholder that tells only which values are equal.
///
/// Placeholders are numbered in the order of paths, which does not depend on the values: two Secrets that differ only in
/// their values, with the same ones equal, are masked alike. Masked are the scalars of every member but the few that
/// cannot be secret, so that a misspelled `stringdata` does not show its values; and the annotations in which tools keep
/// copies of the object: that of `kubectl apply`, and every one that looks like an object or is long.
struct SecretMask {
    private var numbers: [MaskedScalar: Int] = [:]

    private enum MaskedScalar: Hashable {
        case null
        case value(FieldPath.Scalar)
    }

    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Members of a Secret that are shown as they are.
    private static let shown: Set<String> = ["apiVersion", "kind", "type", "immutable"]

    private static func isMasked(annotation name: String, _ value: Node) -> Bool {
        guard name != lastApplied, let text = value.string else { return true }
        return text.utf8.count > 256 || text.utf8.contains { $0 == UInt8(ascii: "{") || $0 == 0x0A }
    }

    /// Whether the values of a resource are masked.
    static func applies(to id: ResourceID) -> Bool { id.kind == "Secret" && id.group.isEmpty }

    /// The masked states; `nil` for a state that there is not.
    static func masked(base: Node?, head: Node?) throws(DocumentBuilderError) -> (base: Node?, head: Node?) {
        var mask = SecretMask()
        for state in [base, head] {
            if let state { mask.collect(state) }
        }
        return (
            try base.map { node throws(DocumentBuilderError) in try mask.copy(node) },
            try head.map { node throws(DocumentBuilderError) in try mask.copy(node) }
        )
    }

    // MARK: Numbers

    private mutating func collect(_ root: Node) {
        for (name, value) in root.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
        where !Self.shown.contains(name) && name != "metadata" {
            collectScalars(value)
        }
        guard let annotations = root["metadata"]?["annotations"] else { return }
        for (name, value) in annotations.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
        where Self.isMasked(annotation: name, value) {
            collectScalars(value)
        }
    }

    private mutating func collectScalars(_ node: Node) {
        switch node.kind {
        case .object:
            for (_, value) in node.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                collectScalars(value)
            }
        case .array: for element in node.elements { collectScalars(element) }
        default:
            let key = Self.key(node)
            if numbers[key] == nil { numbers[key] = numbers.count + 1 }
        }
    }

    private static func key(_ node: Node) -> MaskedScalar {
        FieldPath.Scalar(node).map { .value($0) } ?? .null
    }

    // MARK: Copies

    private func copy(_ root: Node) throws(DocumentBuilderError) -> Node {
        var builder = DocumentBuilder()
        guard root.kind == .object else { return root }
        builder.beginObject()
        for (name, value) in root.members {
            builder.key(name)
            switch name {
            case "metadata": append(metadata: value, to: &builder)
            case _ where Self.shown.contains(name): builder.append(value)
            default: append(masked: value, to: &builder)
            }
        }
        builder.end()
        return try builder.finish().root
    }

    private func append(metadata: Node, to builder: inout DocumentBuilder) {
        guard metadata.kind == .object, metadata["annotations"]?.kind == .object else {
            return builder.append(metadata)
        }
        builder.beginObject()
        for (name, value) in metadata.members {
            builder.key(name)
            guard name == "annotations" else {
                builder.append(value)
                continue
            }
            builder.beginObject()
            for (name, value) in value.members {
                builder.key(name)
                if Self.isMasked(annotation: name, value) {
                    append(masked: value, to: &builder)
                } else {
                    builder.append(value)
                }
            }
            builder.end()
        }
        builder.end()
    }

    private func append(masked node: Node, to builder: inout DocumentBuilder) {
        switch node.kind {
        case .object:
            builder.beginObject()
            for (name, value) in node.members {
                builder.key(name)
                append(masked: value, to: &builder)
            }
            builder.end()
        case .array:
            builder.beginArray()
            for element in node.elements { append(masked: element, to: &builder) }
            builder.end()
        default: builder.append("*** (\(numbers[Self.key(node)] ?? 0))")
        }
    }
}
