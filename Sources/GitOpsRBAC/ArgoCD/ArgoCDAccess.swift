public import GitOpsManifest
public import GitOpsSchema

/// Argo CD's own RBAC: who may do what with its applications, projects, clusters and repositories.
///
/// Equal to the decision of Argo CD's API server over `argocd-rbac-cm` and the roles of AppProjects. Policies are lines
/// of casbin: a request is allowed when some line allows it and none denies it, for the user, or for one of the groups.
/// The default role is asked first and alone, so a `deny` takes nothing of it away. Groups count only when some `g`
/// line names them: a `p` line for a group does nothing.
///
/// Sources: `util/rbac/rbac.go`, `server/rbacpolicy/rbacpolicy.go`, `assets/model.conf` and
/// `pkg/apis/application/v1alpha1/app_project_types.go` of Argo CD 3.
public struct ArgoCDAccess: Sendable {
    /// How patterns are matched.
    public enum MatchMode: String, Sendable, Hashable, CaseIterable {
        case glob, regex
    }

    /// A role of an AppProject.
    public struct ProjectRole: Sendable, Hashable {
        /// The project.
        public let project: String
        /// The name of the role.
        public let name: String
        /// The groups that have it.
        public let groups: [String]
        /// How many tokens of it are valid. The tokens themselves do not stand in manifests.
        public let tokenCount: Int
        /// Where it stands.
        public let place: ArgoCDPlace

        /// As policies name it: `proj:shop:deployer`.
        public var subject: String { "proj:\(project):\(name)" }
    }

    /// Every line: those of every Argo CD, of the configuration, of the projects.
    public let lines: [ArgoCDPolicyLine]
    /// The role that everybody has who has logged in.
    public let defaultRole: String?
    /// The parts of a token that are read as groups.
    public let scopes: [String]
    /// How patterns are matched.
    public let matchMode: MatchMode
    /// The roles of projects.
    public let projectRoles: [ProjectRole]
    /// The projects of the set, sorted; those whose policies Argo CD cannot read count as well, without their policies.
    public let projects: [String]
    /// What is broken or has no effect.
    public let problems: [ArgoCDProblem]
    /// The lines of the configuration that Argo CD cannot read: while there is one, it allows nothing.
    ///
    /// Its API server ends when it starts with such a policy (`rbacPolicyLoader` in `server/server.go`), and one that
    /// runs fails every request once it has seen it (`getCasbinEnforcer` in `util/rbac/rbac.go`).
    public private(set) var refusals: [ArgoCDProblem]
    let base: ArgoCDPolicy
    let ofProject: [String: ArgoCDPolicy]

    /// The RBAC of the Argo CD whose configuration is in a set; of the first one, when there are several.
    ///
    /// - Parameters:
    ///   - manifests: the ConfigMap `argocd-rbac-cm` and the AppProjects of its namespace; what has no namespace
    ///     belongs to all.
    ///   - namespace: where Argo CD is installed; `nil` for where the ConfigMap or the first project is.
    ///   - patterns: matches regular expressions, for `policy.matchMode: regex`.
    ///   - limits: how much is taken in.
    public init(
        _ manifests: ManifestSet, namespace: String? = nil, patterns: (any PatternMatching)? = nil,
        limits: ArgoCDLimits = ArgoCDLimits()
    ) {
        var reader = ArgoCDConfigurationReader(manifests, namespace: namespace, limits: limits)
        reader.read()
        self.init(reader, patterns: patterns)
    }

    /// The RBAC of a `policy.csv`, as `argocd admin settings rbac` takes it.
    public init(
        policy: SourceText, defaultRole: String? = nil, matchMode: MatchMode = .glob,
        patterns: (any PatternMatching)? = nil, limits: ArgoCDLimits = ArgoCDLimits()
    ) {
        var reader = ArgoCDConfigurationReader(ManifestSet(), namespace: nil, limits: limits)
        reader.read(policy)
        reader.defaultRole = defaultRole.map { ($0, ArgoCDPlace(path: policy.name, position: nil)) }
        reader.matchMode = matchMode
        self.init(reader, patterns: patterns)
    }

    private init(_ reader: ArgoCDConfigurationReader, patterns: (any PatternMatching)?) {
        defaultRole = reader.defaultRole?.name
        scopes = reader.scopes
        matchMode = reader.matchMode
        projectRoles = reader.projectRoles
        projects = reader.projects.sorted { $0.precedesByBytes($1) }
        let matcher = ArgoCDMatcher(mode: reader.matchMode, patterns: patterns)
        let global = ArgoCDBuiltInPolicy.lines + reader.lines
        let base = ArgoCDPolicy(global, matcher: matcher)
        self.base = base
        ofProject = reader.linesOfProjects.mapValues { base.adding($0) }
        lines = global + projects.flatMap { reader.linesOfProjects[$0] ?? [] }
        refusals = reader.malformed
        problems = reader.problems + ArgoCDChecks(reader, matcher: matcher).problems
    }
}

extension ArgoCDAccess {
    /// The same RBAC as if the lines were removed that Argo CD cannot read: without ``refusals``.
    public var withoutRefusedLines: ArgoCDAccess {
        var copy = self
        copy.refusals = []
        return copy
    }
}

/// A request to Argo CD.
public struct ArgoCDRequest: Sendable, Hashable {
    /// The resource: `applications`, `clusters` …
    public var resource: String
    /// The action: `get`, `sync`, `action/apps/Deployment/restart`, `update/apps/Deployment/shop/web` …
    public var action: String
    /// The object: `PROJECT/NAME`, `PROJECT/NAMESPACE/NAME` for an application outside of Argo CD's namespace, a
    /// server, a repository …
    public var object: String

    /// A request from its parts.
    public init(resource: String, action: String, object: String) {
        self.resource = resource
        self.action = action
        self.object = object
    }

    /// A request for an application; `namespace` is needed only outside of Argo CD's own.
    public static func application(_ action: String, project: String, namespace: String? = nil, name: String) -> Self {
        let object = namespace.map { "\(project)/\($0)/\(name)" } ?? "\(project)/\(name)"
        return ArgoCDRequest(resource: "applications", action: action, object: object)
    }
}

extension ArgoCDRequest: CustomStringConvertible {
    /// `sync applications shop/web`.
    public var description: String { "\(action) \(resource) \(object)" }
}

/// Who sends requests to Argo CD.
public struct ArgoCDIdentity: Sendable, Hashable {
    /// The user, or the role of a project to which a token belongs (`proj:shop:deployer`).
    public var user: String
    /// What the token has as groups.
    public var groups: [String]

    /// An identity from its parts.
    public init(user: String, groups: [String] = []) {
        self.user = user
        self.groups = groups
    }

    /// The project, when this is a token of its role.
    ///
    /// Source: `GetProjectRoleFromSubject` in `server/rbacpolicy/rbacpolicy.go`.
    var project: String? {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "proj" ? String(parts[1]) : nil
    }
}
