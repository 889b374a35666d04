import GitOpsManifest

/// How a cluster is set up for Pod Security: what goes for namespaces without labels, and who is exempt.
///
/// Source: `PodSecurityConfiguration` of pod-security-admission, `admission/api/types.go`.
public struct PodSecurityConfiguration: Sendable, Hashable {
    /// What goes for namespaces whose labels do not say.
    public var defaults: PodSecurityPolicy
    /// Names of users whose requests are not looked at.
    public var exemptUsernames: [String]
    /// Names of namespaces that are not looked at.
    public var exemptNamespaces: [String]
    /// Names of runtime classes; pods that have one are not looked at.
    public var exemptRuntimeClasses: [String]

    /// A configuration from its parts; without any, that of a server without configuration.
    public init(
        defaults: PodSecurityPolicy = PodSecurityPolicy(), exemptUsernames: [String] = [],
        exemptNamespaces: [String] = [], exemptRuntimeClasses: [String] = []
    ) {
        self.defaults = defaults
        self.exemptUsernames = exemptUsernames
        self.exemptNamespaces = exemptNamespaces
        self.exemptRuntimeClasses = exemptRuntimeClasses
    }

    func exempts(username: String) -> Bool { Self.list(exemptUsernames, has: username) }
    func exempts(namespace: String) -> Bool { Self.list(exemptNamespaces, has: namespace) }
    func exempts(runtimeClass: String) -> Bool { Self.list(exemptRuntimeClasses, has: runtimeClass) }

    private static func list(_ names: [String], has name: String) -> Bool {
        !name.isEmpty && names.contains { $0.hasSameBytes(as: name) }
    }
}
