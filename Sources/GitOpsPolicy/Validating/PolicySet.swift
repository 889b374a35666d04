import GitOpsCEL
public import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// The policies of a set of manifests, compiled, with their bindings.
///
/// ```swift
/// let policies = PolicySet(policyManifests)
/// let check = policies.check(AdmissionSimulation(head: manifests))
/// for finding in check.findings { print(finding) }
/// ```
///
/// Policies, bindings and parameters are read from the set; a policy that does not load or compile is kept, and unknown
/// for every document it would match. Of policies or bindings with the same name the last one counts, as when they are
/// applied.
public struct PolicySet: Sendable {
    /// The validating policies, in the order of the set.
    public let policies: [ValidatingAdmissionPolicy]
    /// The bindings of each policy, in the order of the set.
    public let bindings: [[ValidatingAdmissionPolicyBinding]]
    /// The policies that change objects before the others see them.
    public let mutating: MutatingPolicySet
    /// Policies of other engines, in the order of the set; each of them is unknown for all documents.
    public let unevaluated: [UnevaluatedPolicy]
    /// What is wrong with policies and bindings: those of validating policies by place in the set, then those of
    /// mutating ones.
    public let issues: [PolicyIssue]
    /// Why each policy cannot be evaluated; empty for those that can.
    public let obstacles: [[PolicyIssue]]
    let compiled: [CompiledPolicy?]
    let compiledBindings: [[CompiledBinding]]
    let program: Program
    let index: PolicyIndex
    let manifests: ManifestSet
    let kubernetes: KubernetesVersion

    /// Reads and compiles the policies of a set. Complexity: O(bytes of the policies).
    public init(_ set: ManifestSet, options: PolicySetOptions = PolicySetOptions()) {
        var issues: [PolicyIssue] = []
        let policies = Self.last(set.manifests.filter { ValidatingAdmissionPolicy.isPolicy($0.id) }, &issues)
            .map { ValidatingAdmissionPolicy($0, kubernetes: options.kubernetes) }
        let bindings = Self.last(set.manifests.filter { ValidatingAdmissionPolicyBinding.isBinding($0.id) }, &issues)
            .map { ValidatingAdmissionPolicyBinding($0, kubernetes: options.kubernetes) }
        var byPolicy: [ExactText: [ValidatingAdmissionPolicyBinding]] = [:]
        for binding in bindings { byPolicy[ExactText(binding.policyName), default: []].append(binding) }
        var obstacles: [[PolicyIssue]] = []
        var compiled: [CompiledPolicy?] = []
        var bound: [[ValidatingAdmissionPolicyBinding]] = []
        let environments = AdmissionEnvironments(kubernetes: options.kubernetes)
        var compiler = ExpressionCompiler(environments)
        let names = ResourceNameCheck(definitionsIn: set, kubernetes: options.kubernetes)
        for (number, policy) in policies.enumerated() {
            var own = policy.issues
            let expressions = compiler.compile(policy, number: number, issues: &own)
            let errors = own.filter { $0.kind == .error }
            let unserved = names.issues(policy.matchConstraints, of: policy.manifest, at: "matchConstraints")
            issues += (own + unserved).of(policy.manifest)
            obstacles.append(errors)
            compiled.append(errors.isEmpty ? CompiledPolicy(policy, expressions) : nil)
            var list = byPolicy.removeValue(forKey: ExactText(policy.name)) ?? []
            if list.isEmpty, !options.actionsWithoutBinding.isEmpty {
                list = [ValidatingAdmissionPolicyBinding(of: policy, actions: options.actionsWithoutBinding)]
            }
            bound.append(list)
        }
        for binding in bindings {
            var own = binding.issues
            own += names.issues(binding.matchResources, of: binding.manifest, at: "matchResources")
            if byPolicy[ExactText(binding.policyName)] != nil, !binding.policyName.isEmpty {
                own.append(
                    Self.bindsNothing(
                        binding.manifest, policyName: binding.policyName, among: policies.map(\.name)))
            }
            issues += own.of(binding.manifest)
        }
        self.policies = policies
        self.bindings = bound
        compiledBindings = bound.map { $0.map { CompiledBinding($0) } }
        self.obstacles = obstacles
        self.compiled = compiled
        program = compiler.program()
        mutating = MutatingPolicySet(set, environments, options: options)
        self.issues = issues + mutating.issues + Self.misspeltKinds(set)
        unevaluated = set.manifests.compactMap { UnevaluatedPolicy($0) }
        manifests = set
        kubernetes = options.kubernetes
        index = PolicyIndex(zip(policies, obstacles).map { Self.usable($0.matchConstraints, $1) })
    }

    /// Which requests a policy is about; `nil` where the server would refuse what it says of that, so that nobody
    /// knows.
    func usableConstraints(of policy: Int) -> MatchResources? {
        Self.usable(policies[policy].matchConstraints, obstacles[policy])
    }

    static func usable(_ constraints: MatchResources?, _ obstacles: [PolicyIssue]) -> MatchResources? {
        let isBroken = obstacles.contains { $0.path.steps.dropFirst().first == .field("matchConstraints") }
        return isBroken ? nil : constraints
    }

    /// A binding whose policy is not there.
    static func bindsNothing(_ binding: Manifest, policyName: String, among names: [String]) -> PolicyIssue {
        let nearest = NearestName.of(policyName, among: names).map { "; did you mean \($0)?" } ?? ""
        return PolicyIssue(
            .warning, path: FieldPath([.field("spec"), .field("policyName")]),
            message: "no policy \(policyName.goQuoted) is in the set; the binding does nothing\(nearest)",
            place: SourcePlace(binding.root["spec"]?["policyName"] ?? binding.root, origin: binding.origin))
    }

    /// The last object of each name; earlier ones are told.
    static func last(_ manifests: [Manifest], _ issues: inout [PolicyIssue]) -> [Manifest] {
        var positions: [ExactText: Int] = [:]
        var counts: [ExactText: Int] = [:]
        var kept: [Manifest?] = []
        for manifest in manifests {
            if let earlier = positions.updateValue(kept.count, forKey: ExactText(manifest.id.name)),
                let replaced = kept[earlier]
            {
                let later = SourcePlace(manifest.root, origin: manifest.origin)
                var issue = PolicyIssue(
                    .warning, message: "is defined again at \(later), which counts; remove one of both",
                    place: SourcePlace(replaced.root, origin: replaced.origin))
                let number = counts[ExactText(manifest.id.name), default: 0]
                counts[ExactText(manifest.id.name)] = number + 1
                issue.identity = ["\(manifest.id)", "is defined again", "\(number)"]
                issues.append(issue)
                kept[earlier] = nil
            }
            kept.append(manifest)
        }
        return kept.compactMap { $0 }
    }
}
