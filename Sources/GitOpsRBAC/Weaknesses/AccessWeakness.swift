/// Something in roles and bindings that works and should be looked at: it is wider than it has to be, dangerous, or of
/// no use. What is broken is an ``AccessProblem``.
public struct AccessWeakness: Sendable {
    /// What it is.
    public let kind: Kind
    /// The line: a rule, a subject, a role or a binding.
    public let place: GrantPlace
    /// Lines that have to do with it: the rule that makes this one superfluous.
    public let related: [GrantPlace]

    /// What there is to look at.
    public enum Kind: Sendable, Hashable {
        /// A rule allows every verb on every resource.
        case allowsEverything(PolicyRule)
        /// A rule has `*` for verbs, groups or resources, so that what is added to the API later is allowed as well.
        case wildcard(PolicyRule)
        /// A rule allows what leads to more than it says.
        case dangerous(PolicyRule, [AccessDanger])
        /// Another rule of the role allows all of this one.
        case redundantRule(PolicyRule)
        /// Another binding grants the subject the same role in the same place, or in the whole cluster.
        case redundantSubject(Subject, RoleID)
        /// No binding refers to the role, and no role that is bound aggregates it.
        case unboundRole(RoleID)
        /// The role that is bound has no rules.
        case emptyRole(RoleID)
        /// The binding names nobody.
        case bindingWithoutSubjects
        /// A service account that the set does not define: whoever may make it gets the grant.
        case undefinedAccount(Subject)
        /// Everybody, everybody who has logged in, or every service account.
        case everybody(Subject, RoleID)
        /// The account that every pod of a namespace has unless it names another.
        case defaultAccount(Subject, RoleID)
    }
}

/// A permission that gives more than its name says: a row of the table of dangers.
public struct AccessDanger: Sendable, Hashable {
    /// A short name that does not change, such as `read-secrets`.
    public let id: String
    /// What it comes down to.
    public let title: String
    let group: String
    let resource: String
    let subresource: String
    let verbs: [String]

    /// Every danger that is looked for.
    ///
    /// Source: Kubernetes' "Role Based Access Control Good Practices", privilege escalation risks.
    public static let all: [AccessDanger] = [
        .init("read-secrets", "reads every Secret", ["get", "list", "watch"], "", "secrets"),
        .init("impersonate", "acts as others", ["impersonate"], "", "users"),
        .init("impersonate", "acts as others", ["impersonate"], "", "groups"),
        .init("impersonate", "acts as others", ["impersonate"], "", "serviceaccounts"),
        .init("escalate", "writes roles with more than it has", ["escalate"], rbac, "roles"),
        .init("escalate", "writes roles with more than it has", ["escalate"], rbac, "clusterroles"),
        .init("bind", "binds any role", ["bind"], rbac, "roles"),
        .init("bind", "binds any role", ["bind"], rbac, "clusterroles"),
        .init("issue-tokens", "issues tokens of every service account", ["create"], "", "serviceaccounts", "token"),
        .init("enter-pods", "runs commands in every pod", ["create", "get"], "", "pods", "exec"),
        .init("enter-pods", "runs commands in every pod", ["create", "get"], "", "pods", "attach"),
        .init(
            "enter-pods", "runs commands in every pod", ["update", "patch"], "", "pods", "ephemeralcontainers"),
        .init("node-proxy", "talks to the kubelet of every node", ["get", "create"], "", "nodes", "proxy"),
        .init(
            "approve-certificates", "approves client certificates", ["update", "patch"], "certificates.k8s.io",
            "certificatesigningrequests", "approval"),
        .init(
            "admission", "changes what admission refuses and rewrites", writes, "admissionregistration.k8s.io",
            "mutatingwebhookconfigurations"),
        .init(
            "admission", "changes what admission refuses and rewrites", writes, "admissionregistration.k8s.io",
            "validatingwebhookconfigurations"),
        .init("host-volumes", "makes volumes of any folder of a node", ["create"], "", "persistentvolumes"),
        .init("relabel-namespaces", "takes Pod Security off namespaces", ["update", "patch"], "", "namespaces"),
    ]

    private static let rbac = "rbac.authorization.k8s.io"
    private static let writes = ["create", "update", "patch"]

    private init(
        _ id: String, _ title: String, _ verbs: [String], _ group: String, _ resource: String,
        _ subresource: String = ""
    ) {
        self.id = id
        self.title = title
        self.verbs = verbs
        self.group = group
        self.resource = resource
        self.subresource = subresource
    }
}

extension AccessWeakness: CustomStringConvertible {
    /// `access/ci.yaml:12:5: Role shop/ci: …`, with what to do.
    public var description: String { "\(place): \(kind)" }
}

extension AccessWeakness.Kind: CustomStringConvertible {
    /// What there is to look at and what to do.
    public var description: String {
        switch self {
        case .allowsEverything: "the rule allows every verb on every resource; name what is needed"
        case .wildcard(let rule): "the rule \"\(rule)\" also allows what is added to the API later; name what is needed"
        case .dangerous(let rule, let dangers):
            "who holds \"\(rule)\" \(dangers.map(\.title).joined(separator: ", and ")); narrow it or remove it"
        case .redundantRule(let rule): "another rule of the role allows all of \"\(rule)\"; remove one"
        case .redundantSubject(let subject, let role):
            "another binding grants \(role) to \(subject) here already; remove one"
        case .unboundRole(let role): "no binding refers to \(role); bind it or remove it"
        case .emptyRole(let role): "\(role) has no rules, so the binding grants nothing; add rules or remove it"
        case .bindingWithoutSubjects: "the binding names nobody; add subjects or remove it"
        case .undefinedAccount(let subject):
            "\(subject) is not in the set, so whoever may create it gets the grant; add it or remove the subject"
        case .everybody(let subject, let role): "\(role) is granted to \(subject.words); name those who need it"
        case .defaultAccount(let subject, let role):
            "\(role) is granted to \(subject), which every pod has that names no account; give the pod its own"
        }
    }
}

extension Subject {
    fileprivate var words: String {
        switch name {
        case "system:authenticated": "everybody who has logged in (\(self))"
        case "system:anonymous", "system:unauthenticated": "everybody who reaches the API server (\(self))"
        case "system:serviceaccounts": "every service account (\(self))"
        default: "\(self)"
        }
    }
}
