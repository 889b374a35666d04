import GitOpsManifest

/// What a new schema of a custom resource takes away from stored objects.
///
/// The server prunes fields that the schema does not name when it next reads or writes an object. Source:
/// kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions, "Field pruning".
enum DefinitionComparison {
    /// Whether fields that the old schema keeps are pruned by the new one. Complexity: O(size of the schemas).
    static func prunesMore(_ old: Node?, _ new: Node?) -> Bool {
        guard let old, let new, old != new else { return false }
        let keepsUnknown = new["x-kubernetes-preserve-unknown-fields"]?.bool == true
        if old["x-kubernetes-preserve-unknown-fields"]?.bool == true, !keepsUnknown { return true }
        let fields = new["properties"]
        for (name, schema) in old["properties"]?.members.map({ $0 }) ?? [] {
            if let other = fields?[name] {
                if prunesMore(schema, other) { return true }
            } else if !keepsUnknown, new["additionalProperties"] == nil {
                return true
            }
        }
        return ["items", "additionalProperties"].contains { prunesMore(old[$0], new[$0]) }
    }
}

/// Selectors and labels of workloads.
enum SelectorComparison {
    /// Whether the labels of a pod template no longer have what the workload's selector asks for.
    static func breaksSelector(_ states: RiskStates) -> Bool {
        func path(_ text: RiskPattern) -> FieldPath { text.path }
        let labels = states.after(path("spec.template.metadata.labels"))
        guard let selector = states.after(path("spec.selector")) else { return false }
        return selector["matchLabels"]?.members.contains { name, value in labels?[name] != value } ?? false
    }
}
