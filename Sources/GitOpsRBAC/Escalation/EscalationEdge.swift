/// One way to gain something from what one may do already: a row of the table of escalations.
///
/// An edge is taken when all its preconditions hold at once, whoever they were gained from on the way. What may be
/// done in one namespace leads to that namespace; what may be done cluster-wide leads everywhere.
public struct EscalationEdge: Sendable {
    /// A short name that does not change, such as `C1`.
    public let id: String
    /// What someone does, `creates a pod`.
    public let title: String
    /// Where the rule comes from: a file of Kubernetes or of the controller, an advisory, or documentation.
    public let source: String
    let needs: [EscalationNeed]
    let gain: EscalationGain

    init(_ id: String, _ title: String, needs: [EscalationNeed], gains: EscalationGain, source: String) {
        self.id = id
        self.title = title
        self.needs = needs
        gain = gains
        self.source = source
    }

    /// The preconditions in words, all of which must hold.
    public var preconditions: [String] { needs.map(\.description) }
    /// What is gained, in words.
    public var gains: String { gain.description }
}

extension EscalationEdge {
    /// Every edge that the analysis knows, in the order of the ids' letters.
    public static let all: [EscalationEdge] =
        rbacEdges + boundRoleEdges + identityEdges + constrainedEdges + workloadEdges + nodeEdges + controlPlaneEdges
        + gitOpsEdges + delegationEdges + cloudEdges
}

/// A precondition of an edge.
enum EscalationNeed: Sendable {
    /// A permission, as ``PermissionPattern`` is written.
    case may(String)
    /// Something gained before, in the edge's namespace.
    case has(EscalationFact.Kind)
    /// A property of the cluster, or of the edge's namespace in it.
    case given(ClusterCondition)
}

extension EscalationNeed: CustomStringConvertible {
    var description: String {
        switch self {
        case .may(let pattern): "may \(PermissionPattern.words(pattern))"
        case .has(let kind): "has gained \(kind.words)"
        case .given(let condition): condition.words
        }
    }
}

/// What an edge gives.
enum EscalationGain: Sendable {
    /// A state in the edge's namespace.
    case here(EscalationFact.Kind)
    /// A state in the whole cluster.
    case everywhere(EscalationFact.Kind)
    /// The identities that a name-restricted permission names, or all of a kind when it names none. The number is that
    /// of the precondition.
    case accounts(named: Int)
    case users(named: Int)
    case groups(named: Int)
    /// The roles that a permission to bind names.
    case roles(named: Int)
    case clusterRolesHere(named: Int)
    case clusterRoles(named: Int)
    /// Any permission where one holds a role that one may rewrite.
    case heldRoles(named: Int)
    case heldClusterRoles(named: Int)
    /// Any permission where one holds an aggregated ClusterRole, when all permissions are good for one name: that of a
    /// ClusterRole that there is, or of any.
    case heldAggregates(isWritten: Bool)
    /// A state, when all permissions with names are good for one and the same.
    case named(EscalationFact.Kind, NamedObject)
    /// A state where a binding refers to a role that one may rewrite: the first permission is good for the binding's
    /// name, the others for the role's.
    case rewrittenRolesOfBindings(EscalationFact.Kind, isClusterRole: Bool)
    /// Code in the pods that a permission names, or in all when it names none.
    case pods(named: Int)
    /// The roles of bindings that exist, one's own name added to them.
    case rolesOfBindings(binding: Int, role: Int, isClusterRole: Bool)
    case rolesOfClusterBindings(binding: Int, role: Int)
    /// Any permission where a binding names one and refers to a role that does not exist.
    case missingRoles
    case missingClusterRoles
    /// Accounts that bindings name and nobody has defined, or those of them that a permission names.
    case missingAccounts(named: Int?)
    /// The accounts of the pods in the namespace.
    case podAccounts
    /// The accounts of pods that run on every node.
    case nodeAccounts
    /// The accounts whose tokens stand in Secrets.
    case storedTokens(named: Int)
    /// The account of a controller.
    case controller(Controller)
    /// The controllers that act on custom resources.
    case customResourceControllers
    /// The accounts that Flux objects with a source in the namespace apply with.
    case sourceConsumers
    /// What a controller applies for somebody who has it do so by Argo CD or Git.
    case delegates
    /// What somebody may do whom the first permission names to act for, as far as the second one says.
    case constrained(ConstrainedActor.Target)
}

/// What has to be there, or not, under the name that permissions are good for.
enum NamedObject: Sendable {
    case anything
    /// A role that can be written.
    case role
    case clusterRole
    /// None, so that one can be made.
    case missingRole
    case missingClusterRole
    /// An aggregated ClusterRole.
    case aggregate
    /// A Secret that holds the token of a service account.
    case tokenSecret
    /// Nothing: the name is a node's.
    case nodeUser
}

extension EscalationGain {
    /// Whether it is worth nothing to who may do everything: identities and permissions. Being a member of
    /// `system:masters` is more than a permission.
    var givesPermissions: Bool {
        switch self {
        case .here(let kind), .everywhere(let kind), .named(let kind, _):
            [.anyAccount, .anyUser, .anyGroup, .namespaceAdmin].contains(kind)
        case .groups, .pods: false
        default: true
        }
    }
}

extension EscalationGain {
    /// Whether it is worth nothing to who may do everything in the edge's namespace no later: roles of the namespace
    /// give no more than that.
    var isConfined: Bool {
        switch self {
        case .here(.namespaceAdmin), .named(.namespaceAdmin, _), .rewrittenRolesOfBindings(.namespaceAdmin, _), .roles,
            .clusterRolesHere, .rolesOfBindings, .heldRoles, .missingRoles:
            true
        default: false
        }
    }

    /// Whether a sink may be what it gives, and not only what leads there.
    var mayGiveSink: Bool {
        switch self {
        case .here(let kind), .everywhere(let kind), .named(let kind, _),
            .rewrittenRolesOfBindings(let kind, _):
            EscalationSearch.sinkKinds.contains(kind)
        // Everything, where it is the whole cluster's; membership of `system:masters`.
        case .clusterRoles, .heldRoles, .heldClusterRoles, .heldAggregates, .missingRoles, .missingClusterRoles,
            .groups, .pods:
            true
        case .accounts, .users, .roles, .clusterRolesHere, .rolesOfBindings, .rolesOfClusterBindings,
            .missingAccounts, .podAccounts, .nodeAccounts, .storedTokens, .controller, .customResourceControllers,
            .sourceConsumers, .delegates, .constrained:
            false
        }
    }

    var outcome: EscalationGraph.Outcome {
        switch self {
        case .everywhere(let kind): .state(kind, isEverywhere: true)
        case .here(let kind), .named(let kind, _), .rewrittenRolesOfBindings(let kind, _):
            .state(kind, isEverywhere: false)
        case .accounts, .podAccounts, .nodeAccounts, .storedTokens, .controller, .customResourceControllers,
            .sourceConsumers:
            .accounts
        default: .other
        }
    }
}

extension EscalationGain: CustomStringConvertible {
    var description: String {
        switch self {
        case .here(let kind), .everywhere(let kind), .named(let kind, _), .rewrittenRolesOfBindings(let kind, _):
            kind.words
        case .pods: "code in the pods"
        case .accounts: "the service accounts"
        case .users: "the users"
        case .groups: "the groups"
        case .roles, .clusterRolesHere, .clusterRoles: "the permissions of the roles that may be bound"
        case .heldRoles, .heldClusterRoles: "any permission where a role is held that may be rewritten"
        case .heldAggregates: "any permission where an aggregated ClusterRole is held"
        case .rolesOfBindings, .rolesOfClusterBindings: "the permissions of bindings that may be extended"
        case .missingRoles, .missingClusterRoles: "any permission where a missing role is held"
        case .missingAccounts: "service accounts that bindings name and nobody has defined"
        case .podAccounts: "the service accounts of the pods"
        case .nodeAccounts: "the service accounts of pods that run on every node"
        case .storedTokens: "the service accounts whose tokens stand in Secrets"
        case .controller(let controller): "the service account of \(controller.rawValue)"
        case .customResourceControllers: "the service accounts of controllers that act on custom resources"
        case .sourceConsumers: "the service accounts that apply from a source in the namespace"
        case .delegates: "what the controller may apply, within the limits of the project"
        case .constrained: "what both it and who is acted for may do"
        }
    }
}
