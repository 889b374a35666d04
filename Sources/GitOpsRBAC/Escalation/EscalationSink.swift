/// What nobody should reach unnoticed.
public enum EscalationSink: Sendable, Hashable {
    /// Every permission in the whole cluster.
    case clusterAdmin
    /// Membership of `system:masters`, whom the API server allows everything and no binding has to.
    case systemMasters
    /// Root on a node.
    case nodeRoot
    /// All Secrets: of a namespace, or with `nil` of the cluster.
    case secrets(namespace: String?)
    /// Traffic of others: of a namespace, or with `nil` of the cluster.
    case trafficInterception(namespace: String?)
    /// Admission policies and network policies out of force: in a namespace, or with `nil` in the cluster.
    case guardrailsOff(namespace: String?)
    /// An identity of the cloud that a service account of a namespace, or with `nil` of any, stands for.
    case cloudIdentity(namespace: String?)

    /// The name by which files and commands call it: `cluster-admin`, `node-root`, `secrets` …
    public var id: String {
        switch self {
        case .clusterAdmin: "cluster-admin"
        case .systemMasters: "system-masters"
        case .nodeRoot: "node-root"
        case .secrets: "secrets"
        case .trafficInterception: "traffic-interception"
        case .guardrailsOff: "guardrails-off"
        case .cloudIdentity: "cloud-identity"
        }
    }

    /// The names of all sinks.
    public static let ids = [
        "cluster-admin", "system-masters", "node-root", "secrets", "traffic-interception", "guardrails-off",
        "cloud-identity",
    ]

    /// The namespace that it is in; `nil` for the whole cluster.
    public var namespace: String? {
        switch self {
        case .clusterAdmin, .systemMasters, .nodeRoot: nil
        case .secrets(let namespace), .trafficInterception(let namespace), .guardrailsOff(let namespace),
            .cloudIdentity(let namespace):
            namespace
        }
    }

    /// A sink by its name; `nil` for a name that is none.
    public init?(id: String, namespace: String? = nil) {
        switch id {
        case "cluster-admin": self = .clusterAdmin
        case "system-masters": self = .systemMasters
        case "node-root": self = .nodeRoot
        case "secrets": self = .secrets(namespace: namespace)
        case "traffic-interception": self = .trafficInterception(namespace: namespace)
        case "guardrails-off": self = .guardrailsOff(namespace: namespace)
        case "cloud-identity": self = .cloudIdentity(namespace: namespace)
        default: return nil
        }
    }

    init?(_ kind: EscalationFact.Kind, namespace: String?) {
        switch kind {
        case .clusterAdmin: self = .clusterAdmin
        case .systemMasters: self = .systemMasters
        case .nodeRoot: self = .nodeRoot
        case .secrets: self = .secrets(namespace: namespace)
        case .traffic: self = .trafficInterception(namespace: namespace)
        case .guardrailsOff: self = .guardrailsOff(namespace: namespace)
        case .cloud: self = .cloudIdentity(namespace: namespace)
        default: return nil
        }
    }

    var kind: EscalationFact.Kind {
        switch self {
        case .clusterAdmin: .clusterAdmin
        case .systemMasters: .systemMasters
        case .nodeRoot: .nodeRoot
        case .secrets: .secrets
        case .trafficInterception: .traffic
        case .guardrailsOff: .guardrailsOff
        case .cloudIdentity: .cloud
        }
    }
}

extension EscalationSink: CustomStringConvertible, Comparable {
    /// `cluster-admin`, `secrets of shop`.
    public var description: String { namespace.map { "\(id) of \($0)" } ?? id }

    private var rank: Int { Self.ids.firstIndex(of: id) ?? 0 }

    /// The worst first; those of the whole cluster before those of namespaces.
    public static func < (left: Self, right: Self) -> Bool {
        if left.rank != right.rank { return left.rank < right.rank }
        return (left.namespace ?? "") < (right.namespace ?? "")
    }
}
