/// How roles are suggested.
public struct RoleSuggestionOptions: Sendable {
    /// From how many names of one resource on a rule is no longer restricted to names; `nil` for never.
    ///
    /// A rule is widened only where the subject holds the wider permission already.
    public var nameLimit: Int?
    /// From how many namespaces on a permission is suggested for the whole cluster; `nil` for never. Only where the
    /// subject holds it there already.
    public var namespaceLimit: Int?
    /// Whether what every user of every cluster may do (discovery, health, reviews of one's own access) is left out
    /// of the roles.
    public var omitsDefaults: Bool
    /// Whether what was used and is not granted by the model is part of the roles all the same.
    public var includesNotGranted: Bool
    /// Whether namespaces with the same rules share one ClusterRole, bound in each of them.
    public var sharesRoles: Bool
    /// What the names of roles and bindings begin with.
    public var namePrefix: String

    /// Options with their defaults: exactly what was used.
    public init(
        nameLimit: Int? = nil, namespaceLimit: Int? = nil, omitsDefaults: Bool = true,
        includesNotGranted: Bool = false, sharesRoles: Bool = true, namePrefix: String = "observed-"
    ) {
        self.nameLimit = nameLimit
        self.namespaceLimit = namespaceLimit
        self.omitsDefaults = omitsDefaults
        self.includesNotGranted = includesNotGranted
        self.sharesRoles = sharesRoles
        self.namePrefix = namePrefix
    }
}
