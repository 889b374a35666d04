public import GitOpsManifest
import GitOpsReport

extension ControlSet {
    /// A ValidatingAdmissionPolicy and its binding for each control, to be read by ``PolicySet``.
    ///
    /// They stand in no file: findings name no places in them. Complexity: O(controls).
    public var manifests: ManifestSet {
        ManifestSet(documents(of: controls).flatMap { Manifest.all(in: $0, path: "") }.compactMap { try? $0.get() })
    }

    /// The same objects as text that `kubectl apply` takes, without controls that no cluster can enforce
    /// (``Control/isAboutFiles``).
    public var yaml: String {
        YAMLWriter().string(stream: documents(of: controls.filter { !$0.isAboutFiles }).map(\.root))
    }

    private func documents(of controls: [Control]) -> [Document] {
        controls.flatMap { [Self.policy(of: $0), binding(of: $0)].compactMap { $0 } }
    }

    // What is built from the tables of controls is far from the limits of documents; a test builds all of them.
    private static func policy(of control: Control) -> Document? {
        var builder = DocumentBuilder()
        builder.begin("ValidatingAdmissionPolicy", control.id)
        builder.key("annotations")
        builder.beginObject()
        for (annotation, text) in control.annotations { builder.member(annotation.key, text) }
        builder.end()
        builder.end()
        builder.key("spec")
        builder.beginObject()
        builder.member("failurePolicy", "Fail")
        builder.key("matchConstraints")
        builder.beginObject()
        builder.list("resourceRules", control.subject.rules) { rule, builder in builder.appendFields(of: rule) }
        builder.end()
        if let condition = control.subject.condition {
            builder.list("matchConditions", [condition]) { $1.appendFields(of: $0) }
        }
        let variables = control.neededVariables
        if !variables.isEmpty { builder.list("variables", variables) { $1.appendFields(of: $0) } }
        builder.list("validations", [control.check]) { check, builder in
            builder.member("expression", check.expression)
            builder.member("message", check.message)
            if let expression = check.messageExpression { builder.member("messageExpression", expression) }
        }
        builder.end()
        builder.end()
        return try? builder.finish()
    }

    private func binding(of control: Control) -> Document? {
        var builder = DocumentBuilder()
        builder.begin("ValidatingAdmissionPolicyBinding", control.id)
        builder.end()
        builder.key("spec")
        builder.beginObject()
        builder.member("policyName", control.id)
        builder.texts("validationActions", actions.map(\.rawValue))
        builder.end()
        builder.end()
        return try? builder.finish()
    }
}

extension Control {
    /// What the policy says about the rule of its findings.
    var annotations: [(PolicyAnnotation, String)] {
        [
            (.rule, id), (.severity, severity.rawValue), (.summary, summary), (.description, reason),
            (.help, remediation),
            (.tags, tags.joined(separator: ",")),
        ]
    }

    /// Words to select the rule by.
    private var tags: [String] {
        // What only availability and change management speak of is no weakness that somebody could use.
        let isSecurity = references.contains { if case .soc2 = $0 { false } else { true } }
        return (isSecurity ? ["security"] : []) + [category.rawValue] + references.map(\.tag)
    }

    /// The variables that the check needs, and those that they need, in their order.
    var neededVariables: [Variable] {
        var texts = [check.expression, check.messageExpression ?? ""]
        var needed: [Variable] = []
        for variable in (subject.variables + variables + check.variables).reversed() {
            guard texts.contains(where: { $0.names(variable.name) }) else { continue }
            needed.append(variable)
            texts.append(variable.expression)
        }
        return needed.reversed()
    }
}

extension String {
    /// Whether an expression names a variable.
    fileprivate func names(_ variable: String) -> Bool {
        ranges(of: "variables.\(variable)").contains { range in
            range.upperBound == endIndex || !(self[range.upperBound].isLetter || self[range.upperBound].isNumber)
        }
    }
}

extension DocumentBuilder {
    /// Begins an object of the group of policies, and leaves its metadata open.
    fileprivate mutating func begin(_ kind: String, _ name: String) {
        beginObject()
        member("apiVersion", "admissionregistration.k8s.io/v1")
        member("kind", kind)
        key("metadata")
        beginObject()
        member("name", name)
    }

    fileprivate mutating func texts(_ name: String, _ texts: [String]) {
        key(name)
        appendTexts(texts)
    }

    /// A list of objects.
    fileprivate mutating func list<Item>(
        _ name: String, _ items: [Item], _ fields: (Item, inout DocumentBuilder) -> Void
    ) {
        key(name)
        beginArray()
        for item in items {
            beginObject()
            fields(item, &self)
            end()
        }
        end()
    }

    fileprivate mutating func appendFields(of variable: Control.Variable) {
        member("name", variable.name)
        member("expression", variable.expression)
    }

    fileprivate mutating func appendFields(of rule: ResourceRule) {
        texts("operations", rule.operations)
        texts("apiGroups", rule.apiGroups)
        texts("apiVersions", rule.apiVersions)
        texts("resources", rule.resources)
        if !rule.resourceNames.isEmpty { texts("resourceNames", rule.resourceNames) }
    }
}
