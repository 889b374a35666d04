extension AccessIndex {
    /// The number of a role above that of one of its rules, which allows the action.
    private typealias RoleAndRule = UInt64

    /// The grants that allow an action, each rule once.
    func holdings(_ action: borrowing PreparedAction, inAnyNamespace: Bool) -> [Holding] {
        var found: [RoleAndRule] = []
        collectEntries(action, inAnyNamespace, &found)
        collectLiteralRules(action, inAnyNamespace, &found)
        if found.count > 1 { found.sort() }
        var holdings: [Holding] = []
        var previous: RoleAndRule?
        for pair in found where pair != previous {
            previous = pair
            append(
                role: UInt32(truncatingIfNeeded: pair >> 32), rule: UInt32(truncatingIfNeeded: pair), action,
                inAnyNamespace, to: &holdings)
        }
        return holdings
    }

    private func collectEntries(
        _ action: borrowing PreparedAction, _ inAnyNamespace: Bool, _ found: inout [RoleAndRule]
    ) {
        guard action.isResource else { return }
        for number in 0..<action.rowCount {
            let row = action.row(number)
            collect(entriesOfVerb.range(row, action.verb), action, inAnyNamespace, &found)
            if action.verb == NameTable.star { continue }
            collect(entriesOfVerb.range(row, NameTable.star), action, inAnyNamespace, &found)
        }
    }

    /// Entries of one row and verb: ClusterRoles first, then Roles by namespace.
    private func collect(
        _ range: Range<Int>, _ action: borrowing PreparedAction, _ inAnyNamespace: Bool, _ found: inout [RoleAndRule]
    ) {
        var position = range.lowerBound
        while position < range.upperBound {
            let candidate = entriesOfVerb.all[position]
            if candidate.namespace != NameTable.empty, !inAnyNamespace {
                guard action.isInNamespace, candidate.namespace <= action.namespace else { return }
                if candidate.namespace < action.namespace {
                    position = entriesOfVerb.first(in: action.namespace, position..<range.upperBound)
                    continue
                }
            }
            let entry = compiled.entries[Int(candidate.entry)]
            if entry.names.count == 0 || lists[entry.names.range].contains(action.name) {
                found.append(UInt64(candidate.role) << 32 | UInt64(entry.rule))
            }
            position += 1
        }
    }

    private func collectLiteralRules(
        _ action: borrowing PreparedAction, _ inAnyNamespace: Bool, _ found: inout [RoleAndRule]
    ) {
        for role in literalRoles {
            let namespace = roles[Int(role)].namespace
            guard namespace == NameTable.empty || inAnyNamespace || isInScope(namespace, action) else { continue }
            for position in compiled.roles[Int(role)].literalRules.range {
                let rule = compiled.literalRules[position]
                if literally(rules[Int(rule)], allows: action) { found.append(UInt64(role) << 32 | UInt64(rule)) }
            }
        }
    }

    /// What the bindings of a role grant within the scope of the action.
    private func append(
        role: UInt32, rule: UInt32, _ action: borrowing PreparedAction, _ inAnyNamespace: Bool,
        to holdings: inout [Holding]
    ) {
        let range = bindingsOfRole.range(Int(role))
        var position = range.lowerBound
        while position < range.upperBound {
            let number = bindingsOfRole.all[position]
            let binding = bindings[Int(number)]
            if binding.namespace != NameTable.empty, !inAnyNamespace || !action.isResource {
                guard action.isResource, action.isInNamespace, binding.namespace <= action.namespace else { return }
                if binding.namespace < action.namespace {
                    position = firstBinding(in: action.namespace, position..<range.upperBound)
                    continue
                }
            }
            for boundSubject in binding.subjects.range {
                holdings.append(
                    Holding(
                        subject: boundSubjects[boundSubject].subject, namespace: binding.namespace, role: role,
                        binding: number, boundSubject: UInt32(truncatingIfNeeded: boundSubject), rule: rule))
            }
            position += 1
        }
    }

    /// The first binding of a namespace or a later one, by bisection.
    private func firstBinding(in namespace: NameID, _ range: Range<Int>) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if bindings[Int(bindingsOfRole.all[middle])].namespace < namespace {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
