import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// The kinds that definitions name, with the versions they serve: what is none of them has no rules that anybody knows.
struct DefinedKinds: Sendable {
    /// What a definition says of its kind.
    private struct Definition: Sendable {
        let kind: String
        /// The versions that are served.
        let versions: [String]
        let unserved: [String]
        let place: SourcePlace
        let obstacle: PolicyIssue?
    }

    private var definitions: [String: [Definition]] = [:]

    /// Adds a definition; the last one of a kind counts, as in the schema.
    mutating func add(_ manifest: Manifest, obstacle: PolicyIssue?) {
        guard let spec = manifest.root["spec"], let group = spec["group"]?.string,
            let names = spec["names"], let kind = names["kind"]?.string
        else { return }
        var versions = spec["versions"]?.elements.map { $0 } ?? []
        if versions.isEmpty { versions = [spec] }
        let (served, unserved) = versions.reduce(into: ([String](), [String]())) { lists, version in
            guard let name = (version["name"] ?? version["version"])?.string else { return }
            if version["served"]?.bool == false { lists.1.append(name) } else { lists.0.append(name) }
        }
        var others = definitions[group, default: []]
        others.removeAll { $0.kind.hasSameBytes(as: kind) }
        others.append(
            Definition(
                kind: kind, versions: served, unserved: unserved,
                place: SourcePlace(manifest.root, origin: manifest.origin, role: "the definition"), obstacle: obstacle))
        definitions[group] = others
    }

    /// Why nobody knows which rules an object has; `nil` when its rules are those that are read, or when no definition
    /// is about its kind.
    func obstacle(to kind: GroupVersionKind, of object: Node) -> RuleViolation? {
        guard let others = definitions[kind.group] else { return nil }
        if let definition = others.first(where: { $0.kind.hasSameBytes(as: kind.kind) }) {
            if let obstacle = definition.obstacle {
                return violation(
                    .unusableDefinition, object, nil,
                    "the definition of the kind is refused, so that nobody knows its rules: \(obstacle.path): "
                        + obstacle.message, obstacle.place)
            }
            if definition.versions.contains(where: { $0.hasSameBytes(as: kind.version) }) { return nil }
            return violation(
                .notServed, object, "apiVersion",
                "no matches for kind \(kind.kind) in \(kind.apiVersion): "
                    + advice(kind, definition), definition.place)
        }
        // A kind that no definition is about may have one elsewhere, unless its name is one with other letters.
        guard
            let definition = others.first(where: { $0.kind.lowercased() == kind.kind.lowercased() })
        else { return nil }
        return violation(
            .notServed, object, "kind",
            "no matches for kind \(kind.kind) in \(kind.apiVersion); did you mean \(definition.kind)?", definition.place
        )
    }

    private func advice(_ kind: GroupVersionKind, _ definition: Definition) -> String {
        let written = definition.unserved.contains { $0.hasSameBytes(as: kind.version) }
        let reason = written ? "its definition does not serve the version" : "its definition has no such version"
        guard !definition.versions.isEmpty else { return "\(reason), and no other; set served" }
        let nearest = NearestName.of(kind.version, among: definition.versions)
        let names = nearest ?? definition.versions.joined(separator: " or ")
        return "\(reason); write \(kind.group)/\(names), or give the definition that has it"
    }

    private func violation(
        _ problem: RuleViolation.Problem, _ object: Node, _ field: String?, _ message: String, _ place: SourcePlace
    ) -> RuleViolation {
        let node = field.flatMap { object[$0] } ?? object
        return RuleViolation(
            path: FieldPath(field.map { [.field($0)] } ?? []), position: node.position, problem: problem,
            message: message, rule: place, isUnchanged: false)
    }
}
