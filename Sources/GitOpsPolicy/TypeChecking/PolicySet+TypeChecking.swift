public import GitOpsManifest

extension PolicySet {
    /// What the API server's type checker says about the policies that load and compile, in their order.
    ///
    /// Expressions of `validations` are checked against the schema of each kind that `matchConstraints` names without a
    /// wildcard, at most ten; `params` have the type of `paramKind`. Definitions of custom resources are those among
    /// the policies and those of the given set. Complexity: O(bytes of the policies × kinds).
    ///
    /// Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking.
    public func typeCheckingWarnings(definitionsIn set: ManifestSet = ManifestSet()) -> [TypeCheckingWarning] {
        guard compiled.contains(where: { $0 != nil }) else { return [] }
        let checker = PolicyTypeChecker(definitionsIn: manifests.appending(set), kubernetes: kubernetes)
        return compiled.flatMap { policy in policy.map { checker.warnings($0.policy) } ?? [] }
    }
}
