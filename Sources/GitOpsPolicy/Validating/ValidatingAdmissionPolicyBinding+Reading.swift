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
    /// Source: `validateValidatingAdmissionPolicyBindingSpec` in
    /// `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes.
    public init(_ manifest: Manifest, kubernetes: KubernetesVersion = .newest) {
        var reader = PolicyFieldReader(manifest)
        reader.noteValidatingService(by: kubernetes)
        let root = FieldPath([.field("spec")])
        let spec = reader.spec(at: root)
        self.manifest = manifest
        name = manifest.id.name
        policyName = reader.policyName(spec, root)
        paramRef = reader.paramRef(spec["paramRef"], root.appending(.field("paramRef")), manifest.apiVersion)
        matchResources = spec["matchResources"].flatMap {
            $0.isNull ? nil : reader.matchResources($0, root.appending(.field("matchResources")))
        }
        actions = reader.actions(spec, root)
        reader.noteUnknownFields(ofSpec: .validatingBinding)
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
}
