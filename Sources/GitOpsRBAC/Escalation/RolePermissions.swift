import GitOpsManifest

/// What the roles of a model give of the permissions that edges ask for.
struct RolePermissions: Sendable {
    /// A pattern that a rule fulfils.
    struct Held: BitwiseCopyable {
        var pattern: UInt8
        /// The only name it is fulfilled for; `unknown` for all names. For any request in the name of somebody else
        /// the number of the rule that says which.
        var name: NameID
        var rule: UInt32
    }

    /// For each role what its rules in force fulfil.
    let ofRole: Grouped<Held>
    /// Patterns for namespaces as objects; see `PermissionPattern.isNamespaceObject`.
    let isNamespaceObject: [Bool]

    /// Complexity: O(values of all rules in force).
    init(_ index: AccessIndex, patterns: [PermissionPattern]) {
        let finder = PatternFinder(index.names, patterns)
        var held: [Held] = []
        var owners: [UInt32] = []
        var cache: [UInt32: [Held]] = [:]
        for role in index.roles.indices {
            for rule in index.rulesInForce(UInt32(truncatingIfNeeded: role)) {
                let found = cache[rule] ?? finder.held(by: index.rules[Int(rule)], rule, index.lists)
                cache[rule] = found
                held += found
                for _ in found { owners.append(UInt32(truncatingIfNeeded: role)) }
            }
        }
        ofRole = Grouped(held, owners: owners, count: index.roles.count)
        isNamespaceObject = patterns.map(\.isNamespaceObject)
    }
}

/// Finds the patterns that a rule fulfils.
struct PatternFinder: Sendable {
    let names: NameTable
    private let patterns: [PermissionPattern]
    /// The verbs by which a rule is about acting for others, with the patterns that it fulfils.
    private var constraints: [NameID: [UInt8]] = [:]
    private var everyConstraint: [UInt8] = []
    private let rbac: NameID
    private let certificates: NameID
    private var ofVerb: [NameID: PatternSet] = [:]
    private var ofPair: [Pair: PatternSet] = [:]
    private var ofGroup: [NameID: PatternSet] = [:]
    private var ofResource: [NameID: PatternSet] = [:]
    private var all = PatternSet()
    /// Patterns of which each only a rule with stars fulfils.
    private var literal = PatternSet()
    /// The names that each pattern asks for.
    private var namesOfPattern: [[NameID]] = []
    /// The verbs of each pattern whose requests have a name.
    private var namedVerbs: [[NameID]] = []
    /// The verbs of each pattern whose requests have none; `nil` where there is no such verb.
    private var namelessVerbs: [[NameID]?] = []
    private let createVerb: NameID
    private let patch: NameID
    private let update: NameID
    /// Whether each pattern is for RBAC's own objects alone.
    private var isOfRBAC: [Bool] = []

    private struct Pair: Hashable {
        let group: NameID
        let resource: NameID
    }

    init(_ table: NameTable, _ patterns: [PermissionPattern]) {
        self.patterns = patterns
        names = table
        rbac = table.find("rbac.authorization.k8s.io")
        certificates = table.find("certificates.k8s.io")
        createVerb = table.find("create")
        patch = table.find("patch")
        update = table.find("update")
        for (position, pattern) in patterns.enumerated() {
            let number = UInt8(truncatingIfNeeded: position)
            if let prefix = pattern.constraint {
                everyConstraint.append(number)
                for id in 0..<table.count {
                    let verb = NameID(truncatingIfNeeded: id)
                    let isMeant = table.withBytes(of: verb) { $0.starts(with: prefix.utf8) }
                    if isMeant { constraints[verb, default: []].append(number) }
                }
            } else {
                for verb in pattern.verbs { insert(number, table.find(verb), &ofVerb) }
                for resource in pattern.resources { insert(number, resource, table) }
                if pattern.verbs == ["*"] { literal.insert(number) } else { all.insert(number) }
            }
            isOfRBAC.append(pattern.resources.allSatisfy { $0.group == "rbac.authorization.k8s.io" })
            namedVerbs.append(
                pattern.verbs.filter { $0 != "create" && $0 != "deletecollection" }.map { table.find($0) })
            let nameless = pattern.namelessVerbs
            namelessVerbs.append(nameless.isEmpty ? nil : nameless.map { table.find($0) })
            if case .oneOf(let texts) = pattern.names {
                namesOfPattern.append(texts.map { table.find($0) })
            } else {
                namesOfPattern.append([])
            }
        }
    }

    private func insert(_ number: UInt8, _ name: NameID, _ sets: inout [NameID: PatternSet]) {
        if name != NameTable.unknown { sets[name, default: PatternSet()].insert(number) }
    }

    private mutating func insert(_ number: UInt8, _ resource: PermissionPattern.Resource, _ table: NameTable) {
        let (group, name) = (table.find(resource.group), table.find(resource.name))
        if group != NameTable.unknown, name != NameTable.unknown {
            ofPair[Pair(group: group, resource: name), default: PatternSet()].insert(number)
        }
        insert(number, group, &ofGroup)
        insert(number, name, &ofResource)
        // `*/scale` is good for the subresource of every resource.
        if resource.isSubresource, let slash = resource.name.firstIndex(of: "/") {
            let wildcard = table.find("*\(resource.name[slash...])")
            insert(number, wildcard, &ofResource)
            if group != NameTable.unknown, wildcard != NameTable.unknown {
                ofPair[Pair(group: group, resource: wildcard), default: PatternSet()].insert(number)
            }
        }
    }

    /// What a rule with a number fulfils; its values are in the lists.
    func held(by rule: RuleRecord, _ number: UInt32, _ lists: [NameID]) -> [RolePermissions.Held] {
        var held = actsForOthers(by: rule, lists).map { RolePermissions.Held(pattern: $0, name: number, rule: number) }
        var found = targets(rule, lists)
        guard !found.isEmpty else { return held }
        found.formIntersection(verbs(lists[rule.verbs.range]))
        while let pattern = found.popFirst() {
            for name in goodNames(Int(pattern), rule, lists) {
                held.append(RolePermissions.Held(pattern: pattern, name: name, rule: number))
            }
        }
        return held
    }

    /// The patterns for any request in the name of somebody else.
    ///
    /// A rule with every verb allows nothing by that which it does not allow anyway, but for objects of which the
    /// server asks more than one permission: that of the one acted for will do.
    private func actsForOthers(by rule: RuleRecord, _ lists: [NameID]) -> Set<UInt8> {
        guard !everyConstraint.isEmpty, rule.resources.count > 0 else { return [] }
        let verbs = lists[rule.verbs.range]
        if verbs.contains(NameTable.star) {
            let groups = lists[rule.groups.range]
            let isEverything = groups.contains(NameTable.star) && lists[rule.resources.range].contains(NameTable.star)
            let isMeant = groups.contains { $0 == NameTable.star || $0 == rbac || $0 == certificates }
            return isMeant && !isEverything ? Set(everyConstraint) : []
        }
        guard !constraints.isEmpty else { return [] }
        return Set(verbs.flatMap { constraints[$0] ?? [] })
    }

    private func verbs(_ verbs: ArraySlice<NameID>) -> PatternSet {
        var found = PatternSet()
        for verb in verbs {
            if verb == NameTable.star { found.formUnion(all) }
            if let set = ofVerb[verb] { found.formUnion(set) }
        }
        return found
    }

    private func targets(_ rule: RuleRecord, _ lists: [NameID]) -> PatternSet {
        var found = PatternSet()
        for group in lists[rule.groups.range] {
            for resource in lists[rule.resources.range] {
                switch (group == NameTable.star, resource == NameTable.star) {
                case (true, true):
                    found.formUnion(all)
                    found.formUnion(literal)
                case (true, false): if let set = ofResource[resource] { found.formUnion(set) }
                case (false, true): if let set = ofGroup[group] { found.formUnion(set) }
                case (false, false):
                    if let set = ofPair[Pair(group: group, resource: resource)] { found.formUnion(set) }
                }
            }
        }
        return found
    }

    /// The names for which a rule fulfils a pattern; `unknown` stands for all.
    ///
    /// A rule with names is good for nothing where the request has none: `create` of a resource, unless the rule has
    /// `patch` as well, for a server-side apply creates with a name, and `deletecollection`. RBAC's own objects are
    /// created by an `update` with a name, too. An edge whose gain depends on the name asks for these verbs itself:
    /// another rule may give them.
    ///
    /// To the authorizer a request without name has the empty one. So a rule whose names include it allows such
    /// requests as one without names does, and no others: nothing has the empty name.
    private func goodNames(_ pattern: Int, _ rule: RuleRecord, _ lists: [NameID]) -> [NameID] {
        if rule.names.count == 0 { return [NameTable.unknown] }
        let written = lists[rule.names.range]
        if written.contains(NameTable.empty), isNameless(pattern, rule, lists) { return [NameTable.unknown] }
        let given = written.filter { $0 != NameTable.empty }
        guard !given.isEmpty, patterns[pattern].names != .unrestricted else { return [] }
        guard isUseful(pattern, withNames: rule, lists) else { return [] }
        switch patterns[pattern].names {
        case .unrestricted: return []
        case .any: return patterns[pattern].isNamespaceObject ? given : [NameTable.unknown]
        case .captured: return given
        case .oneOf: return namesOfPattern[pattern].contains(where: given.contains) ? [NameTable.unknown] : []
        }
    }

    /// Whether a rule has one of the verbs of a pattern whose requests have no name.
    private func isNameless(_ pattern: Int, _ rule: RuleRecord, _ lists: [NameID]) -> Bool {
        guard let nameless = namelessVerbs[pattern] else { return false }
        return lists[rule.verbs.range].contains { $0 == NameTable.star || nameless.contains($0) }
    }

    private func isUseful(_ pattern: Int, withNames rule: RuleRecord, _ lists: [NameID]) -> Bool {
        if patterns[pattern].resources.allSatisfy(\.isSubresource) { return true }
        let verbs = lists[rule.verbs.range]
        if verbs.contains(NameTable.star) { return true }
        if patterns[pattern].names == .captured, patterns[pattern].verbs == ["create"] { return true }
        if patterns[pattern].verbs.contains("create"), verbs.contains(createVerb) {
            if verbs.contains(patch) || verbs.contains(update) && isOfRBAC[pattern] { return true }
        }
        return verbs.contains(where: namedVerbs[pattern].contains)
    }
}
