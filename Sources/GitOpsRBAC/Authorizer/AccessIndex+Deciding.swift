/// What allowed an action: a grant and a rule.
struct FoundGrant {
    var grant: Int
    var rule: UInt32
}

extension AccessIndex {
    /// The first grant that allows the action: subject by subject, first those for the whole cluster.
    ///
    /// Complexity: O(grants of the subject for the cluster and the namespace), each in constant time on average.
    func find(_ action: borrowing PreparedAction, of subject: UInt32) -> FoundGrant? {
        let summary = summaries[Int(subject)]
        let range = summary.grants.range
        if mayAllow(summary.clusterSignature, action),
            let found = find(action, in: NameTable.empty, from: range.lowerBound, to: range.upperBound)
        {
            return found
        }
        guard summary.namespaces & action.namespaceBit != 0 else { return nil }
        let start = first(in: action.namespace, from: range.lowerBound, to: range.upperBound)
        return find(action, in: action.namespace, from: start, to: range.upperBound)
    }

    /// Whether the summaries of some of the subjects do not rule the action out.
    ///
    /// All are read before the first grant, so that memory brings them at the same time.
    @inline(__always)
    func mayAllow(_ action: borrowing PreparedAction, _ subjects: [UInt32]) -> Bool {
        var clusterSignature: UInt64 = 0
        var namespaces: UInt64 = 0
        for subject in subjects {
            clusterSignature |= summaries[Int(subject)].clusterSignature
            namespaces |= summaries[Int(subject)].namespaces
        }
        return mayAllow(clusterSignature, action) || namespaces & action.namespaceBit != 0
    }

    /// The first grant that allows the action, of a run of grants in a namespace.
    @inline(__always)
    private func find(
        _ action: borrowing PreparedAction, in namespace: NameID, from start: Int, to end: Int
    ) -> FoundGrant? {
        var index = start
        while index < end, grants.all[index].namespace == namespace {
            if mayAllow(grants.all[index].signature, action),
                let rule = rule(allowing: action, in: grants.all[index].role)
            {
                return FoundGrant(grant: index, rule: rule)
            }
            index += 1
        }
        return nil
    }

    /// Whether an action is not ruled out by the signature of a role: most are, without looking at the role.
    @inline(__always)
    private func mayAllow(_ signature: UInt64, _ action: borrowing PreparedAction) -> Bool {
        signature & action.signature != 0 || signature == .max
    }

    /// The first grant in a namespace or a later one, by bisection.
    private func first(in namespace: NameID, from start: Int, to end: Int) -> Int {
        var low = start
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if grants.all[middle].namespace < namespace { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The first rule of a role that allows the action.
    @inline(__always)
    func rule(allowing action: borrowing PreparedAction, in role: UInt32) -> UInt32? {
        let role = compiled.roles[Int(role)]
        if action.isResource, role.signature & action.signature != 0 {
            if let rule = entry(allowing: action, in: role) { return rule }
        }
        return role.literalRules.count == 0 ? nil : literalRule(allowing: action, in: role)
    }

    private func entry(allowing action: borrowing PreparedAction, in role: CompiledRole) -> UInt32? {
        let mask = Int(role.slots.count) - 1
        let slots = Int(role.slots.start)
        let end = role.entries.range.upperBound
        var index = 0
        while index < action.rowCount {
            let row = action.row(index)
            var slot = RoleCompiler.hash(row) & mask
            while case let first = compiled.slots[slots + slot], first != .max {
                if compiled.entries[Int(first)].row == row {
                    var position = Int(first)
                    while position < end, compiled.entries[position].row == row {
                        if allows(compiled.entries[position], action) { return compiled.entries[position].rule }
                        position += 1
                    }
                    break
                }
                slot = (slot + 1) & mask
            }
            index += 1
        }
        return nil
    }

    /// Whether an entry of one of the action's rows has its verb and its name.
    @inline(__always)
    func allows(_ entry: Entry, _ action: borrowing PreparedAction) -> Bool {
        guard
            entry.verbBlock == Entry.everyVerb
                || entry.verbBlock == action.verbBlock && entry.verbs & action.verbBit != 0
        else { return false }
        if entry.names.count == 0 { return true }
        return lists[entry.names.range].contains(action.name)
    }
}

// MARK: Rules that are tried as they are written

extension AccessIndex {
    private func literalRule(allowing action: borrowing PreparedAction, in role: CompiledRole) -> UInt32? {
        for position in role.literalRules.range {
            let number = compiled.literalRules[position]
            if literally(rules[Int(number)], allows: action) { return number }
        }
        return nil
    }

    /// Source: `RuleAllows` in `plugin/pkg/auth/authorizer/rbac/rbac.go`.
    func literally(_ rule: RuleRecord, allows action: borrowing PreparedAction) -> Bool {
        guard has(rule.verbs, action.verb) else { return false }
        guard action.isResource else { return lists[rule.urls.range].contains { matches($0, action.path) } }
        let resources = lists[rule.resources.range]
        guard has(rule.groups, action.group) else { return false }
        guard
            resources.contains(NameTable.star) || resources.contains(action.combined)
                || action.anyWithSubresource != NameTable.unknown && resources.contains(action.anyWithSubresource)
        else { return false }
        return rule.names.count == 0 || lists[rule.names.range].contains(action.name)
    }

    private func has(_ run: Run, _ name: NameID) -> Bool {
        lists[run.range].contains { $0 == NameTable.star || $0 == name }
    }

    /// Source: `NonResourceURLMatches` in `pkg/apis/rbac/v1/evaluation_helpers.go`: all stars at the end are cut off.
    func matches(_ url: NameID, _ path: String) -> Bool {
        if url == NameTable.star { return true }
        return names.withBytes(of: url) { pattern in
            if pattern.elementsEqual(path.utf8) { return true }
            guard pattern.last == UInt8(ascii: "*") else { return false }
            let end = pattern.lastIndex { $0 != UInt8(ascii: "*") }.map { $0 + 1 } ?? 0
            return path.utf8.starts(with: pattern[..<end])
        }
    }
}
