import GitOpsManifest

/// One request on its way through mutating policies: its object, and which policies are asked once more.
///
/// Source: `reinvocationcontext.go` and `dispatchInvocations` in
/// `k8s.io/apiserver/pkg/admission/plugin/policy/mutating`, `k8s.io/apiserver/pkg/admission/reinvocation.go`.
struct MutationRun {
    /// A binding of a policy, by their places in the set.
    struct Place: Hashable {
        let policy: Int
        let binding: Int
    }

    /// A policy with a parameter.
    struct Invocation: Hashable {
        let place: Place
        let param: ResourceID?
    }

    var object: MutatedObject
    /// All policies that are to be asked again are being asked again.
    private(set) var isSecondPass = false
    /// Something was mutated, so that there is a second pass.
    private(set) var isReinvoking = false
    /// May be asked again, and nothing has changed since they were asked.
    private var invoked: [Invocation] = []
    private var again: Set<Invocation> = []

    init(object: MutatedObject) { self.object = object }

    /// Whether a policy is asked in this pass.
    func asks(_ invocation: Invocation) -> Bool { !isSecondPass || again.contains(invocation) }

    mutating func note(
        _ invocation: Invocation, _ mutations: [AppliedMutation], _ policy: MutatingAdmissionPolicy.ReinvocationPolicy
    ) {
        guard !isSecondPass else { return }
        if mutations.contains(where: \.isChange) {
            again.formUnion(invoked)
            invoked = []
        }
        if !mutations.isEmpty { isReinvoking = true }
        if policy == .ifNeeded { invoked.append(invocation) }
    }

    /// The server counts a mutation that changed nothing as one that did, so that all are asked again.
    mutating func beginReinvocation() {
        again.formUnion(invoked)
        invoked = []
        isSecondPass = true
    }
}
