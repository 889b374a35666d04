extension AccessIndex {
    /// Whether every API server has a grant from its start: its binding is a default one, and so is what its rule
    /// gives.
    func isBootstrap(_ grant: GrantRecord, rule: UInt32) -> Bool {
        isDefault(bindings[Int(grant.binding)]) && gives(rule, noMoreThanDefault: grant.role)
    }

    /// The subjects of default bindings to whose roles a set adds something.
    var subjectsOfRewrittenDefaults: Set<UInt32> {
        var found: Set<UInt32> = []
        for binding in bindings where isDefault(binding) && binding.role != .max {
            if rulesInForce(binding.role).allSatisfy({ gives($0, noMoreThanDefault: binding.role) }) { continue }
            for position in binding.subjects.range { found.insert(boundSubjects[position].subject) }
        }
        return found
    }

    private func isDefault(_ binding: BindingRecord) -> Bool { binding.manifest < bootstrapCount }

    private func isDefault(_ role: UInt32) -> Bool { roles[Int(role)].manifest < bootstrapCount }

    /// Whether a rule in force in a role gives nothing that the default role of this name does not give.
    ///
    /// Sets restate default roles, as whoever writes a cluster's objects to files does: unchanged or with less they are
    /// no news. What goes beyond is the set's own, and so is what it adds by aggregation.
    private func gives(_ rule: UInt32, noMoreThanDefault role: UInt32) -> Bool {
        if isDefault(role), isDefault(rules[Int(rule)].role) { return true }
        guard let restated = defaultRole(like: roles[Int(role)]) else { return false }
        return KubernetesCover(owner: restated.written.range.map { policyRule(UInt32($0)) }, covers: [policyRule(rule)])
            .isCovered
    }

    /// The default role of the same name. Complexity: O(default roles), which come first.
    private func defaultRole(like role: RoleRecord) -> RoleRecord? {
        for found in roles {
            guard found.manifest < bootstrapCount else { return nil }
            if found.namespace == role.namespace, found.name == role.name { return found }
        }
        return nil
    }
}
