import GitOpsPolicy

extension PolicySet {
    /// Whether there is anything to ask.
    var hasPolicies: Bool { !policies.isEmpty || !mutating.policies.isEmpty || !unevaluated.isEmpty }

    /// The names of mutating policies that the server does not ask, because nothing binds them.
    var unboundMutatingPolicies: [String] {
        mutating.policies.indices.filter { mutating.bindings[$0].isEmpty }.map { mutating.policies[$0].name }
    }
}
