import GitOpsManifest

/// Looks for grants and bindings that almost allow a request.
struct NearMissSearch {
    private let model: AccessModel
    private let review: SubjectAccessReview
    private let action: PreparedAction
    private let comparison: RuleComparison
    private let isClusterScoped: Bool
    /// Bindings that name the user or a group.
    private(set) var bindings: Set<UInt32> = []
    private(set) var found: [NearMiss] = []

    private var index: AccessIndex { model.index }

    init(_ model: AccessModel, _ review: SubjectAccessReview) {
        self.model = model
        self.review = review
        action = model.prepare(review.attributes)
        comparison = RuleComparison(attributes: review.attributes)
        if case .resource(let attributes) = review.attributes {
            isClusterScoped = model.scope(ofResource: attributes.resource, group: attributes.group) == .clusterScoped
        } else {
            isClusterScoped = false
        }
    }

    /// One mismatch of each kind and place, nearest first; of equals the first in the order of the set.
    func nearest(_ limit: Int) -> [NearMiss] {
        var seen: Set<Key> = []
        return Array(
            found.enumerated()
                .sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
                .map(\.element)
                .filter { seen.insert(Key(mismatches: $0.mismatches, place: $0.place)).inserted }
                .prefix(limit))
    }

    private struct Key: Hashable {
        let mismatches: [Mismatch]
        let place: GrantPlace
    }
}

// MARK: Bindings that name the subject

extension NearMissSearch {
    mutating func searchOwnGrants() {
        let subject = index.prepare(user: review.user, groups: review.groups)
        let own = Set(subject.subjects)
        for number in subject.subjects {
            for grant in index.grants[Int(number)] {
                bindings.insert(grant.binding)
                compare(grant)
            }
        }
        // Bindings to roles that do not exist are grants of nothing.
        for (number, binding) in index.bindings.enumerated() where binding.role == .max && !binding.isReplaced {
            for position in binding.subjects.range where own.contains(index.boundSubjects[position].subject) {
                bindings.insert(UInt32(truncatingIfNeeded: number))
                reportDangling(binding)
            }
        }
    }

    private mutating func reportDangling(_ binding: BindingRecord) {
        guard scopeMismatch(binding.namespace, role: nil).isEmpty else { return }
        let role = index.reference(of: binding)
        found.append(
            NearMiss(
                mismatches: [
                    binding.isRoleInClusterBinding ? .roleInClusterBinding(name: role.name) : .danglingRole(role)
                ], place: index.referencePlace(of: binding),
                binding: index.place(of: binding), role: role, rule: nil))
    }

    private mutating func compare(_ grant: GrantRecord) {
        let role = index.roleID(grant.role)
        let scope = scopeMismatch(grant.namespace, role: role)
        for number in index.rulesInForce(grant.role) {
            let rule = index.policyRule(number)
            guard let mismatches = comparison.mismatches(of: rule).map({ scope + $0 }), isNear(mismatches) else {
                continue
            }
            let binding = index.bindings[Int(grant.binding)]
            let grant = Grant(index: index, record: grant, ruleNumber: number)
            let isOfBinding = mismatches.first.map { scope.contains($0) } == true
            found.append(
                NearMiss(
                    mismatches: mismatches, place: isOfBinding ? grant.subjectPlace : grant.rulePlace,
                    binding: index.place(of: binding), role: role, rule: rule))
        }
    }

    /// One thing that does not fit is near, two are unless the rule is for something else.
    private func isNear(_ mismatches: [Mismatch]) -> Bool {
        switch mismatches.count {
        case 1: true
        case 2:
            !mismatches.contains { mismatch in
                if case .otherResource = mismatch { return true }
                if case .otherPath = mismatch { return true }
                return false
            }
        default: false
        }
    }

    private func scopeMismatch(_ namespace: NameID, role: RoleID?) -> [Mismatch] {
        guard namespace != NameTable.empty else { return [] }
        let granted = index.names[namespace]
        switch review.attributes {
        case .nonResource:
            if let role, role.namespace != nil { return [.pathInRole(role)] }
            return [.pathInRoleBinding(namespace: granted)]
        case .resource(let attributes):
            if attributes.namespace.hasSameBytes(as: granted) { return [] }
            if isClusterScoped { return [.clusterScopedResource(granted: granted)] }
            return attributes.namespace.isEmpty
                ? [.allNamespaces(granted: granted)] : [.otherNamespace(granted: granted)]
        }
    }
}

// MARK: Bindings that name someone like the subject

extension NearMissSearch {
    mutating func searchOtherSubjects() {
        for holding in index.holdings(action, inAnyNamespace: false) {
            guard let mismatch = mismatch(index.subject(holding.subject)) else { continue }
            let grant = holding.grant(in: index)
            found.append(
                NearMiss(
                    mismatches: [mismatch], place: grant.subjectPlace,
                    binding: index.place(of: index.bindings[Int(holding.binding)]), role: grant.role, rule: grant.rule))
        }
        searchAccountsWithoutNamespace()
    }

    private func mismatch(_ subject: Subject) -> Mismatch? {
        let own = Subject.user(review.user)
        if subject.kind == .group, own.implicitGroups.contains(where: { $0.hasSameBytes(as: subject.name) }),
            !review.user.isEmpty
        {
            return .implicitGroup(subject.name)
        }
        if isNamed(subject.name) {
            // A user or group of a service account's plain name, or the other way round.
            if subject.kind == .serviceAccount, own.kind == .serviceAccount { return .subjectNamespace(subject) }
            return .subjectKind(subject)
        }
        let name = subject.username.lowercased()
        let isSameKind = subject.kind == .group ? review.groups : [review.user]
        return isSameKind.contains { $0.lowercased().hasSameBytes(as: name) } ? .subjectCase(subject) : nil
    }

    /// Whether a name is that of the user or service account, or of one of the groups.
    private func isNamed(_ name: String) -> Bool {
        guard !name.isEmpty else { return false }
        return ([review.user, Subject.user(review.user).name] + review.groups).contains { $0.hasSameBytes(as: name) }
    }

    private mutating func searchAccountsWithoutNamespace() {
        let own = Subject.user(review.user)
        guard own.kind == .serviceAccount else { return }
        for problem in model.problems {
            guard case .missingSubjectNamespace(let name) = problem.reason, name.hasSameBytes(as: own.name) else {
                continue
            }
            for binding in index.bindings where binding.isClusterBinding && binding.role != .max {
                guard index.manifests[Int(binding.manifest)].id == problem.object,
                    let rule = index.rule(allowing: action, in: binding.role)
                else { continue }
                found.append(
                    NearMiss(
                        mismatches: [.subjectNamespaceMissing(account: name)],
                        place: GrantPlace(object: problem.object, origin: problem.origin, position: problem.position),
                        binding: index.place(of: binding), role: index.roleID(binding.role),
                        rule: index.policyRule(rule)))
            }
        }
    }
}

extension NearMiss {
    /// Nearer ones first: all with one mismatch before all with two.
    fileprivate var distance: Int { mismatches.reduce(mismatches.count * 100) { $0 + $1.distance } }
}

extension AccessIndex {
    /// The role that a binding refers to, whether it exists or not.
    func reference(of binding: BindingRecord) -> RoleID {
        RoleID(
            namespace: binding.refersToClusterRole ? nil : names[binding.namespace], name: names[binding.roleName])
    }

    /// Where the reference to the role stands.
    func referencePlace(of binding: BindingRecord) -> GrantPlace {
        let manifest = manifests[Int(binding.manifest)]
        return GrantPlace(
            object: manifest.id, origin: manifest.origin,
            position: manifest.root["roleRef"]?.position ?? manifest.root.position)
    }

    /// Where a binding begins.
    func place(of binding: BindingRecord) -> GrantPlace {
        let manifest = manifests[Int(binding.manifest)]
        return GrantPlace(object: manifest.id, origin: manifest.origin, position: manifest.position)
    }
}
