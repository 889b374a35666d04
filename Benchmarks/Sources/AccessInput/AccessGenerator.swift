public import GitOpsRBAC
import ManifestGenerator

/// The sizes of a generated set of RBAC objects.
public struct AccessSize: Sendable {
    /// How many of each there are.
    public var bindings, roles, accounts, users, groups, namespaces: Int

    /// A cluster of 100,000 bindings and 63,000 subjects, as large ones have.
    public static let large = AccessSize(
        bindings: 100_000, roles: 10_000, accounts: 60_000, users: 2_000, groups: 1_000, namespaces: 500)
    /// To see that it works.
    public static let small = AccessSize(
        bindings: 500, roles: 100, accounts: 200, users: 20, groups: 10, namespaces: 10)
}

/// Makes RBAC objects as JSON, always the same for the same seed.
///
/// A fifth of the roles are ClusterRoles, a twentieth of the bindings ClusterRoleBindings; the lower the number of a role
/// or subject, the more bindings have it.
public struct AccessGenerator {
    private static let verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"]
    private static let resources = [
        ("", ["pods", "pods/log", "pods/exec", "services", "configmaps", "secrets", "events", "serviceaccounts"]),
        ("apps", ["deployments", "deployments/scale", "statefulsets", "daemonsets", "replicasets"]),
        ("batch", ["jobs", "cronjobs"]), ("networking.k8s.io", ["ingresses", "networkpolicies"]),
        ("rbac.authorization.k8s.io", ["roles", "rolebindings"]),
        ("example.com", (0..<40).map { "engines\($0)" }),
    ]

    private let size: AccessSize
    private var random: SplitMix64
    private var clusterRoleCount: Int { max(1, size.roles / 5) }

    /// A generator of objects of a size.
    public init(_ size: AccessSize, seed: UInt64) {
        self.size = size
        random = SplitMix64(seed: seed)
    }

    /// The objects: one JSON text each.
    public mutating func objects() -> [String] {
        var objects: [String] = []
        objects.reserveCapacity(size.roles + size.bindings)
        for number in 0..<size.roles { objects.append(role(number)) }
        for number in 0..<size.bindings { objects.append(binding(number)) }
        return objects
    }

    /// A request that a user with five groups makes.
    public mutating func review() -> SubjectAccessReview {
        let namespace = below(size.namespaces)
        let account = Subject.serviceAccount(namespace: "ns\(namespace)", name: account(below(size.accounts)))
        let groups = account.implicitGroups + ["group\(below(size.groups))", "group\(below(size.groups))"]
        let (group, resources) = Self.resources[below(Self.resources.count)]
        let parts = resources[below(resources.count)].split(separator: "/").map(String.init)
        return SubjectAccessReview(
            user: account.username, groups: groups,
            resource: ResourceAttributes(
                verb: Self.verbs[below(Self.verbs.count)], group: group, resource: parts[0],
                subresource: parts.count > 1 ? parts[1] : "", namespace: "ns\(namespace)",
                name: below(4) == 0 ? "" : "object\(below(20))"))
    }

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    /// A number below a bound, low ones more often.
    private mutating func skewed(_ bound: Int) -> Int { min(below(bound), below(bound)) }

    /// Accounts of a namespace have the numbers that its share of all accounts has.
    private func account(_ number: Int) -> String { "account\(number % max(1, size.accounts / size.namespaces))" }

    private mutating func some(_ values: [String], _ most: Int) -> String {
        let start = below(values.count)
        let chosen = (0...below(most)).map { "\"\(values[(start + $0) % values.count])\"" }
        return "[\(Set(chosen).sorted().joined(separator: ","))]"
    }

    private mutating func role(_ number: Int) -> String {
        let isClusterRole = number < clusterRoleCount
        let rules = (0...below(3)).map { _ in rule(isClusterRole: isClusterRole) }.joined(separator: ",")
        let namespace = isClusterRole ? "" : "\"namespace\":\"ns\(number % size.namespaces)\","
        return """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"\(isClusterRole ? "ClusterRole" : "Role")",\
            "metadata":{\(namespace)"name":"role\(number)"},"rules":[\(rules)]}
            """
    }

    private mutating func rule(isClusterRole: Bool) -> String {
        if isClusterRole, below(40) == 0 {
            return "{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/metrics\",\"/logs/*\"]}"
        }
        let (group, resources) = Self.resources[below(Self.resources.count)]
        let verbs = below(20) == 0 ? "[\"*\"]" : some(Self.verbs, 4)
        let names = below(8) == 0 ? ",\"resourceNames\":[\"object\(below(20))\"]" : ""
        let list = below(100) == 0 ? "[\"*\"]" : some(resources, 3)
        return "{\"verbs\":\(verbs),\"apiGroups\":[\"\(group)\"],\"resources\":\(list)\(names)}"
    }

    private mutating func binding(_ number: Int) -> String {
        let isCluster = number % 20 == 0
        let namespace = below(size.namespaces)
        let isClusterRole = isCluster || below(2) == 0
        let rolesOfNamespace = max(1, (size.roles - clusterRoleCount) / size.namespaces)
        let role =
            isClusterRole
            ? skewed(clusterRoleCount)
            : (clusterRoleCount / size.namespaces + 1 + below(rolesOfNamespace)) * size.namespaces + namespace
        let subjects = (0...below(2)).map { _ in subject(namespace) }.joined(separator: ",")
        return """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"\(isCluster ? "ClusterRoleBinding" : "RoleBinding")",\
            "metadata":{\(isCluster ? "" : "\"namespace\":\"ns\(namespace)\",")"name":"binding\(number)"},\
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"\(isClusterRole ? "ClusterRole" : "Role")",\
            "name":"role\(role)"},"subjects":[\(subjects)]}
            """
    }

    private mutating func subject(_ namespace: Int) -> String {
        switch below(10) {
        case 0:
            return
                "{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"user\(below(size.users))\"}"
        case 1:
            return
                "{\"kind\":\"Group\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"group\(below(size.groups))\"}"
        default:
            return
                "{\"kind\":\"ServiceAccount\",\"namespace\":\"ns\(namespace)\",\"name\":\"\(account(below(size.accounts)))\"}"
        }
    }
}
