import GitOpsCEL
import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// The mutating policies of a set of manifests, compiled, with their bindings.
///
/// The API server asks them in no order it promises; here it is that of their names, and so is that of their bindings.
public struct MutatingPolicySet: Sendable {
    /// The policies, by name.
    public let policies: [MutatingAdmissionPolicy]
    /// The bindings of each policy, by name.
    public let bindings: [[MutatingAdmissionPolicyBinding]]
    /// What is wrong with policies and bindings.
    public let issues: [PolicyIssue]
    /// Why each policy cannot be evaluated; empty for those that can.
    public let obstacles: [[PolicyIssue]]
    let compiled: [CompiledExpressions?]
    let compiledBindings: [[CompiledBinding]]
    let program: Program
    let index: PolicyIndex

    /// Reads and compiles the policies of a set. Complexity: O(bytes of the policies).
    init(_ set: ManifestSet, _ environments: AdmissionEnvironments, options: PolicySetOptions) {
        var issues: [PolicyIssue] = []
        let policies = PolicySet.last(set.manifests.filter { MutatingAdmissionPolicy.isPolicy($0.id) }, &issues)
            .map { MutatingAdmissionPolicy($0, kubernetes: options.kubernetes) }
            .sorted { $0.name.precedesByBytes($1.name) }
        let bindings = PolicySet.last(set.manifests.filter { MutatingAdmissionPolicyBinding.isBinding($0.id) }, &issues)
            .map { MutatingAdmissionPolicyBinding($0, kubernetes: options.kubernetes) }
            .sorted { $0.name.precedesByBytes($1.name) }
        var byPolicy: [ExactText: [MutatingAdmissionPolicyBinding]] = [:]
        for binding in bindings { byPolicy[ExactText(binding.policyName), default: []].append(binding) }
        var obstacles: [[PolicyIssue]] = []
        var compiled: [CompiledExpressions?] = []
        var bound: [[MutatingAdmissionPolicyBinding]] = []
        var compiler = ExpressionCompiler(environments)
        let names = ResourceNameCheck(definitionsIn: set, kubernetes: options.kubernetes)
        for (number, policy) in policies.enumerated() {
            var own = policy.issues
            let expressions = compiler.compile(policy, number: number, issues: &own)
            let unserved = names.issues(policy.matchConstraints, of: policy.manifest, at: "matchConstraints")
            issues += (own + unserved).of(policy.manifest)
            obstacles.append(own.filter { $0.kind == .error })
            compiled.append(own.contains { $0.kind == .error } ? nil : expressions)
            var list = byPolicy.removeValue(forKey: ExactText(policy.name)) ?? []
            if list.isEmpty, !options.actionsWithoutBinding.isEmpty {
                list = [MutatingAdmissionPolicyBinding(of: policy)]
            }
            bound.append(list)
        }
        for binding in bindings {
            var own = binding.issues
            own += names.issues(binding.matchResources, of: binding.manifest, at: "matchResources")
            if byPolicy[ExactText(binding.policyName)] != nil, !binding.policyName.isEmpty {
                own.append(
                    PolicySet.bindsNothing(
                        binding.manifest, policyName: binding.policyName, among: policies.map(\.name)))
            }
            issues += own.of(binding.manifest)
        }
        self.policies = policies
        self.bindings = bound
        compiledBindings = bound.map { $0.map { CompiledBinding($0) } }
        self.issues = issues
        self.obstacles = obstacles
        self.compiled = compiled
        program = compiler.program()
        index = PolicyIndex(zip(policies, obstacles).map { PolicySet.usable($0.matchConstraints, $1) })
    }
}
