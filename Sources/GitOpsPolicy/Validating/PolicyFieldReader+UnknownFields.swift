import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// Fields that policies and bindings do not have.
extension PolicyFieldReader {
    /// Notes fields that the API server drops; a misspelt one leaves a policy that says less than was meant.
    ///
    /// They are warnings: without strict validation the object is accepted, and applies without the field.
    /// Source: `ValidatingAdmissionPolicy` and its neighbours in `k8s.io/api/admissionregistration/v1/types.go`;
    /// v1beta1 and v1alpha1 have the same fields.
    mutating func noteUnknownFields(ofSpec spec: PolicyFields) {
        noteUnknownFields(manifest.root, .object(withSpec: spec), FieldPath()) { advice in
            ("is no field, and the API server drops it; \(advice)", .warning)
        }
    }

    /// Refuses fields that an exception does not have: a misspelt one would leave an exception from more than was
    /// meant.
    mutating func refuseUnknownFields(ofSpec spec: PolicyFields) {
        noteUnknownFields(manifest.root, .object(withSpec: spec), FieldPath()) { advice in
            ("is not known; \(advice)", .error)
        }
    }

    private mutating func noteUnknownFields(
        _ node: Node, _ fields: PolicyFields, _ path: FieldPath,
        note text: (_ advice: String) -> (String, PolicyIssue.Kind)
    ) {
        if node.kind == .array {
            for (index, element) in node.elements.enumerated() {
                noteUnknownFields(element, fields, path.appending(.index(index)), note: text)
            }
            return
        }
        guard node.kind == .object else { return }
        for member in node.members {
            let path = path.appending(.field(member.key))
            if let inner = fields.nested[member.key] {
                noteUnknownFields(member.value, inner, path, note: text)
            } else if !fields.plain.contains(member.key) {
                let names = fields.plain + fields.nested.keys.sorted()
                let advice = NearestName.of(member.key, among: names).map { "did you mean \($0)?" } ?? "leave it out"
                let (message, kind) = text(advice)
                note(member.value, path, message, kind)
            }
        }
    }
}

/// The names of an object's fields; lists of objects have those of their elements.
struct PolicyFields: Sendable {
    var plain: [String] = []
    var nested: [String: PolicyFields] = [:]

    fileprivate static func object(withSpec spec: PolicyFields) -> PolicyFields {
        PolicyFields(plain: ["apiVersion", "kind", "metadata", "status"], nested: ["spec": spec])
    }

    private static let expression = PolicyFields(plain: ["name", "expression"])
    private static let selector = PolicyFields(
        plain: ["matchLabels"], nested: ["matchExpressions": PolicyFields(plain: ["key", "operator", "values"])])
    private static let rule = PolicyFields(
        plain: ["operations", "apiGroups", "apiVersions", "resources", "resourceNames", "scope"])
    private static let match = PolicyFields(
        plain: ["matchPolicy"],
        nested: [
            "namespaceSelector": selector, "objectSelector": selector, "resourceRules": rule,
            "excludeResourceRules": rule,
        ])
    private static let common: [String: PolicyFields] = [
        "paramKind": PolicyFields(plain: ["apiVersion", "kind"]), "matchConstraints": match,
        "matchConditions": expression, "variables": expression,
    ]
    private static let paramRef = PolicyFields(
        plain: ["name", "namespace", "parameterNotFoundAction"], nested: ["selector": selector])
    private static let patch = PolicyFields(plain: ["expression"])

    static let validatingPolicy = PolicyFields(
        plain: ["failurePolicy"],
        nested: common.merging([
            "validations": PolicyFields(plain: ["expression", "message", "messageExpression", "reason"]),
            "auditAnnotations": PolicyFields(plain: ["key", "valueExpression"]),
        ]) { own, _ in own })
    static let validatingBinding = PolicyFields(
        plain: ["policyName", "validationActions"], nested: ["paramRef": paramRef, "matchResources": match])
    static let mutatingPolicy = PolicyFields(
        plain: ["failurePolicy", "reinvocationPolicy"],
        nested: common.merging([
            "mutations": PolicyFields(plain: ["patchType"], nested: ["applyConfiguration": patch, "jsonPatch": patch])
        ]) { own, _ in own })
    static let mutatingBinding = PolicyFields(
        plain: ["policyName"], nested: ["paramRef": paramRef, "matchResources": match])
    static let exception = PolicyFields(
        plain: ["owner", "reason", "expires", "rules"],
        nested: [
            "policies": PolicyFields(plain: ["name", "rules"]),
            "resources": PolicyFields(plain: ["kinds", "namespaces", "names", "labels"]),
        ])
}
