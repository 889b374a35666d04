package import GitOpsManifest

/// What validation refuses when an object is updated.
package enum UpdateRules {
    /// The function of the server that refuses a change at a path; `nil` when the change is accepted.
    ///
    /// From the root down, a rule holds for all that is in its field until one further in lifts it. Conditions are asked of the object before the update.
    /// Complexity: O(depth × members).
    package static func refusal(of path: FieldPath, in type: TypeRef, before object: Node) -> String? {
        var type = type
        var node: Node? = object
        var context = RuleContext(object.storage)
        var refusal: String?
        for step in path.steps {
            if let node, node.kind == .object { context.push(node.index) }
            node = node.flatMap { $0.value(at: FieldPath([step])) }
            switch (step, type.kind) {
            case (.field(let name), .object):
                guard let field = type.field(named: name) else { return refusal }
                if field.flags.contains(.updateRuled) {
                    for rule in type.rules where rule.field.index == field.index && context.holds(rule) {
                        switch rule.operation {
                        case .immutable: refusal = refusal ?? rule.function
                        case .mutable: refusal = nil
                        default: break
                        }
                    }
                }
                type = field.type
            case (.field, .map): type = type.value
            case (.index, .list), (.keyed, .list), (.value, .list): type = type.element
            default: return refusal
            }
        }
        return refusal
    }

    /// Whether the server keeps its own value when a field is left out of an update.
    package static func keepsValue(at path: FieldPath, in type: TypeRef) -> Bool {
        var type = type
        for (position, step) in path.steps.enumerated() {
            guard case .field(let name) = step, let field = type.field(named: name) else { return false }
            if position == path.steps.count - 1 {
                return field.flags.contains(.ruled)
                    && type.rules.contains { $0.field.index == field.index && $0.operation == .allocated }
            }
            type = field.type
        }
        return false
    }
}
