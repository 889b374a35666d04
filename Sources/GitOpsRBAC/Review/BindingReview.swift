public import GitOpsManifest

/// A binding that grants nothing, or less than it seems.
public struct DeadBinding: Sendable {
    /// Why it grants nothing.
    public enum Reason: Sendable, Hashable {
        /// The role it refers to is not in the set.
        case danglingRole(RoleID)
        /// It is a ClusterRoleBinding and refers to a Role, which it cannot grant.
        case roleInClusterBinding(name: String)
        /// It has no subjects.
        case noSubjects
        /// No subject of it can exist: none has a kind that there is, or a service account lacks its namespace.
        case impossibleSubjects
        /// The role has no rules in force.
        case roleWithoutRules(RoleID)
    }

    /// Why it grants nothing.
    public let reason: Reason
    /// The binding.
    public let binding: ResourceID
    /// The line to look at: the reference, the subjects or the binding.
    public let place: GrantPlace
}

/// A subject of a binding that nothing in the set accounts for.
public struct SubjectOutsideSet: Sendable {
    /// What is known of it.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// A service account that the set does not define, in a namespace that it defines or uses.
        case accountNotInSet = "account-not-in-set"
        /// A service account whose namespace occurs nowhere else in the set: whoever makes namespaces can make it.
        case namespaceNotInSet = "namespace-not-in-set"
        /// A user or group: no set of manifests defines those, the identity provider does.
        case identityProvider = "identity-provider"
    }

    /// What is known of it.
    public let reason: Reason
    /// The subject.
    public let subject: Subject
    /// Where bindings of the set name it.
    public let places: [GrantPlace]
}

extension AccessModel {
    /// Bindings of the set that grant nothing, in its order.
    ///
    /// Bindings that could not be read at all are among ``problems``. Complexity: O(bindings).
    public var deadBindings: [DeadBinding] {
        index.bindings.compactMap { binding in
            guard binding.manifest >= index.bootstrapCount, let reason = index.whyDead(binding) else { return nil }
            let place: GrantPlace =
                switch reason {
                case .danglingRole, .roleInClusterBinding, .roleWithoutRules: index.referencePlace(of: binding)
                case .impossibleSubjects: index.place(manifest: binding.manifest, member: "subjects")
                case .noSubjects: index.place(of: binding)
                }
            return DeadBinding(reason: reason, binding: index.manifests[Int(binding.manifest)].id, place: place)
        }
    }

    /// Subjects of the set's bindings that it does not define, sorted; those of the system itself are left out.
    ///
    /// Complexity: O(objects).
    public var subjectsOutsideSet: [SubjectOutsideSet] {
        let namespaces = index.namespaces.union(AccessIndex.initialNamespaces)
        let known = Set(index.accounts).union(index.accountsOfTheSystem)
        var places: [UInt32: [GrantPlace]] = [:]
        for binding in index.bindings where binding.manifest >= index.bootstrapCount {
            for position in binding.subjects.range {
                let bound = index.boundSubjects[position]
                places[bound.subject, default: []].append(index.place(manifest: binding.manifest, node: bound.node))
            }
        }
        return places.compactMap { number, places in
            let subject = index.subject(number)
            if known.contains(index.subjects[Int(number)].name), subject.kind == .serviceAccount { return nil }
            return Self.reason(subject, namespaces).map {
                SubjectOutsideSet(reason: $0, subject: subject, places: places)
            }
        }
        .sorted { $0.subject < $1.subject }
    }

    private static func reason(_ subject: Subject, _ namespaces: Set<ExactText>) -> SubjectOutsideSet.Reason? {
        guard let namespace = subject.namespace else {
            return subject.name.hasPrefix("system:") ? nil : .identityProvider
        }
        guard namespaces.contains(ExactText(namespace)) else { return .namespaceNotInSet }
        // Every namespace has an account of this name.
        return subject.name == "default" ? nil : .accountNotInSet
    }
}

extension AccessIndex {
    fileprivate func whyDead(_ binding: BindingRecord) -> DeadBinding.Reason? {
        guard binding.subjects.count > 0 else {
            let written = manifests[Int(binding.manifest)].root["subjects"]?.elements.count ?? 0
            return written > 0 ? .impossibleSubjects : .noSubjects
        }
        if binding.isRoleInClusterBinding { return .roleInClusterBinding(name: names[binding.roleName]) }
        guard binding.role != .max else { return .danglingRole(reference(of: binding)) }
        return rulesInForce(binding.role).isEmpty ? .roleWithoutRules(roleID(binding.role)) : nil
    }

    /// Usernames of the subjects that the API server's own bindings name, as the accounts of its controllers.
    fileprivate var accountsOfTheSystem: Set<NameID> {
        var found: Set<NameID> = []
        for binding in bindings where binding.manifest < bootstrapCount {
            for position in binding.subjects.range {
                found.insert(subjects[Int(boundSubjects[position].subject)].name)
            }
        }
        return found
    }

    /// Namespaces that the set defines, or that its objects other than bindings live in.
    fileprivate var namespaces: Set<ExactText> {
        var found: Set<ExactText> = []
        for manifest in manifests.dropFirst(bootstrapCount) {
            if manifest.id.kind == "Namespace", manifest.id.group.isEmpty {
                found.insert(ExactText(manifest.id.name))
            } else if manifest.id.kind != "RoleBinding", let namespace = manifest.id.namespace {
                found.insert(ExactText(namespace))
            }
        }
        return found
    }

    func place(manifest: UInt32, member: String) -> GrantPlace {
        let manifest = manifests[Int(manifest)]
        return GrantPlace(
            object: manifest.id, origin: manifest.origin,
            position: manifest.root[member]?.position ?? manifest.position)
    }
}

extension DeadBinding.Reason: CustomStringConvertible {
    /// Why it grants nothing, and what to do.
    public var description: String {
        switch self {
        case .danglingRole(let role): "\(role) is not in the set; add it or remove the binding"
        case .roleInClusterBinding(let name): "\(AccessProblem.Reason.roleInClusterBinding(name: name))"
        case .noSubjects: "the binding has no subjects; remove it"
        case .impossibleSubjects: "no subject of the binding can match; correct their kind or namespace"
        case .roleWithoutRules(let role): "\(role) has no rules; remove the binding"
        }
    }

    /// A code that stays the same.
    public var code: String {
        switch self {
        case .danglingRole: "dangling-role"
        case .roleInClusterBinding: "role-in-cluster-binding"
        case .noSubjects: "no-subjects"
        case .impossibleSubjects: "impossible-subjects"
        case .roleWithoutRules: "role-without-rules"
        }
    }
}
