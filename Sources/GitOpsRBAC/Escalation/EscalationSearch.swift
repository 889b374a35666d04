import GitOpsManifest

/// Follows all edges from one source, hop by hop, until nothing new is gained.
///
/// Facts are gained in the order of their hops, so the first way to each is a shortest one: hops are counted along the
/// longest chain of what a step needs. Each fact keeps the facts it needed.
struct EscalationSearch {
    let graph: EscalationGraph
    var facts: [EscalationFact] = []
    var premises: [UInt32] = []
    var table = FactTable()
    /// The facts without a name that are good in the whole cluster, by their kind: these are asked for all the time.
    var wide = Self.noFacts
    private static let noFacts = [UInt32](repeating: .max, count: EscalationFact.Kind.allCases.count)
    /// Namespaces in which something was gained, each once.
    var scopes: [NameID] = []
    var scopeMarks = FactTable()
    /// The facts that are somebody whom the source has become.
    var identities: [UInt32] = []
    /// The permission for a single name whose edges are being tried.
    var permissionAtHand: UInt32?
    /// For each pattern, and after them for each kind of fact, the namespaces in which it was gained.
    var scopesOf: [[NameID]]
    var usedScopes: [Int] = []
    /// Those whom the source may act for in some requests; facts have their positions.
    var actors: [ConstrainedActor] = []
    var actorNumbers: [ConstrainedActor: UInt32] = [:]
    /// What rules about acting for others and roles have in common, as far as it was asked for.
    var constrainedPermissions: [UInt64: [RolePermissions.Held]] = [:]
    /// What counts as removed.
    var removed = RemovedLines()
    /// The account whose pods the source runs in.
    var ownAccount = NameTable.unknown
    /// For facts that depend on what manifests say, the places; not for surveys.
    var evidence: [UInt32: [ClusterFacts.Evidence]] = [:]
    /// For facts that depend on who holds what, the lines that say so; not for surveys.
    var usedLines: [UInt32: [UsedLine]] = [:]
    var buffer: [UInt32] = []
    /// The hop whose identities were looked at last.
    var levelOfIdentities = -1
    var level: UInt16 = 0
    var currentLevel: UInt16 { level }
    /// The hop of which sinks alone are asked for, being the last one.
    var lastHop = UInt16.max
    /// How often something was looked at: a permission, an edge, a fact to be added, one of the roles, bindings, names
    /// or workloads that an edge goes through. A measure of time.
    var steps = 0
    /// Where a search ends; by ``EscalationOptions``, and for one of many sources by its share of what all may take.
    var limits: SearchLimits
    /// What ended the search before everything was followed, up to the hops asked for.
    var endedBy: EscalationLimit?
    var isComplete: Bool { endedBy == nil }
    /// Whether only the sinks of the source and their hops are asked for, not the way there: permissions are looked up
    /// when their turn comes, and what leads to nothing new is left out.
    var isSurvey = false
    /// In a survey of many sources, what their grants come to.
    var grants: SurveyGrants?
    /// In a survey, the facts but permissions, in the order in which they were gained.
    var states: [UInt32] = []

    init(_ graph: EscalationGraph) {
        self.graph = graph
        limits = SearchLimits(graph.options)
        scopesOf = Array(
            repeating: [], count: graph.patterns.count + EscalationFact.Kind.allCases.count)
    }

    /// Begins anew from a subject.
    ///
    /// Everything is gained that can be, or with `untilSinks` what is needed to reach each sink of the cluster: beyond
    /// them nothing can be nearer. With a number of hops, the sinks of so many hops are gained and what leads there;
    /// with a sink, no more than what is needed to reach it.
    mutating func run(
        from source: EscalationSource, untilSinks: Bool = true, hops: Int? = nil, until sink: EscalationSink? = nil
    ) {
        isSurvey = false
        reset()
        let last = UInt16(clamping: min(hops ?? .max, graph.options.maximumHops))
        lastHop = hops == nil ? .max : last
        begin(source)
        var next = 0
        while next < facts.count {
            let fact = facts[next]
            if fact.level >= last { break }
            let isNewHop = next == 0 || fact.level > level
            if isNewHop, untilSinks, hasAllSinks { break }
            if isNewHop, let sink, self.fact(of: sink) != nil { break }
            if isEnded { break }
            level = fact.level
            if isNewHop { takeEverything() }
            process(fact, UInt32(truncatingIfNeeded: next))
            next += 1
        }
        // The last fact may have used up what was left.
        noteEnd()
    }

    /// Whether all steps are used up: nothing more is gained then.
    var isOutOfSteps: Bool { steps > limits.steps }

    /// How many are left.
    var stepsLeft: Int { max(limits.steps - steps, 0) }

    /// Whether a limit is passed; the answer is not complete then.
    var isEnded: Bool {
        mutating get {
            noteEnd()
            return endedBy != nil
        }
    }

    private mutating func noteEnd() {
        if facts.count > limits.facts {
            endedBy = .facts(limits.facts)
        } else if isOutOfSteps {
            endedBy = .steps(graph.options.maximumSteps)
        }
    }

    mutating func reset() {
        facts.removeAll(keepingCapacity: true)
        premises.removeAll(keepingCapacity: true)
        evidence.removeAll(keepingCapacity: true)
        usedLines.removeAll(keepingCapacity: true)
        scopes.removeAll(keepingCapacity: true)
        identities.removeAll(keepingCapacity: true)
        actors.removeAll(keepingCapacity: true)
        actorNumbers.removeAll(keepingCapacity: true)
        table.removeAll()
        for kind in wide.indices { wide[kind] = .max }
        scopeMarks.removeAll()
        for list in usedScopes { scopesOf[list].removeAll(keepingCapacity: true) }
        usedScopes.removeAll(keepingCapacity: true)
        ownAccount = NameTable.unknown
        lastHop = .max
        level = 0
        endedBy = nil
        steps = 0
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
