import GitOpsManifest

/// Follows all edges from one source, hop by hop, until nothing new is gained.
///
/// Facts are gained in the order of their hops, so the first way to each is a shortest one: hops are counted along the
/// longest chain of what a step needs. Each fact keeps the facts it needed.
struct EscalationSearch {
    let graph: EscalationGraph
    var facts: [EscalationFact] = []
    private(set) var premises: [UInt32] = []
    var table = FactTable()
    /// The facts without a name that are good in the whole cluster, by their kind: these are asked for all the time.
    private var wide = Self.noFacts
    private static let noFacts = [UInt32](repeating: .max, count: EscalationFact.Kind.allCases.count)
    /// Namespaces in which something was gained, each once.
    private(set) var scopes: [NameID] = []
    private var scopeMarks = FactTable()
    /// The facts that are somebody whom the source has become.
    private(set) var identities: [UInt32] = []
    /// The permission for a single name whose edges are being tried.
    var permissionAtHand: UInt32?
    /// For each pattern, and after them for each kind of fact, the namespaces in which it was gained.
    private var scopesOf: [[NameID]]
    private var usedScopes: [Int] = []
    /// Grants that count as removed: positions of bound subjects and numbers of rules.
    var removed = RemovedLines()
    /// The account whose pods the source runs in.
    private(set) var ownAccount = NameTable.unknown
    /// The place that each satisfied condition of the edge at hand was found at.
    var evidence: [(fact: UInt32, found: ClusterFacts.Evidence)] = []
    private var buffer: [UInt32] = []
    /// The hop whose identities were looked at last.
    private var levelOfIdentities = -1
    var level: UInt16 = 0
    var currentLevel: UInt16 { level }
    /// The hop of which sinks alone are asked for, being the last one.
    private var lastHop = UInt16.max
    /// Whether everything was followed, up to the hops asked for: `false` where there were too many facts.
    var isComplete = true
    /// Whether only the sinks of the source and their hops are asked for, not the way there: permissions are looked up
    /// when their turn comes, and what leads to nothing new is left out.
    var isSurvey = false
    /// In a survey, the facts but permissions, in the order in which they were gained.
    var states: [UInt32] = []

    init(_ graph: EscalationGraph) {
        self.graph = graph
        scopesOf = Array(
            repeating: [], count: graph.patterns.count + EscalationFact.Kind.allCases.count)
    }

    /// Begins anew from a subject.
    ///
    /// Everything is gained that can be, or with `untilSinks` what is needed to reach each sink of the cluster: beyond
    /// them nothing can be nearer. With a number of hops, the sinks of so many hops are gained and what leads there.
    mutating func run(from source: EscalationSource, untilSinks: Bool = true, hops: Int? = nil) {
        isSurvey = false
        reset()
        let last = UInt16(clamping: min(hops ?? .max, graph.options.maximumHops))
        lastHop = hops == nil ? .max : last
        begin(source)
        var next = 0
        while next < facts.count {
            let fact = facts[next]
            if fact.level >= last { break }
            if untilSinks, fact.level > level, hasAllSinks { break }
            if hasTooManyFacts { break }
            level = fact.level
            process(fact, UInt32(truncatingIfNeeded: next))
            next += 1
        }
    }

    /// Whether the limit is passed; the answer is not complete then.
    var hasTooManyFacts: Bool {
        mutating get {
            if facts.count > graph.options.maximumFacts { isComplete = false }
            return !isComplete
        }
    }

    mutating func reset() {
        facts.removeAll(keepingCapacity: true)
        premises.removeAll(keepingCapacity: true)
        evidence.removeAll(keepingCapacity: true)
        scopes.removeAll(keepingCapacity: true)
        identities.removeAll(keepingCapacity: true)
        table.removeAll()
        for kind in wide.indices { wide[kind] = .max }
        scopeMarks.removeAll()
        for list in usedScopes { scopesOf[list].removeAll(keepingCapacity: true) }
        usedScopes.removeAll(keepingCapacity: true)
        ownAccount = NameTable.unknown
        lastHop = .max
        level = 0
        isComplete = true
        permissionAtHand = nil
        levelOfIdentities = -1
        states.removeAll(keepingCapacity: true)
    }

    mutating func begin(_ source: EscalationSource) {
        switch source {
        case .account(let username):
            ownAccount = username
            let namespace = graph.facts.accountNumbers[username].map { graph.facts.accounts[$0].namespace }
            add(.account, scope: namespace ?? NameTable.empty, name: username)
            add(.foothold, scope: namespace ?? NameTable.empty, name: username)
        case .user(let name): add(.user, scope: NameTable.empty, name: name)
        case .group(let name): add(.group, scope: NameTable.empty, name: name)
        case .masters: add(.systemMasters, scope: NameTable.empty)
        }
    }
}

/// Where a search begins.
enum EscalationSource {
    case account(NameID)
    case user(NameID)
    case group(NameID)
    /// `system:masters`.
    case masters
}

/// Lines that a search takes for removed.
struct RemovedLines {
    /// Positions in `boundSubjects`.
    var subjects: Set<UInt32> = []
    /// Numbers of rules.
    var rules: Set<UInt32> = []

    var isEmpty: Bool { subjects.isEmpty && rules.isEmpty }

    func contains(grant: GrantRecord?, rule: UInt32) -> Bool {
        rules.contains(rule) || (grant.map { subjects.contains($0.boundSubject) } ?? false)
    }
}

// MARK: Adding facts

extension EscalationSearch {
    /// Adds a fact unless it, or the same for the whole cluster, is known. Returns its position when it is new.
    @discardableResult
    mutating func add(
        _ kind: EscalationFact.Kind, scope: NameID, name: NameID = NameTable.unknown,
        edge: UInt16 = EscalationFact.noEdge,
        from needed: [UInt32] = []
    ) -> UInt32? {
        let key = FactTable.Key(kind, scope: scope, name: name)
        if name == NameTable.unknown, everywhere(kind) != nil { return nil }
        if table[key] != nil { return nil }
        if name != NameTable.unknown, scope != NameTable.empty,
            table[FactTable.Key(kind, scope: NameTable.empty, name: name)] != nil
        {
            return nil
        }
        if isSurvey, kind == .role, isOneOfAll(scope: scope, role: name) { return nil }
        var fact = EscalationFact(kind: kind)
        fact.scope = scope
        fact.name = name
        fact.edge = edge
        fact.level = edge == EscalationFact.noEdge ? level : level + 1
        fact.premises = Run(
            start: UInt32(truncatingIfNeeded: premises.count), count: UInt32(truncatingIfNeeded: needed.count))
        premises += needed
        let position = UInt32(truncatingIfNeeded: facts.count)
        facts.append(fact)
        switch kind {
        case .account, .user, .group, .anyAccount, .anyUser, .anyGroup: identities.append(position)
        default: break
        }
        table.insert(position, key)
        if scope == NameTable.empty, name == NameTable.unknown { wide[Int(kind.rawValue)] = position }
        mark(scope, fact)
        if isSurvey { states.append(position) } else if fact.level < lastHop { expand(fact, position) }
        return position
    }

    private mutating func mark(_ scope: NameID, _ fact: EscalationFact) {
        guard scope != NameTable.empty else { return }
        let list = fact.kind == .permission ? Int(fact.pattern) : graph.patterns.count + Int(fact.kind.rawValue)
        if scopesOf[list].isEmpty { usedScopes.append(list) }
        scopesOf[list].append(scope)
        let key = FactTable.Key(.permission, scope: scope)
        guard scopeMarks[key] == nil else { return }
        scopeMarks.insert(0, key)
        scopes.append(scope)
    }

    /// Adds what an identity may do.
    mutating func expand(_ fact: EscalationFact, _ position: UInt32) {
        switch fact.kind {
        case .account: expand(graph.subjects(ofAccount: fact.name), bearer: fact.name, position)
        case .user: expand(graph.subjects(ofUser: fact.name), bearer: fact.name, position)
        case .group: expand(graph.subjects(ofGroup: fact.name), bearer: NameTable.unknown, position)
        case .anyAccount:
            expand(
                fact.scope == NameTable.empty
                    ? graph.unions.ofAllAccounts : graph.unions.ofNamespace[fact.scope] ?? [], position)
        case .anyUser: expand(graph.unions.ofUsers, position)
        case .anyGroup: expand(graph.unions.ofGroups, position)
        case .role:
            let graph = graph
            graph.index.forEachPermission(
                ofRole: fact.name, in: fact.scope, graph.permissions, graph.patterns, grant: .max
            ) { addPermission($0, of: position) }
        default: break
        }
    }

    private mutating func expand(_ subjects: ArraySlice<UInt32>, bearer: NameID, _ position: UInt32) {
        let graph = graph
        for subject in subjects {
            for grant in graph.index.grants.range(Int(subject)) where isWorthExpanding(grant) {
                let record = graph.index.grants.all[grant]
                graph.index.forEachPermission(
                    ofRole: record.role, in: record.namespace, graph.permissions, graph.patterns,
                    grant: UInt32(truncatingIfNeeded: grant)
                ) { held in
                    var held = held
                    held.bearer = bearer
                    addPermission(held, of: position)
                }
            }
        }
    }

    /// A long role gives nothing new where somebody held it before. Without lines removed, that is: another binding may
    /// be left when the first is gone.
    private mutating func isWorthExpanding(_ grant: Int) -> Bool {
        let record = graph.index.grants.all[grant]
        guard removed.isEmpty, graph.permissions.ofRole.range(Int(record.role)).count > 16 else { return true }
        let key = FactTable.Key(.role, pattern: .max, scope: record.namespace, name: record.role)
        guard table[key] == nil else { return false }
        table.insert(0, key)
        return true
    }

    private mutating func expand(_ union: [IdentityUnions.Held], _ position: UInt32) {
        guard removed.isEmpty else {
            expandAll(position)
            return
        }
        for held in union { addPermission(held, of: position) }
    }

    /// As the union, but permission by permission: with lines removed another may have what the first had.
    private mutating func expandAll(_ position: UInt32) {
        let fact = facts[Int(position)]
        let graph = graph
        switch fact.kind {
        case .anyAccount:
            for account in graph.facts.accounts
            where account.exists && (fact.scope == NameTable.empty || account.namespace == fact.scope) {
                expand(graph.subjects(ofAccount: account.username), bearer: account.username, position)
            }
        default:
            for number in fact.kind == .anyGroup ? graph.others.groups : graph.others.users {
                let subject = graph.index.subjects[Int(number)]
                expand([number], bearer: subject.isGroup ? NameTable.unknown : subject.name, position)
            }
        }
    }

    mutating func addPermission(_ held: IdentityUnions.Held, of identity: UInt32) {
        if isKnown(held, in: held.scope) { return }
        if held.scope != NameTable.empty, isKnown(held, in: NameTable.empty) { return }
        if !removed.isEmpty {
            let grant = held.grant == .max ? nil : graph.index.grants.all[Int(held.grant)]
            if removed.contains(grant: grant, rule: held.rule) { return }
        }
        append(held, of: identity)
    }

    /// Whether the permission is there already, for this name or for all.
    private func isKnown(_ held: IdentityUnions.Held, in scope: NameID) -> Bool {
        guard let head = table[FactTable.Key(.permission, pattern: held.pattern, scope: scope)] else { return false }
        let name = facts[Int(head)].name
        if name == NameTable.unknown || name == held.name { return true }
        return held.name != NameTable.unknown
            && table[FactTable.Key(.permission, pattern: held.pattern, scope: scope, name: held.name)] != nil
    }

    private mutating func append(_ held: IdentityUnions.Held, of identity: UInt32) {
        var fact = EscalationFact(kind: .permission)
        fact.pattern = held.pattern
        fact.scope = held.scope
        fact.name = held.name
        fact.grant = held.grant
        fact.rule = held.rule
        fact.bearer = held.bearer
        fact.level = facts[Int(identity)].level
        fact.premises = Run(start: UInt32(truncatingIfNeeded: premises.count), count: 1)
        premises.append(identity)
        let position = UInt32(truncatingIfNeeded: facts.count)
        // Permissions of one pattern and scope are chained, so that all their names can be found; one for all names
        // comes first.
        let first = FactTable.Key(.permission, pattern: held.pattern, scope: held.scope)
        if let head = table[first], held.name != NameTable.unknown {
            fact.next = facts[Int(head)].next
            facts[Int(head)].next = position
        } else {
            fact.next = table[first] ?? .max
            table.insert(position, first)
        }
        if held.name != NameTable.unknown {
            let key = FactTable.Key(.permission, pattern: held.pattern, scope: held.scope, name: held.name)
            table.insert(position, key)
        }
        facts.append(fact)
        mark(held.scope, fact)
    }
}

// MARK: Taking edges

extension EscalationSearch {
    mutating func process(_ fact: EscalationFact, _ position: UInt32) {
        // What a permission helps to, being able to do everything helps to as well.
        if fact.kind == .permission || fact.kind == .namespaceAdmin, known(.clusterAdmin, in: NameTable.empty) != nil {
            return
        }
        let edges =
            fact.kind == .permission
            ? graph.edgesOfPattern[Int(fact.pattern)] : graph.edgesOfKind[Int(fact.kind.rawValue)]
        permissionAtHand = fact.kind == .permission && fact.name != NameTable.unknown ? position : nil
        for edge in edges {
            if isSurvey, isExhausted(edge) { continue }
            take(edge, after: fact)
        }
        takeDelegations(of: fact, position)
        switch fact.kind {
        case .account, .user, .group, .anyAccount, .anyUser, .anyGroup: tryRolesOfIdentities()
        default: break
        }
    }

    /// Takes the edges whose gain depends on who one is, once for all identities of a hop: the permissions that they
    /// need may have been there before.
    private mutating func tryRolesOfIdentities() {
        // What a source may do from the start has its turn anyway, and tells more directly what it leads to.
        guard level > 0, levelOfIdentities != Int(level) else { return }
        levelOfIdentities = Int(level)
        for edge in graph.edgesOfIdentities where !(isSurvey && isExhausted(edge)) { takeAnywhere(edge) }
    }

    private mutating func take(_ number: UInt16, after fact: EscalationFact) {
        let isHere: Bool
        if fact.kind == .permission {
            isHere = graph.patterns[Int(fact.pattern)].scope == .here
        } else {
            isHere = true
        }
        if isHere, fact.scope != NameTable.empty {
            attempt(number, in: fact.scope)
            return
        }
        takeAnywhere(number)
    }

    private mutating func takeAnywhere(_ number: UInt16) {
        if attempt(number, in: NameTable.empty) { return }
        let edge = graph.edges[Int(number)]
        guard edge.dependsOnNamespace else { return }
        // Some need holds in single namespaces only: those of the first such need are enough to try.
        guard let list = missingEverywhere(edge) else { return }
        var position = 0
        while position < scopesOf[list].count {
            attempt(number, in: scopesOf[list][position])
            position += 1
        }
    }

    /// The list of namespaces of a need that does not hold in the whole cluster.
    private func missingEverywhere(_ edge: EscalationGraph.CompiledEdge) -> Int? {
        for position in edge.needs.range {
            switch graph.needs[position] {
            case .may(let pattern):
                if permission(pattern, in: NameTable.empty) == nil { return Int(pattern) }
            case .has(let kind):
                if known(kind, in: NameTable.empty) == nil { return graph.patterns.count + Int(kind.rawValue) }
            case .given: break
            }
        }
        return nil
    }

    /// Takes an edge in a namespace, or with the empty one everywhere at once, when all it needs is there.
    @discardableResult
    mutating func attempt(_ number: UInt16, in namespace: NameID) -> Bool {
        let edge = graph.edges[Int(number)]
        if level + 1 == lastHop, !edge.mayGiveSink { return true }
        // Who may do everything needs to become nobody else.
        if edge.givesPermissions, known(.clusterAdmin, in: NameTable.empty) != nil { return true }
        buffer.removeAll(keepingCapacity: true)
        var found: ClusterFacts.Evidence?
        for position in edge.needs.range {
            switch graph.needs[position] {
            case .may(let pattern):
                guard let fact = permission(pattern, in: namespace) else { return false }
                buffer.append(fact)
            case .has(let kind):
                guard let fact = known(kind, in: namespace) else { return false }
                buffer.append(fact)
            case .given(let condition):
                guard let holds = holds(graph.conditions[Int(condition)], in: namespace) else { return false }
                found = found ?? holds.evidence
            }
        }
        let before = facts.count
        gain(EscalationEdge.all[Int(edge.number)].gain, number, in: namespace, buffer)
        if let found {
            for position in before..<facts.count where facts[position].edge == number {
                evidence.append((UInt32(truncatingIfNeeded: position), found))
            }
        }
        return true
    }

    func known(_ kind: EscalationFact.Kind, in namespace: NameID) -> UInt32? {
        if kind == .foothold {
            return table[FactTable.Key(kind, scope: namespace, name: ownAccount)].flatMap(current)
        }
        if namespace != NameTable.empty, let fact = table[FactTable.Key(kind, scope: namespace)],
            let fact = current(fact)
        {
            return fact
        }
        return everywhere(kind).flatMap(current)
    }

    /// What was gained for the whole cluster, in this hop or before.
    func everywhere(_ kind: EscalationFact.Kind) -> UInt32? {
        let fact = wide[Int(kind.rawValue)]
        return fact == .max ? nil : fact
    }

    /// What is gained in this hop counts in the next one.
    private func current(_ fact: UInt32) -> UInt32? { facts[Int(fact)].level <= level ? fact : nil }

    func permission(_ number: UInt8, in namespace: NameID) -> UInt32? {
        let pattern = graph.patterns[Int(number)]
        let scope =
            switch pattern.scope {
            case .here: namespace
            case .cluster: NameTable.empty
            case .namespace: pattern.namespace
            }
        if let fact = first(number, scope) { return fact }
        if scope != NameTable.empty, let fact = first(number, NameTable.empty) { return fact }
        return administration(number, in: scope)
    }

    /// The right to do everything, a pattern's permission included.
    private func administration(_ number: UInt8, in namespace: NameID) -> UInt32? {
        if let fact = known(.clusterAdmin, in: NameTable.empty) { return fact }
        return graph.patterns[Int(number)].isClusterOnly ? nil : known(.namespaceAdmin, in: namespace)
    }

    private func first(_ pattern: UInt8, _ scope: NameID) -> UInt32? {
        var position = table[FactTable.Key(.permission, pattern: pattern, scope: scope)] ?? .max
        while position != .max, facts[Int(position)].level > level { position = facts[Int(position)].next }
        return position == .max ? nil : position
    }

    /// Every permission of a pattern that is good in a namespace, each with the only name it is good for.
    func names(_ number: UInt8, in namespace: NameID) -> [(name: NameID, fact: UInt32)] {
        guard let first = permission(number, in: namespace) else { return [] }
        guard facts[Int(first)].kind == .permission else { return [(NameTable.unknown, first)] }
        var found: [(NameID, UInt32)] = []
        for scope in Set([facts[Int(first)].scope, namespace, NameTable.empty]).sorted() {
            var position = table[FactTable.Key(.permission, pattern: number, scope: scope)] ?? .max
            while position != .max {
                let fact = facts[Int(position)]
                if fact.level <= level { found.append((fact.name, position)) }
                position = fact.next
            }
        }
        if let all = found.first(where: { $0.0 == NameTable.unknown }) { return [all] }
        // Who may do everything may do it for every name.
        if let all = administration(number, in: namespace) { return [(NameTable.unknown, all)] }
        return found
    }
}
