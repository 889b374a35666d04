public import GitOpsManifest
import GitOpsReport
import GitOpsSchema

extension MutatingAdmissionPolicy {
    static let group = "admissionregistration.k8s.io"

    /// Whether an object is such a policy.
    public static func isPolicy(_ id: ResourceID) -> Bool { id.kind == "MutatingAdmissionPolicy" && id.group == group }

    /// Reads a policy. What an API server of that version would refuse becomes an issue, so that a policy is never
    /// lost.
    ///
    /// Source: `validateMutatingAdmissionPolicySpec` in `pkg/apis/admissionregistration/validation/validation.go` of
    /// Kubernetes.
    public init(_ manifest: Manifest, kubernetes: KubernetesVersion = .newest) {
        var reader = PolicyFieldReader(manifest)
        let root = FieldPath([.field("spec")])
        reader.noteService(by: kubernetes)
        let spec = reader.spec(at: root)
        self.manifest = manifest
        name = manifest.id.name
        failurePolicy = reader.word(spec["failurePolicy"], root.appending(.field("failurePolicy")), default: .fail)
        let reinvocation = root.appending(.field("reinvocationPolicy"))
        if spec["reinvocationPolicy"]?.isNull != false {
            reader.note(spec, reinvocation, "is required; write Never or IfNeeded")
        }
        reinvocationPolicy = reader.word(spec["reinvocationPolicy"], reinvocation, default: .never)
        paramKind = reader.paramKind(spec["paramKind"], root.appending(.field("paramKind")))
        matchConstraints = reader.matchConstraints(spec, root)
        reader.refuseDeletion(spec["matchConstraints"], root.appending(.field("matchConstraints")))
        matchConditions = reader.matchConditions(spec, root)
        variables = reader.variables(spec, root)
        var mutations: [Mutation] = []
        for (node, path) in reader.elements(spec["mutations"], root.appending(.field("mutations"))) {
            if let mutation = reader.mutation(node, path) { mutations.append(mutation) }
        }
        self.mutations = mutations
        if spec["mutations"]?.isNull != false || spec["mutations"]?.count == 0 {
            reader.note(
                spec["mutations"] ?? spec, root.appending(.field("mutations")), "is required; write at least one")
        }
        reader.noteUnknownFields(ofSpec: .mutatingPolicy)
        rule = reader.rule(id: "mutating-policy/\(name)", summary: "MutatingAdmissionPolicy \(name)")
        issues = reader.issues
    }
}

extension PolicyFieldReader {
    /// Which versions of Kubernetes have the kind, and from which on it is evaluated without being switched on.
    ///
    /// Source: `MutatingAdmissionPolicy` in `k8s.io/apiserver/pkg/features/kube_features.go`.
    mutating func noteService(by kubernetes: KubernetesVersion) {
        let path = FieldPath([.field("apiVersion")])
        let node = manifest.root["apiVersion"]
        let kind = GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind)
        switch APIVersions.status(of: kind, minor: kubernetes.minor) {
        case .served, .deprecated:
            guard kubernetes.minor < Self.onByDefault else { return }
            note(
                node, path,
                "is not evaluated by Kubernetes 1.\(kubernetes.minor) unless the feature gate MutatingAdmissionPolicy "
                    + "is on; turn it on, or go to 1.\(Self.onByDefault)", .warning)
        case .notYetServed(let since):
            note(
                node, path,
                "is served from Kubernetes 1.\(since) on, not by 1.\(kubernetes.minor); use an older version of the "
                    + "API, or a webhook")
        case .removed(let version, _):
            note(
                node, path, "is no longer served from Kubernetes 1.\(version) on; write admissionregistration.k8s.io/v1"
            )
        case .unknown:
            note(node, path, "is no version of \(manifest.id.kind); write admissionregistration.k8s.io/v1")
        }
    }

    /// Minor version.
    private static let onByDefault = 36

    /// There is no object to change when one is deleted.
    ///
    /// Source: `supportedMutatingOperations` in `pkg/apis/admissionregistration/validation/validation.go` of
    /// Kubernetes.
    mutating func refuseDeletion(_ choice: Node?, _ path: FieldPath) {
        let path = path.appending(.field("resourceRules"))
        guard let rules = choice?["resourceRules"], rules.kind == .array else { return }
        for (index, rule) in rules.elements.enumerated() {
            guard let operations = rule["operations"], operations.kind == .array else { continue }
            for operation in operations.elements where operation.string == "DELETE" {
                note(
                    operation, path.appending(.index(index)).appending(.field("operations")),
                    "has DELETE, which leaves nothing to change; leave it out")
            }
        }
    }

    fileprivate mutating func mutation(_ node: Node, _ path: FieldPath) -> MutatingAdmissionPolicy.Mutation? {
        let typePath = path.appending(.field("patchType"))
        let known = "ApplyConfiguration or JSONPatch"
        guard let word = text(node["patchType"], typePath) else {
            if node["patchType"]?.isNull != false { note(node, typePath, "is required; write \(known)") }
            return nil
        }
        guard let patchType = MutatingAdmissionPolicy.PatchType(rawValue: word) else {
            note(node["patchType"], typePath, "is \(word.goQuoted); write \(known)")
            return nil
        }
        let names = ["applyConfiguration", "jsonPatch"]
        let own = names[patchType == .jsonPatch ? 1 : 0]
        for name in names where name != own && node[name]?.isNull == false {
            note(node[name], path.appending(.field(name)), "does not go with patchType \(word); leave it out")
        }
        guard let patch = node[own], patch.kind == .object else {
            note(
                node[own] ?? node, path.appending(.field(own)),
                "is required with patchType \(word); write an object with an expression")
            return nil
        }
        return MutatingAdmissionPolicy.Mutation(
            patchType: patchType, expression: expression(patch, "expression", path.appending(.field(own))))
    }
}

extension MutatingAdmissionPolicyBinding {
    /// Whether an object is such a binding.
    public static func isBinding(_ id: ResourceID) -> Bool {
        id.kind == "MutatingAdmissionPolicyBinding" && id.group == MutatingAdmissionPolicy.group
    }

    /// Reads a binding. What an API server of that version would refuse becomes an issue.
    ///
    /// Source: `validateMutatingAdmissionPolicyBindingSpec` in
    /// `pkg/apis/admissionregistration/validation/validation.go` of Kubernetes.
    public init(_ manifest: Manifest, kubernetes: KubernetesVersion = .newest) {
        var reader = PolicyFieldReader(manifest)
        let root = FieldPath([.field("spec")])
        reader.noteService(by: kubernetes)
        let spec = reader.spec(at: root)
        self.manifest = manifest
        name = manifest.id.name
        policyName = reader.policyName(spec, root)
        paramRef = reader.paramRef(spec["paramRef"], root.appending(.field("paramRef")), manifest.apiVersion)
        let path = root.appending(.field("matchResources"))
        matchResources = spec["matchResources"].flatMap { $0.isNull ? nil : reader.matchResources($0, path) }
        reader.refuseDeletion(spec["matchResources"], path)
        reader.noteUnknownFields(ofSpec: .mutatingBinding)
        issues = reader.issues
    }

    /// A binding for a policy that has none.
    init(of policy: MutatingAdmissionPolicy) {
        manifest = policy.manifest
        name = policy.name
        policyName = policy.name
        paramRef = nil
        matchResources = nil
        issues = []
    }
}
