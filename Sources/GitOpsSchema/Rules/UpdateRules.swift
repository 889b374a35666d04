package import GitOpsManifest

/// What validation refuses when an object is updated.
package enum UpdateRules {
    /// The function of the server that refuses a change at a path; `nil` when the change is accepted.
    ///
    /// From the root down, a rule holds for all that is in its field until one further in lifts it. Conditions are asked
    /// of the object before the update.
    /// Complexity: O(depth), and the members and items on the way to a rule that has conditions.
    package static func refusal(of path: FieldPath, in type: TypeRef, before object: Node) -> String? {
        var type = type
        var way = Way(to: path, in: object)
        var refusal: String?
        for (position, step) in path.steps.enumerated() {
            switch (step, type.kind) {
            case (.field(let name), .object):
                guard let field = type.field(named: name) else { return refusal }
                if field.flags.contains(.updateRuled) {
                    for rule in type.rules where rule.field.index == field.index && way.holds(rule, at: position) {
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

    /// The objects around a path, looked up only as far as a rule asks for them: many changes in one long list or map
    /// must not each cost its length.
    private struct Way {
        private let path: FieldPath
        private var node: Node?
        private var depth = 0
        private var context: RuleContext

        init(to path: FieldPath, in object: Node) {
            self.path = path
            node = object
            context = RuleContext(object.storage)
        }

        /// Whether the conditions of a rule hold for the object that has the step at a position.
        mutating func holds(_ rule: RuleRef, at position: Int) -> Bool {
            if rule.conditions.isEmpty { return true }
            while depth <= position {
                if depth > 0 { node = node?.value(at: FieldPath([path.steps[depth - 1]])) }
                if let node, node.kind == .object { context.push(node.index) }
                depth += 1
            }
            return context.holds(rule)
        }
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
