public import GitOpsManifest
import GitOpsReport
import GitOpsSchema

extension ValidatingAdmissionPolicyBinding {
    /// Whether an object is such a binding.
    public static func isBinding(_ id: ResourceID) -> Bool {
        id.kind == "ValidatingAdmissionPolicyBinding" && ValidatingAdmissionPolicy.groups.contains(id.group)
    }

    /// Reads a binding. What the API server would refuse becomes an issue.
    ///
    /// Source: `validateValidatingAdmissionPolicyBindingSpec` in `pkg/apis/admissionregistration/validation/validation.go` of
    /// Kubernetes.
    public init(_ manifest: Manifest) {
        var reader = PolicyFieldReader(manifest)
        let root = FieldPath([.field("spec")])
        let spec = reader.spec(at: root)
        self.manifest = manifest
        name = manifest.id.name
        policyName = reader.requiredText(spec, "policyName", root)
        paramRef = reader.paramRef(spec["paramRef"], root.appending(.field("paramRef")), manifest.apiVersion)
        matchResources = spec["matchResources"].flatMap {
            $0.isNull ? nil : reader.matchResources($0, root.appending(.field("matchResources")))
        }
        actions = reader.actions(spec, root)
        issues = reader.issues
    }

    /// A binding for a policy that has none.
    init(of policy: ValidatingAdmissionPolicy, actions: [PolicyAction]) {
        manifest = policy.manifest
        name = policy.name
        policyName = policy.name
        paramRef = nil
        matchResources = nil
        self.actions = actions
        issues = []
    }
}

extension PolicyFieldReader {
    fileprivate mutating func actions(_ spec: Node, _ path: FieldPath) -> [PolicyAction] {
        let path = path.appending(.field("validationActions"))
        let node = spec["validationActions"]
        var actions: [PolicyAction] = []
        for text in texts(node, path) {
            guard let action = PolicyAction(rawValue: text) else {
                let known = PolicyAction.allCases.map(\.rawValue).joined(separator: ", ")
                note(node, path, "has \(text.goQuoted); write one of \(known)")
                continue
            }
            if actions.contains(action) {
                note(node, path, "repeats \(text); leave one out")
            } else {
                actions.append(action)
            }
        }
        if node?.isNull != false || node?.count == 0 {
            note(node ?? spec, path, "is required; write Deny, Warn or Audit")
        }
        if actions.contains(.deny), actions.contains(.warn) {
            note(node, path, "has both Deny and Warn, which the API server refuses; leave out Warn")
        }
        return actions
    }

    fileprivate mutating func paramRef(
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
