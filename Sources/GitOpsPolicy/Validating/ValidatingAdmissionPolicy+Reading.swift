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
    /// Source: `validateValidatingAdmissionPolicy` in `pkg/apis/admissionregistration/validation/validation.go` of
    /// Kubernetes.
    public init(_ manifest: Manifest, kubernetes: KubernetesVersion = .newest) {
        var reader = PolicyFieldReader(manifest)
        reader.noteValidatingService(by: kubernetes)
        let root = FieldPath([.field("spec")])
        let spec = reader.spec(at: root)
        self.manifest = manifest
        name = manifest.id.name
        failurePolicy = reader.word(spec["failurePolicy"], root.appending(.field("failurePolicy")), default: .fail)
        paramKind = reader.paramKind(spec["paramKind"], root.appending(.field("paramKind")))
        matchConstraints = reader.matchConstraints(spec, root)
        matchConditions = reader.matchConditions(spec, root)
        variables = reader.variables(spec, root)
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
        reader.unique(auditAnnotations.map(\.key), spec, "auditAnnotations", root, limit: 20, what: "annotations")
        reader.checkAuditKeys(spec, root)
        for annotation in auditAnnotations where annotation.valueExpression.text.utf8.count > 5 * 1024 {
            reader.note(
                annotation.valueExpression.node, annotation.valueExpression.path, "has more than 5 KiB; shorten it")
        }
        reader.noteUnknownFields(ofSpec: .validatingPolicy)
        rule = reader.rule(id: "policy/\(name)", summary: "ValidatingAdmissionPolicy \(name)")
        issues = reader.issues
    }
}

extension PolicyFieldReader {
    /// Which versions of Kubernetes serve the object. It is evaluated all the same, as the server that has it would.
    ///
    /// Source: `zz_generated.prerelease-lifecycle.go` of `k8s.io/api/admissionregistration`; v1 came with 1.30.
    mutating func noteValidatingService(by kubernetes: KubernetesVersion) {
        let kind = GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind)
        guard kind.group == "admissionregistration.k8s.io" else { return }
        var status = APIVersions.status(of: kind, minor: kubernetes.minor)
        if kind.version == "v1", kubernetes.minor < 30 { status = .notYetServed(since: 30) }
        let server = "Kubernetes 1.\(kubernetes.minor), which refuses the object; "
        let message: String
        switch status {
        case .served, .deprecated: return
        case .notYetServed(let since):
            let older = kind.version == "v1" && kubernetes.minor >= 28 ? "v1beta1" : "v1alpha1"
            let advice = kubernetes.minor >= 26 ? "write admissionregistration.k8s.io/\(older)" : "use a webhook"
            message = "is served from 1.\(since) on and not by \(server)\(advice)"
        case .removed(let version, _):
            message = "is gone since 1.\(version) and not served by \(server)write admissionregistration.k8s.io/v1"
        case .unknown:
            message = "is no version that \(kind.kind) has in \(server)write admissionregistration.k8s.io/v1"
        }
        note(manifest.root["apiVersion"], FieldPath([.field("apiVersion")]), message, .warning)
    }

    /// A key follows the policy's name and a slash in the audit event, so it must be the name part of a qualified name.
    ///
    /// Source: `validateAuditAnnotation` in `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes.
    fileprivate mutating func checkAuditKeys(_ spec: Node, _ root: FieldPath) {
        guard let list = spec["auditAnnotations"], list.kind == .array else { return }
        for (index, annotation) in list.elements.enumerated() {
            guard let key = annotation["key"]?.string, !key.allSatisfy(\.isWhitespace) else { continue }
            if key.contains("/") || !Self.isQualifiedName(key) {
                let path = root.appending(.field("auditAnnotations")).appending(.index(index)).appending(.field("key"))
                note(
                    annotation["key"], path,
                    "is \(key.goQuoted); write at most 63 letters, digits, -, _ and ., the first and last no sign")
            }
        }
    }

    fileprivate mutating func validation(_ node: Node, _ path: FieldPath) -> ValidatingAdmissionPolicy.Validation {
        let expression = expression(node, "expression", path)
        let messagePath = path.appending(.field("message"))
        let message = text(node["message"], messagePath) ?? ""
        if !message.isEmpty, message.allSatisfy(\.isWhitespace) {
            note(node["message"], messagePath, "is blank; write a text or leave it out")
        }
        if message.trimmingWhitespace().utf8.contains(where: Self.isLineBreak) {
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

    private static func isLineBreak(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static let reasons = ["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"]
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
