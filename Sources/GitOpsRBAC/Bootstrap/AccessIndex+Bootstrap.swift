extension AccessIndex {
    /// Whether every API server has a grant from its start: its binding and its rule, for a set may rewrite a default role
    /// or add to one that is aggregated. A default binding of `system:masters` gives its members nothing in any case.
    func isBootstrap(_ grant: GrantRecord, rule: UInt32) -> Bool {
        guard bindings[Int(grant.binding)].manifest < bootstrapCount else { return false }
        return isBootstrap(rule: rule) || isMasters(boundSubjects[Int(grant.boundSubject)].subject)
    }

    /// The subjects of default bindings whose roles have rules of the set.
    var subjectsOfRewrittenDefaults: Set<UInt32> {
        var found: Set<UInt32> = []
        for binding in bindings where binding.manifest < bootstrapCount && binding.role != .max {
            if rulesInForce(binding.role).allSatisfy(isBootstrap(rule:)) { continue }
            for position in binding.subjects.range { found.insert(boundSubjects[position].subject) }
        }
        return found.filter { !isMasters($0) }
    }

    private func isBootstrap(rule: UInt32) -> Bool {
        roles[Int(rules[Int(rule)].role)].manifest < bootstrapCount
    }

    private func isMasters(_ subject: UInt32) -> Bool {
        let record = subjects[Int(subject)]
        return record.isGroup && record.name == names.find("system:masters")
    }
}
