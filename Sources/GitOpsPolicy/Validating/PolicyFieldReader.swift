import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// Reads fields of a policy object and notes what the API server would refuse.
struct PolicyFieldReader {
    let manifest: Manifest
    private(set) var issues: [PolicyIssue] = []

    init(_ manifest: Manifest) { self.manifest = manifest }

    mutating func note(_ node: Node?, _ path: FieldPath, _ message: String, _ kind: PolicyIssue.Kind = .error) {
        let place = SourcePlace(node ?? manifest.root, origin: manifest.origin)
        issues.append(PolicyIssue(kind, path: path, message: message, place: place))
    }

    /// The `spec` of the manifest; the manifest itself where it has none.
    mutating func spec(at path: FieldPath) -> Node {
        let spec = manifest.root["spec"]
        if spec?.kind != .object { note(spec, path, "is required; write it") }
        return spec ?? manifest.root
    }

    /// A string that may be left out; null counts as left out.
    mutating func text(_ node: Node?, _ path: FieldPath) -> String? {
        guard let node, !node.isNull else { return nil }
        guard let text = node.string else {
            note(node, path, "must be a string; quote its value")
            return nil
        }
        return text
    }

    mutating func requiredText(_ parent: Node, _ name: String, _ path: FieldPath) -> String {
        let path = path.appending(.field(name))
        let text = text(parent[name], path) ?? ""
        if text.allSatisfy(\.isWhitespace), parent[name]?.string != nil || parent[name]?.isNull != false {
            note(parent[name] ?? parent, path, "is required; write it")
        }
        return text
    }

    mutating func texts(_ node: Node?, _ path: FieldPath) -> [String] {
        guard let node, !node.isNull else { return [] }
        guard node.kind == .array else {
            note(node, path, "must be a list")
            return []
        }
        var texts: [String] = []
        for (index, element) in node.elements.enumerated() {
            if let text = text(element, path.appending(.index(index))) { texts.append(text) }
        }
        return texts
    }

    /// The elements of a list that may be left out.
    mutating func elements(_ node: Node?, _ path: FieldPath) -> [(node: Node, path: FieldPath)] {
        guard let node, !node.isNull else { return [] }
        guard node.kind == .array else {
            note(node, path, "must be a list")
            return []
        }
        var elements: [(Node, FieldPath)] = []
        for (index, element) in node.elements.enumerated() {
            let path = path.appending(.index(index))
            if element.kind == .object {
                elements.append((element, path))
            } else {
                note(element, path, "must be an object")
            }
        }
        return elements
    }

    /// One of a few words.
    mutating func word<Value: RawRepresentable & CaseIterable>(
        _ node: Node?, _ path: FieldPath, default fallback: Value
    ) -> Value where Value.RawValue == String {
        guard let text = text(node, path) else { return fallback }
        if let value = Value(rawValue: text) { return value }
        note(
            node, path,
            "is \(text.goQuoted); write one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        return fallback
    }

    /// An expression that must be there.
    mutating func expression(_ parent: Node, _ name: String, _ path: FieldPath) -> PolicyExpression {
        let text = requiredText(parent, name, path)
        return PolicyExpression(text: text, node: parent[name] ?? parent, path: path.appending(.field(name)))
    }

    mutating func selector(_ node: Node?, _ path: FieldPath) -> LabelSelector {
        guard let node, !node.isNull else { return .everything }
        guard node.kind == .object else {
            note(node, path, "must be an object with matchLabels and matchExpressions")
            return .everything
        }
        do throws(LabelError) {
            return try LabelSelector(node)
        } catch {
            note(node, path, "\(error)")
            return .everything
        }
    }
}
