public import GitOpsManifest
import GitOpsReport
import GitOpsSchema

extension ValidatingAdmissionPolicy {
    /// API groups of the kind: that of Kubernetes, and that of the prototype, which is a webhook.
    static let groups = ["admissionregistration.k8s.io", "admissionregistration.x-k8s.io"]

    /// Whether an object is such a policy.
    public static func isPolicy(_ id: ResourceID) -> Bool {
        id.kind == "ValidatingAdmissionPolicy" && groups.contains(id.group)
    }

    /// Reads a policy. What the API server would refuse becomes an issue, so that a policy is never lost.
    ///
    /// Source: `validateValidatingAdmissionPolicy` in `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes.
    public init(_ manifest: Manifest) {
        var reader = PolicyFieldReader(manifest)
        let root = FieldPath([.field("spec")])
        let spec = reader.spec(at: root)
        self.manifest = manifest
        name = manifest.id.name
        failurePolicy = reader.word(spec["failurePolicy"], root.appending(.field("failurePolicy")), default: .fail)
        paramKind = reader.paramKind(spec["paramKind"], root.appending(.field("paramKind")))
        let constraints = root.appending(.field("matchConstraints"))
        if let node = spec["matchConstraints"], !node.isNull {
            let read = reader.matchResources(node, constraints)
            if read?.resourceRules.isEmpty == true {
                reader.note(node, constraints.appending(.field("resourceRules")), "is required; list at least one rule")
            }
            matchConstraints = read?.resourceRules.isEmpty == true ? nil : read
        } else {
            reader.note(spec, constraints, "is required; say which resources the policy is about")
            matchConstraints = nil
        }
        matchConditions = reader.elements(spec["matchConditions"], root.appending(.field("matchConditions"))).map {
            MatchCondition(
                name: reader.requiredText($0.node, "name", $0.path),
                expression: reader.expression($0.node, "expression", $0.path))
        }
        variables = reader.elements(spec["variables"], root.appending(.field("variables"))).map {
            Variable(
                name: reader.identifier($0.node, $0.path), expression: reader.expression($0.node, "expression", $0.path)
            )
        }
        validations = reader.elements(spec["validations"], root.appending(.field("validations"))).map {
            reader.validation($0.node, $0.path)
        }
        auditAnnotations = reader.elements(spec["auditAnnotations"], root.appending(.field("auditAnnotations"))).map {
            AuditAnnotation(
                key: reader.requiredText($0.node, "key", $0.path),
                valueExpression: reader.expression($0.node, "valueExpression", $0.path))
        }
        if validations.isEmpty, auditAnnotations.isEmpty {
            reader.note(
                spec, root, "has neither validations nor auditAnnotations, one of which is required; write one")
        }
        reader.unique(
            matchConditions.map(\.name), spec, "matchConditions", root, limit: 64, what: "conditions")
        reader.unique(variables.map(\.name), spec, "variables", root, limit: nil, what: "variables")
        reader.unique(auditAnnotations.map(\.key), spec, "auditAnnotations", root, limit: 20, what: "annotations")
        for annotation in auditAnnotations where annotation.valueExpression.text.utf8.count > 5 * 1024 {
            reader.note(
                annotation.valueExpression.node, annotation.valueExpression.path, "has more than 5 KiB; shorten it")
        }
        issues = reader.issues
    }
}

extension PolicyFieldReader {
    fileprivate mutating func paramKind(_ node: Node?, _ path: FieldPath) -> GroupVersionKind? {
        guard let node, !node.isNull else { return nil }
        return GroupVersionKind(
            apiVersion: requiredText(node, "apiVersion", path), kind: requiredText(node, "kind", path))
    }

    fileprivate mutating func validation(_ node: Node, _ path: FieldPath) -> ValidatingAdmissionPolicy.Validation {
        let expression = expression(node, "expression", path)
        let messagePath = path.appending(.field("message"))
        let message = text(node["message"], messagePath) ?? ""
        if !message.isEmpty, message.allSatisfy(\.isWhitespace) {
            note(node["message"], messagePath, "is blank; write a text or leave it out")
        }
        if message.trimmingWhitespace().contains(where: \.isNewline) {
            note(node["message"], messagePath, "has line breaks, which the API server refuses; write one line")
        }
        let expressionPath = path.appending(.field("messageExpression"))
        let messageText = text(node["messageExpression"], expressionPath) ?? ""
        if !messageText.isEmpty, messageText.allSatisfy(\.isWhitespace) {
            note(node["messageExpression"], expressionPath, "is blank; write an expression or leave it out")
        }
        let reason = text(node["reason"], path.appending(.field("reason"))).flatMap { $0.isEmpty ? nil : $0 }
        if let reason, !Self.reasons.contains(reason) {
            note(
                node["reason"], path.appending(.field("reason")),
                "is \(reason.goQuoted); write one of \(Self.reasons.joined(separator: ", "))")
        }
        return ValidatingAdmissionPolicy.Validation(
            expression: expression, message: message,
            messageExpression: messageText.isEmpty
                ? nil
                : node["messageExpression"].map {
                    PolicyExpression(text: messageText, node: $0, path: expressionPath)
                }, reason: reason)
    }

    private static let reasons = ["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"]

    /// A name that expressions can use after `variables.`.
    fileprivate mutating func identifier(_ node: Node, _ path: FieldPath) -> String {
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

    fileprivate mutating func unique(
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
}

extension String {
    /// Without white space at both ends, as Go's `strings.TrimSpace` takes it off.
    func trimmingWhitespace() -> String {
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
