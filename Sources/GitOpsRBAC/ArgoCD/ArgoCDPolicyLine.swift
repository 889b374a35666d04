public import GitOpsManifest

/// A line of an Argo CD policy.
public struct ArgoCDPolicyLine: Sendable, Hashable {
    /// What it says.
    public let rule: Rule
    /// Where it stands.
    public let place: ArgoCDPlace
    /// The project whose role it belongs to; `nil` for the policy of the whole installation.
    public let project: String?

    /// The two kinds of lines.
    public enum Rule: Sendable, Hashable {
        /// `p`: what a subject may do, or may not.
        case permission(Permission)
        /// `g`: a user, group or role has a role.
        case membership(member: String, role: String)
    }

    /// What a subject may do, or may not.
    public struct Permission: Sendable, Hashable {
        /// A user, a role, or the role of a project (`proj:shop:deployer`).
        public let subject: String
        /// The pattern of resources (`applications`).
        public let resource: String
        /// The pattern of actions (`sync`, `action/*`).
        public let action: String
        /// The pattern of objects (`shop/*`).
        public let object: String
        /// `allow` or `deny`; a line with another text does nothing.
        public let effect: String
    }

    /// The permission, unless it is a membership.
    public var permission: Permission? { if case .permission(let permission) = rule { permission } else { nil } }
}

extension ArgoCDPolicyLine: CustomStringConvertible {
    /// As policies have it: `p, role:dev, applications, get, shop/*, allow`.
    public var description: String {
        switch rule {
        case .membership(let member, let role): "g, \(member), \(role)"
        case .permission(let rule):
            "p, \(rule.subject), \(rule.resource), \(rule.action), \(rule.object), \(rule.effect)"
        }
    }
}

/// A place of Argo CD's configuration.
public struct ArgoCDPlace: Sendable, Hashable, CustomStringConvertible {
    /// The file; `Argo CD` for the policy that is built in.
    public let path: String
    /// Where the file came from, when it holds an object.
    public let origin: Origin?
    /// The line of the policy in its file, where the way it is written lets that be known; otherwise where its text
    /// begins.
    public let position: SourcePosition?

    init(path: String, origin: Origin? = nil, position: SourcePosition?) {
        self.path = path
        self.origin = origin
        self.position = position
    }

    /// `argocd-rbac-cm.yaml:12:5`.
    public var description: String { position.map { "\(path):\($0)" } ?? path }

    /// Whether the line is one that every Argo CD has.
    public var isBuiltIn: Bool { origin == nil && position == nil && path == Self.builtInPath }

    static let builtInPath = "Argo CD"
    static let builtIn = ArgoCDPlace(path: builtInPath, position: nil)
}
