/// Why a request is denied: what comes nearest to allowing it.
public struct DenialExplanation: Sendable {
    /// Grants and bindings that almost allow it, nearest first. Empty when nothing is near.
    public let nearMisses: [NearMiss]
    /// What the denial comes down to.
    public let conclusion: Conclusion
    /// What is odd about the scope of the question itself.
    public let scopeNote: ScopeNote?

    /// What a denial comes down to.
    public enum Conclusion: Sendable, Hashable {
        /// Bindings name the user or its groups, and something comes near.
        case almost
        /// No binding names the user or one of its groups, although one for someone else comes near.
        case otherSubject
        /// No binding names the user or one of its groups.
        case noBinding
        /// Bindings name the user or its groups, and none of their rules comes near.
        case nothingNear(bindings: Int)
    }
}

/// A grant, or a binding of someone else, that would allow a request but for one thing, or two.
public struct NearMiss: Sendable {
    /// What stands in the way; with two, both do.
    public let mismatches: [Mismatch]
    /// The line it stands in: a rule, a subject or a `roleRef`.
    public let place: GrantPlace
    /// The binding.
    public let binding: GrantPlace
    /// The role it refers to.
    public let role: RoleID
    /// The rule; `nil` when the role does not exist.
    public let rule: PolicyRule?
}

/// One thing by which a rule or binding does not fit a request, with what it has instead.
public enum Mismatch: Sendable, Hashable {
    /// The rule has the verb in other letters, as `Get`.
    case verbCase(granted: String)
    /// The rule has other verbs.
    case verb(granted: [String])
    /// The rule is for named objects, and the request, as by its verb (`create`, `list`, `deletecollection`), has no
    /// name.
    case requestWithoutName(granted: [String])
    /// The rule is for objects of other names.
    case otherName(granted: [String])
    /// The rule has the resource, which does not give its subresources.
    case subresource(granted: String)
    /// The rule has a subresource only.
    case onlySubresource(granted: String)
    /// The rule has `pods/*`, which is no pattern but a name.
    case notAPattern(granted: String)
    /// The rule has the resource in another spelling (`pod`, `Pods`).
    case resourceSpelling(granted: String)
    /// The rule has the resource in other API groups.
    case apiGroup(granted: [String])
    /// The rule has other resources.
    case otherResource(granted: [String])
    /// A RoleBinding grants it in another namespace.
    case otherNamespace(granted: String)
    /// A RoleBinding grants it in a namespace, and the request is for all of them.
    case allNamespaces(granted: String)
    /// A RoleBinding grants a resource of the cluster, which has no namespace: `kubectl auth can-i` with a namespace
    /// says yes, and every request is denied.
    case clusterScopedResource(granted: String)
    /// The rule has other paths.
    case otherPath(granted: [String])
    /// The rule has the path, but a RoleBinding cannot grant paths.
    case pathInRoleBinding(namespace: String)
    /// The rule has the path, but stands in a Role, which cannot grant paths.
    case pathInRole(RoleID)
    /// The binding refers to a role that is not in the set.
    case danglingRole(RoleID)
    /// The binding is a ClusterRoleBinding and refers to a Role, which it cannot grant.
    case roleInClusterBinding(name: String)
    /// A ServiceAccount of this name stands in a ClusterRoleBinding without its namespace.
    case subjectNamespaceMissing(account: String)
    /// The binding names a service account of the same name in another namespace.
    case subjectNamespace(Subject)
    /// The binding names a subject of another kind with the same name.
    case subjectKind(Subject)
    /// The binding names the subject in other letters.
    case subjectCase(Subject)
    /// The binding names a group that the API server puts the user into, and the request lacks.
    case implicitGroup(String)
}
