public import GitOpsManifest

/// The answer of the authorizer.
public struct AccessDecision: Sendable {
    /// Whether the request is allowed.
    public let isAllowed: Bool
    /// The grant that allowed it; `nil` for a denial, and for a member of `system:masters`, whom no grant needs to
    /// allow.
    public let grant: Grant?
}

/// A rule that a subject holds through a binding, with the places of all three.
public struct Grant: Sendable {
    let index: AccessIndex
    let record: GrantRecord
    /// Equal for grants of one model that have the same rule.
    package let ruleNumber: UInt32

    /// The subject of the binding.
    public var subject: Subject { index.subject(index.boundSubjects[Int(record.boundSubject)].subject) }
    /// The role that is bound.
    public var role: RoleID { index.roleID(record.role) }
    /// The binding.
    public var binding: ResourceID { index.manifests[Int(index.bindings[Int(record.binding)].manifest)].id }
    /// The namespace the grant is for; `nil` for the whole cluster.
    public var namespace: String? {
        record.namespace == NameTable.empty ? nil : index.names[record.namespace]
    }
    /// Whether every API server grants this when it starts: the binding and the rule are both its own. A default role
    /// that the set rewrites, or adds to by aggregation, gives more than that.
    public var isBootstrap: Bool { index.isBootstrap(record, rule: ruleNumber) }
    /// The rule that allows.
    public var rule: PolicyRule { index.policyRule(ruleNumber) }
    /// Where the rule is written; with an aggregated role that is in another role.
    public var rulePlace: GrantPlace {
        let rule = index.rules[Int(ruleNumber)]
        return index.place(manifest: index.roles[Int(rule.role)].manifest, node: rule.node)
    }
    /// Where the subject stands in its binding.
    public var subjectPlace: GrantPlace {
        index.place(
            manifest: index.bindings[Int(record.binding)].manifest,
            node: index.boundSubjects[Int(record.boundSubject)].node)
    }
}

extension Grant: CustomStringConvertible {
    /// The reason as the API server words it.
    ///
    /// Source: `authorizingVisitor` and `clusterRoleBindingDescriber` in `pkg/registry/rbac/validation/rule.go`.
    public var description: String {
        let binding = index.bindings[Int(record.binding)]
        let object = binding.isClusterBinding ? "ClusterRoleBinding" : "RoleBinding"
        let place = binding.isClusterBinding ? "" : "/\(index.names[binding.namespace])"
        let role = binding.refersToClusterRole ? "ClusterRole" : "Role"
        return """
            RBAC: allowed by \(object) \((index.names[binding.name] + place).goQuoted) of \(role) \
            \(index.names[binding.roleName].goQuoted) to \(writtenSubject)
            """
    }

    /// The subject as the binding has it: a user may be a service account by name, and a service account may have a
    /// name that none can have.
    ///
    /// Source: `describeSubject` in the same file.
    private var writtenSubject: String {
        let binding = index.bindings[Int(record.binding)]
        let root = index.manifests[Int(binding.manifest)].root
        let node = Node(storage: root.storage, index: Int(index.boundSubjects[Int(record.boundSubject)].node))
        guard node["kind"]?.string == Subject.Kind.serviceAccount.rawValue else {
            return "\(subject.kind == .group ? "Group" : "User") \(subject.username.goQuoted)"
        }
        let written = node["namespace"]?.string ?? ""
        let namespace = written.isEmpty ? index.names[binding.namespace] : written
        return "ServiceAccount \(("\(node["name"]?.string ?? "")/\(namespace)").goQuoted)"
    }
}

/// A line of a manifest.
public struct GrantPlace: Sendable, Hashable {
    /// The object.
    public let object: ResourceID
    /// Where it came from.
    public let origin: Origin
    /// The place in the file, where it is known.
    public let position: SourcePosition?
}

extension GrantPlace: CustomStringConvertible {
    /// `rbac/web.yaml:12:5`.
    public var description: String { position.map { "\(origin.path):\($0)" } ?? origin.path }
}

extension AccessIndex {
    func subject(_ number: UInt32) -> Subject {
        let record = subjects[Int(number)]
        return record.isGroup ? .group(names[record.name]) : .user(names[record.name])
    }

    func roleID(_ number: UInt32) -> RoleID {
        let role = roles[Int(number)]
        return RoleID(namespace: role.isClusterRole ? nil : names[role.namespace], name: names[role.name])
    }

    func policyRule(_ number: UInt32) -> PolicyRule {
        let rule = rules[Int(number)]
        func texts(_ run: Run) -> [String] { lists[run.range].map { names[$0] } }
        return PolicyRule(
            verbs: texts(rule.verbs), apiGroups: texts(rule.groups), resources: texts(rule.resources),
            resourceNames: texts(rule.names), nonResourceURLs: texts(rule.urls))
    }

    func place(manifest: UInt32, node: UInt32) -> GrantPlace {
        let manifest = manifests[Int(manifest)]
        return GrantPlace(
            object: manifest.id, origin: manifest.origin,
            position: Node(storage: manifest.root.storage, index: Int(node)).position)
    }
}
