import GitOpsManifest
import GitOpsSchema

/// Fields that the server writes itself when another one changes.
enum DerivedChanges {
    static func after(_ changes: [Change], live: Node, type: TypeRef) -> [Change] {
        guard !changes.isEmpty else { return [] }
        var derived: [Change] = []
        for change in changes {
            if let mirrored = mirror(of: change, live, type) { derived.append(mirrored) }
        }
        if let touched = annotation(changes, live, type) { derived.append(touched) }
        return derived.filter { candidate in !changes.contains { $0.path == candidate.path } }
    }

    /// A field beside the changed one that always has the same value.
    private static func mirror(of change: Change, _ live: Node, _ type: TypeRef) -> Change? {
        guard case .field(let name)? = change.path.steps.last,
            let parent = parentType(of: change.path, type), parent.kind == .object
        else { return nil }
        for rule in parent.rules where rule.operation == .mirror && rule.path.count == 1 {
            guard let source = WellKnownNames.symbol(name), UInt32(rule.path.step(0)) == source.rawValue else {
                continue
            }
            var path = change.path
            path.steps[path.steps.count - 1] = .field(rule.field.name.text)
            guard let found = live.value(at: path) else { continue }
            return Change(path: path, operation: change.operation, base: nil, desired: change.desired, live: found)
        }
        return nil
    }

    private static func parentType(of path: FieldPath, _ root: TypeRef) -> TypeRef? {
        var type = root
        for step in path.steps.dropLast() {
            switch (step, type.kind) {
            case (.field(let name), .object):
                guard let field = type.field(named: name) else { return nil }
                type = field.type
            case (.field, .map): type = type.value
            case (.index, .list), (.keyed, .list), (.value, .list): type = type.element
            default: return nil
            }
        }
        return type
    }

    /// An annotation that the server rewrites when anything in a field of the specification changes.
    private static func annotation(_ changes: [Change], _ live: Node, _ type: TypeRef) -> Change? {
        guard let specification = type.field(named: "spec")?.type else { return nil }
        for rule in specification.rules where rule.operation == .touchesAnnotation {
            let steps: [FieldPath.Step] = [.field("spec"), .field(rule.field.name.text)]
            guard changes.contains(where: { $0.path.steps.starts(with: steps) }) else { continue }
            let path = FieldPath([.field("metadata"), .field("annotations"), .field(rule.literal.text)])
            guard let found = live.value(at: path) else { continue }
            return Change(path: path, operation: .replace, base: nil, desired: nil, live: found)
        }
        return nil
    }
}
