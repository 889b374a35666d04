import GitOpsManifest
import GitOpsRBAC
import GitOpsTestSupport

/// RBAC objects made up from small vocabularies, so that rules, names and scopes meet often.
struct GeneratedUniverse {
    private static let verbs = ["get", "list", "create", "escalate", "*"]
    private static let groups = ["", "apps", "*"]
    private static let resources = [
        "pods", "secrets", "pods/exec", "*/exec", "*", "pods/*", "deployments/scale", "*/scale",
    ]
    private static let names = ["a", "b", ""]
    private static let urls = ["/healthz", "/healthz*", "/logs/**", "/logs/", "*", "/"]
    private static let labels = ["red", "green"]
    private static let namespaces = ["one", "two"]
    private static let accounts = ["web", "job"]
    private static let users = ["ann", "bob", "system:serviceaccount:one:web"]
    private static let userGroups = [
        "ops", "system:authenticated", "system:serviceaccounts", "system:serviceaccounts:one", "system:masters",
    ]

    private(set) var objects = LiteralAuthorizer()
    private var random: SeededGenerator

    init(seed: UInt64, size: Int = 6) {
        random = SeededGenerator(seed: seed)
        for number in 0..<Int.random(in: 1...size, using: &random) { objects.roles.append(role(number)) }
        for number in 0..<Int.random(in: 1...size, using: &random) { objects.bindings.append(binding(number)) }
        for namespace in Self.namespaces where Bool.random(using: &random) {
            objects.accounts.append((namespace, random.pick(Self.accounts)))
        }
    }

    /// A copy with some objects changed, added or removed.
    mutating func mutated() -> GeneratedUniverse {
        var other = self
        let size = 8
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: other.objects.roles.append(role(size + other.objects.roles.count))
            case 1: other.objects.bindings.append(binding(size + other.objects.bindings.count))
            case 2 where !other.objects.roles.isEmpty:
                other.objects.roles.remove(at: Int.random(in: 0..<other.objects.roles.count, using: &random))
            case 3 where !other.objects.bindings.isEmpty:
                other.objects.bindings.remove(at: Int.random(in: 0..<other.objects.bindings.count, using: &random))
            case 4 where !other.objects.roles.isEmpty:
                let index = Int.random(in: 0..<other.objects.roles.count, using: &random)
                other.objects.roles[index].rules = rules(isClusterRole: other.objects.roles[index].namespace == nil)
            default:
                guard !other.objects.bindings.isEmpty else { continue }
                let index = Int.random(in: 0..<other.objects.bindings.count, using: &random)
                other.objects.bindings[index].subjects = subjects()
            }
        }
        return other
    }

    /// With three copies of every binding, each for copies of the accounts and users under other names.
    func crowded() -> GeneratedUniverse {
        var other = self
        for number in 0..<3 {
            other.objects.bindings += objects.bindings.map { binding in
                var binding = binding
                binding.name += "-\(number)"
                binding.subjects = binding.subjects.map { subject in
                    let name = subject.kind == "Group" ? subject.name : "\(subject.name)-\(number)"
                    return LiteralAuthorizer.BoundSubject(kind: subject.kind, namespace: subject.namespace, name: name)
                }
                return binding
            }
        }
        return other
    }

    mutating func review() -> SubjectAccessReview {
        let who = identity()
        if Int.random(in: 0..<6, using: &random) == 0 {
            let path = random.pick(["/healthz", "/healthz/etcd", "/logs/", "/logs/a", "/", "/metrics"])
            return SubjectAccessReview(
                user: who.user, groups: who.groups,
                nonResource: NonResourceAttributes(verb: random.pick(["get", "create", "watch"]), path: path))
        }
        return SubjectAccessReview(user: who.user, groups: who.groups, resource: attributes())
    }

    mutating func attributes() -> ResourceAttributes {
        ResourceAttributes(
            verb: random.pick(["get", "list", "create", "escalate", "watch"]),
            group: random.pick(["", "apps", "batch"]),
            resource: random.pick(["pods", "secrets", "deployments", "jobs"]),
            subresource: random.pick(["", "", "exec", "scale", "log"]),
            namespace: random.pick(["", "one", "two", "three"]), name: random.pick(["", "a", "b", "c"]))
    }

    private mutating func identity() -> (user: String, groups: [String]) {
        let account = Subject.serviceAccount(namespace: random.pick(Self.namespaces), name: random.pick(Self.accounts))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return (account.username, account.implicitGroups)
        case 1: return ("nobody", [random.pick(Self.userGroups), random.pick(Self.userGroups)])
        case 2: return (random.pick(Self.users), [])
        default: return (random.pick(Self.users), ["system:authenticated", "ops"])
        }
    }
}

// MARK: Objects

extension GeneratedUniverse {
    private mutating func some(_ values: [String], atLeast least: Int = 1) -> [String] {
        (0..<Int.random(in: least...2, using: &random)).map { _ in random.pick(values) }
    }

    /// Rules as of a ClusterRole.
    mutating func someRules() -> [PolicyRule] { rules(isClusterRole: true) }

    private mutating func rules(isClusterRole: Bool) -> [PolicyRule] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            if isClusterRole, Int.random(in: 0..<5, using: &random) == 0 {
                return PolicyRule(verbs: some(Self.verbs), nonResourceURLs: some(Self.urls))
            }
            let isNamed = Int.random(in: 0..<3, using: &random) == 0
            return PolicyRule(
                verbs: some(Self.verbs), apiGroups: some(Self.groups), resources: some(Self.resources),
                resourceNames: isNamed ? some(Self.names) : [])
        }
    }

    private mutating func role(_ number: Int) -> LiteralAuthorizer.Role {
        let isClusterRole = Bool.random(using: &random)
        let isAggregated = isClusterRole && Int.random(in: 0..<4, using: &random) == 0
        return LiteralAuthorizer.Role(
            namespace: isClusterRole ? nil : random.pick(Self.namespaces), name: "r\(number % 8)",
            rules: rules(isClusterRole: isClusterRole), labels: isClusterRole ? some(Self.labels, atLeast: 0) : [],
            selects: isAggregated ? some(Self.labels) : nil)
    }

    private mutating func binding(_ number: Int) -> LiteralAuthorizer.Binding {
        let namespace = Bool.random(using: &random) ? random.pick(Self.namespaces) : nil
        // A reference is sometimes to a role of the other kind, and then dangles.
        let role = objects.roles.isEmpty ? nil : random.pick(objects.roles)
        let isClusterRole = namespace == nil || role?.namespace == nil
        return LiteralAuthorizer.Binding(
            namespace: namespace, name: "b\(number)", roleKind: isClusterRole ? "ClusterRole" : "Role",
            roleName: role?.name ?? "missing", subjects: subjects())
    }

    private mutating func subjects() -> [LiteralAuthorizer.BoundSubject] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            switch Int.random(in: 0..<3, using: &random) {
            case 0: .init(kind: "User", namespace: nil, name: random.pick(Self.users))
            case 1: .init(kind: "Group", namespace: nil, name: random.pick(Self.userGroups))
            default:
                .init(
                    kind: "ServiceAccount", namespace: random.pick([nil, "one", "two"]),
                    name: random.pick(Self.accounts))
            }
        }
    }
}

// MARK: Manifests

extension GeneratedUniverse {
    /// The objects as manifests, read from JSON text.
    func manifests() -> ManifestSet {
        let items = objects.roles.map(json) + objects.bindings.map(json) + objects.accounts.map(json)
        return ManifestSet(
            SourceText("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\(items.joined(separator: ","))]}"))
    }

    func model() -> AccessModel { AccessModel(manifests(), options: AccessModelOptions(bootstrap: .none)) }

    private func list(_ texts: [String]) -> String { "[\(texts.map { "\"\($0)\"" }.joined(separator: ","))]" }

    private func metadata(_ namespace: String?, _ name: String, labels: [String] = []) -> String {
        let namespace = namespace.map { "\"namespace\":\"\($0)\"," } ?? ""
        let labels = labels.map { "\"\($0)\":\"yes\"" }.joined(separator: ",")
        return "\"metadata\":{\(namespace)\"name\":\"\(name)\",\"labels\":{\(labels)}}"
    }

    private func json(_ rule: PolicyRule) -> String {
        """
        {"verbs":\(list(rule.verbs)),"apiGroups":\(list(rule.apiGroups)),"resources":\(list(rule.resources)),\
        "resourceNames":\(list(rule.resourceNames)),"nonResourceURLs":\(list(rule.nonResourceURLs))}
        """
    }

    private func json(_ role: LiteralAuthorizer.Role) -> String {
        let selectors = role.selects.map { labels in
            labels.map { "{\"matchLabels\":{\"\($0)\":\"yes\"}}" }.joined(separator: ",")
        }
        let aggregation = selectors.map { ",\"aggregationRule\":{\"clusterRoleSelectors\":[\($0)]}" } ?? ""
        return """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"\(role.namespace == nil ? "ClusterRole" : "Role")",\
            \(metadata(role.namespace, role.name, labels: Set(role.labels).sorted())),\
            "rules":[\(role.rules.map(json).joined(separator: ","))]\(aggregation)}
            """
    }

    private func json(_ binding: LiteralAuthorizer.Binding) -> String {
        let subjects = binding.subjects.map { subject in
            let namespace = subject.namespace.map { "\"namespace\":\"\($0)\"," } ?? ""
            return "{\"kind\":\"\(subject.kind)\",\(namespace)\"name\":\"\(subject.name)\"}"
        }
        return """
            {"apiVersion":"rbac.authorization.k8s.io/v1",\
            "kind":"\(binding.namespace == nil ? "ClusterRoleBinding" : "RoleBinding")",\
            \(metadata(binding.namespace, binding.name)),\
            "roleRef":{"kind":"\(binding.roleKind)","name":"\(binding.roleName)"},\
            "subjects":[\(subjects.joined(separator: ","))]}
            """
    }

    private func json(_ account: (namespace: String, name: String)) -> String {
        "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\(metadata(account.namespace, account.name))}"
    }
}

// MARK: With and without a rule

extension GeneratedUniverse {
    /// Adds a rule that an index does not take apart, for its verbs or for its pairs of group and resource, to a role
    /// that has its own rules; `nil` when there is none.
    mutating func addWideRule() -> PolicyRule? {
        guard let role = objects.roles.firstIndex(where: { $0.selects == nil }) else { return nil }
        let rule =
            Bool.random(using: &random)
            ? PolicyRule(
                verbs: (0..<70).map { "verb\($0)" } + ["get"], apiGroups: ["apps", "new"],
                resources: ["widgets", "pods"])
            : PolicyRule(
                verbs: ["list"], apiGroups: (0..<65).map { "group\($0)" } + ["apps"],
                resources: (0..<65).map { "things\($0)" } + ["deployments/scale"])
        objects.roles[role].rules.append(rule)
        return rule
    }

    mutating func removeRule(_ rule: Int, ofRole role: Int) { objects.roles[role].rules.remove(at: rule) }

    /// Removes a rule by the place that a review names.
    mutating func remove(_ redundant: RedundantRule) {
        guard
            let role = objects.roles.lastIndex(where: {
                $0.name == redundant.role.name && $0.namespace == redundant.role.namespace
            }), let rule = objects.roles[role].rules.firstIndex(of: redundant.rule)
        else { return }
        objects.roles[role].rules.remove(at: rule)
    }

    /// Whether a binding with a subject that can exist refers to a role.
    func isHeld(_ role: LiteralAuthorizer.Role, in id: RoleID) -> Bool {
        objects.bindings.contains { binding in
            binding.roleName == role.name && (binding.roleKind == "ClusterRole") == (role.namespace == nil)
                && (role.namespace == nil || role.namespace == binding.namespace)
                && binding.subjects.contains { $0.kind != "Group" || $0.name != "system:masters" }
                && binding.subjects.contains {
                    $0.kind != "ServiceAccount" || ($0.namespace ?? binding.namespace) != nil
                }
        }
    }
}
