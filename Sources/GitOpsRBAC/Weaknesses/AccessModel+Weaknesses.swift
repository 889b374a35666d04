import GitOpsManifest

extension AccessModel {
    /// What should be looked at in the set's own roles and bindings, in the order of the set.
    ///
    /// Complexity: O(rules · dangers + rules² of each role + subjects of bindings).
    public func weaknesses() -> [AccessWeakness] {
        var search = WeaknessSearch(index)
        search.run()
        return search.found.enumerated()
            .sorted {
                ($0.element.manifest, $0.element.node, $0.offset) < ($1.element.manifest, $1.element.node, $1.offset)
            }
            .map(\.element.weakness)
    }
}

/// Goes over the roles and bindings of a set.
private struct WeaknessSearch {
    let index: AccessIndex
    private(set) var found: [(manifest: UInt32, node: UInt32, weakness: AccessWeakness)] = []
    private let dangers: [(AccessDanger, [PreparedAction])]
    private let accounts: Set<NameID>
    /// Beyond this number the rules of a role are not compared with each other.
    private static let mostComparedRules = 500

    init(_ index: AccessIndex) {
        self.index = index
        accounts = Set(index.accounts)
        dangers = AccessDanger.all.map { danger in
            (
                danger,
                danger.verbs.map {
                    index.prepare(
                        .resource(
                            ResourceAttributes(
                                verb: $0, group: danger.group, resource: danger.resource,
                                subresource: danger.subresource)))
                }
            )
        }
    }

    mutating func run() {
        let used = usedRoles()
        for number in index.roles.indices where isOwn(index.roles[number].manifest) {
            let id = index.roleID(UInt32(number))
            guard index.number(of: id) == UInt32(number) else { continue }
            if !used[number] { add(.unboundRole(id), index.roles[number].manifest, nil) }
            look(at: index.roles[number])
        }
        var seen: [BoundRole: UInt32] = [:]
        for clusterWide in [true, false] {
            for binding in index.bindings where binding.isClusterBinding == clusterWide && !binding.isReplaced {
                look(at: binding, &seen)
            }
        }
    }

    private func isOwn(_ manifest: UInt32) -> Bool { manifest >= index.bootstrapCount }

    private mutating func add(
        _ kind: AccessWeakness.Kind, _ manifest: UInt32, _ node: UInt32?, related: [GrantPlace] = []
    ) {
        let node = node ?? UInt32(index.manifests[Int(manifest)].root.index)
        found.append(
            (
                manifest, node,
                AccessWeakness(kind: kind, place: index.place(manifest: manifest, node: node), related: related)
            ))
    }
}

// MARK: Roles

extension WeaknessSearch {
    /// Roles that are bound, and those whose rules end up in a role that is bound or that every API server has.
    private func usedRoles() -> [Bool] {
        var used = Array(repeating: false, count: index.roles.count)
        for number in index.roles.indices {
            let isBound = !index.bindingsOfRole[number].isEmpty
            if isBound { used[number] = true }
            let isDefault = !isOwn(index.roles[number].manifest)
            guard index.roles[number].isAggregated, isBound || isDefault else { continue }
            for rule in index.rulesInForce(UInt32(number)) { used[Int(index.rules[Int(rule)].role)] = true }
        }
        return used
    }

    private mutating func look(at role: RoleRecord) {
        let rules = role.written.range.map { ($0, index.policyRule(UInt32($0))) }
        for (number, rule) in rules { look(at: rule, number, role) }
        guard rules.count <= Self.mostComparedRules else { return }
        for (position, (number, rule)) in rules.enumerated() {
            let covering = rules.enumerated().first { other, entry in
                guard other != position, entry.1.mayCover(rule) else { return false }
                guard RuleSubsumption(owner: [entry.1], covers: [rule]).holds else { return false }
                // Of equal rules the first one stays.
                return other < position || !RuleSubsumption(owner: [rule], covers: [entry.1]).holds
            }
            guard let covering else { continue }
            add(
                .redundantRule(rule), role.manifest, index.rules[number].node,
                related: [index.place(manifest: role.manifest, node: index.rules[covering.element.0].node)])
        }
    }

    private mutating func look(at rule: PolicyRule, _ number: Int, _ role: RoleRecord) {
        let node = index.rules[number].node
        let stars = [rule.verbs, rule.apiGroups, rule.resources].map { $0.contains("*") }
        if stars.allSatisfy({ $0 }), rule.resourceNames.isEmpty {
            return add(.allowsEverything(rule), role.manifest, node)
        }
        if stars.contains(true) || rule.nonResourceURLs.contains("*") { add(.wildcard(rule), role.manifest, node) }
        var seen: Set<String> = []
        let held = dangers.filter { entry in
            entry.1.contains { index.literally(index.rules[number], allows: $0) }
        }.map(\.0).filter { seen.insert($0.id).inserted }
        if !held.isEmpty { add(.dangerous(rule, held), role.manifest, node) }
    }
}

extension PolicyRule {
    /// Whether it is worth to look closely: the first verb and resource of the other rule are there.
    fileprivate func mayCover(_ other: PolicyRule) -> Bool {
        guard let verb = other.verbs.first, verbs.contains(verb) || verbs.contains("*") else { return false }
        if other.resources.isEmpty { return !nonResourceURLs.isEmpty && !other.nonResourceURLs.isEmpty }
        return !resources.isEmpty
    }
}

// MARK: Bindings

/// Who is bound to what, and where.
private struct BoundRole: Hashable {
    let subject: UInt32
    let role: UInt32
    let namespace: NameID
}

extension WeaknessSearch {
    private mutating func look(at binding: BindingRecord, _ seen: inout [BoundRole: UInt32]) {
        let isOwn = isOwn(binding.manifest)
        if isOwn, binding.subjects.count == 0 { add(.bindingWithoutSubjects, binding.manifest, nil) }
        guard binding.role != .max else { return }
        let role = index.roleID(binding.role)
        if isOwn, index.rulesInForce(binding.role).isEmpty { add(.emptyRole(role), binding.manifest, nil) }
        for position in binding.subjects.range {
            let bound = index.boundSubjects[position]
            let key = BoundRole(subject: bound.subject, role: binding.role, namespace: binding.namespace)
            let wide = BoundRole(subject: bound.subject, role: binding.role, namespace: NameTable.empty)
            let earlier = seen[key] ?? seen[wide]
            if earlier == nil { seen[key] = UInt32(position) }
            guard isOwn else { continue }
            let subject = index.subject(bound.subject)
            if let earlier {
                add(
                    .redundantSubject(subject, role), binding.manifest, bound.node, related: [place(ofSubject: earlier)]
                )
            }
            look(at: subject, role, binding.manifest, bound.node)
        }
    }

    private mutating func look(at subject: Subject, _ role: RoleID, _ manifest: UInt32, _ node: UInt32) {
        switch (subject.kind, subject.name) {
        case (.user, "system:anonymous"), (.group, "system:unauthenticated"), (.group, "system:authenticated"),
            (.group, "system:serviceaccounts"):
            add(.everybody(subject, role), manifest, node)
        case (.serviceAccount, "default"): add(.defaultAccount(subject, role), manifest, node)
        case (.serviceAccount, _):
            if !accounts.contains(index.names.find(subject.username)) {
                add(.undefinedAccount(subject), manifest, node)
            }
        default: break
        }
    }

    private func place(ofSubject position: UInt32) -> GrantPlace {
        let binding = index.bindings.first { $0.subjects.range.contains(Int(position)) }
        return index.place(manifest: binding?.manifest ?? 0, node: index.boundSubjects[Int(position)].node)
    }
}
