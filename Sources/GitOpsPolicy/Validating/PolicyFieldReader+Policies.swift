import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// What policies of all kinds have in common.
extension PolicyFieldReader {
    mutating func paramKind(_ node: Node?, _ path: FieldPath) -> GroupVersionKind? {
        guard let node, !node.isNull else { return nil }
        return GroupVersionKind(
            apiVersion: requiredText(node, "apiVersion", path), kind: requiredText(node, "kind", path))
    }

    /// Which requests a policy is about, which every policy has to say.
    mutating func matchConstraints(_ spec: Node, _ root: FieldPath) -> MatchResources? {
        let path = root.appending(.field("matchConstraints"))
        guard let node = spec["matchConstraints"], !node.isNull else {
            note(spec, path, "is required; say which resources the policy is about")
            return nil
        }
        let read = matchResources(node, path)
        guard read?.resourceRules.isEmpty == true else { return read }
        note(node, path.appending(.field("resourceRules")), "is required; list at least one rule")
        return nil
    }

    mutating func matchConditions(_ spec: Node, _ root: FieldPath) -> [ValidatingAdmissionPolicy.MatchCondition] {
        var conditions: [ValidatingAdmissionPolicy.MatchCondition] = []
        for (node, path) in elements(spec["matchConditions"], root.appending(.field("matchConditions"))) {
            conditions.append(
                ValidatingAdmissionPolicy.MatchCondition(
                    name: requiredText(node, "name", path), expression: expression(node, "expression", path)))
        }
        unique(conditions.map(\.name), spec, "matchConditions", root, limit: 64, what: "conditions")
        return conditions
    }

    mutating func variables(_ spec: Node, _ root: FieldPath) -> [ValidatingAdmissionPolicy.Variable] {
        var variables: [ValidatingAdmissionPolicy.Variable] = []
        for (node, path) in elements(spec["variables"], root.appending(.field("variables"))) {
            variables.append(
                ValidatingAdmissionPolicy.Variable(
                    name: identifier(node, path), expression: expression(node, "expression", path)))
        }
        unique(variables.map(\.name), spec, "variables", root, limit: nil, what: "variables")
        return variables
    }

    /// A name that expressions can use after `variables.`.
    mutating func identifier(_ node: Node, _ path: FieldPath) -> String {
        let name = requiredText(node, "name", path)
        let isIdentifier =
            name.utf8.first.map { Self.isLetter($0) } == true
            && name.utf8.allSatisfy { Self.isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if !isIdentifier, !name.isEmpty {
            note(
                node["name"], path.appending(.field("name")),
                "is \(name.goQuoted), which no expression can use; write letters, digits and _")
        }
        return name
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || byte == UInt8(ascii: "_")
    }

    mutating func unique(
        _ names: [String], _ spec: Node, _ field: String, _ path: FieldPath, limit: Int?, what: String
    ) {
        let path = path.appending(.field(field))
        if let limit, names.count > limit {
            note(spec[field], path, "has \(names.count) \(what), and at most \(limit) are allowed; leave some out")
        }
        var seen: Set<ExactText> = []
        for (index, name) in names.enumerated() where !seen.insert(ExactText(name)).inserted {
            note(
                spec[field]?[index], path.appending(.index(index)),
                "repeats \(name.goQuoted); rename one of both")
        }
    }

    mutating func paramRef(
        _ node: Node?, _ path: FieldPath, _ apiVersion: String
    ) -> ValidatingAdmissionPolicyBinding.ParamRef? {
        guard let node, !node.isNull else { return nil }
        var reference = ValidatingAdmissionPolicyBinding.ParamRef()
        reference.name = text(node["name"], path.appending(.field("name"))) ?? ""
        reference.namespace = text(node["namespace"], path.appending(.field("namespace"))) ?? ""
        if let selector = node["selector"], !selector.isNull {
            reference.selector = self.selector(selector, path.appending(.field("selector")))
        }
        if reference.name.isEmpty == (reference.selector == nil) {
            note(node, path, "needs either name or selector, and not both")
        }
        let field = path.appending(.field("parameterNotFoundAction"))
        switch text(node["parameterNotFoundAction"], field) {
        case "Deny": reference.deniesWithoutParams = true
        case "Allow": reference.deniesWithoutParams = false
        case nil:
            // Defaulted in alpha, required since.
            if !apiVersion.hasSuffix("v1alpha1") {
                note(node, field, "is required; write Deny or Allow")
            }
        case let other?: note(node, field, "is \(other.goQuoted); write Deny or Allow")
        }
        return reference
    }
}
