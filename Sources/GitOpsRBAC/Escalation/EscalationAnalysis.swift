import GitOpsManifest

/// Who can become what: every way in which the permissions of a model, its workloads and its controllers lead from a
/// subject to something that nobody should reach unnoticed.
///
/// Edges (``EscalationEdge/all``) are followed to a fixpoint, hop by hop. An edge with several preconditions is taken
/// when they hold together, although they come from different identities gained on the way. The path to each sink is a
/// shortest one: no other has fewer hops that must follow each other.
public struct EscalationAnalysis: Sendable {
    let graph: EscalationGraph
    /// The options it was made with.
    public var options: EscalationOptions { graph.options }

    /// An analysis of a model and of all other manifests of its set.
    ///
    /// Complexity: O(values of the rules, bindings and workloads).
    public init(_ model: AccessModel, options: EscalationOptions = EscalationOptions()) {
        graph = EscalationGraph(model.index, options: options)
    }

    /// The subjects of the set: service accounts that exist, and users and groups that bindings of the set name. Those
    /// that only an API server's own bindings name are left out, unless the set rewrites the roles of these.
    public var sources: [Subject] {
        var found: Set<Subject> = []
        let index = graph.index
        for username in index.accounts { found.insert(.user(index.names[username])) }
        for workload in graph.facts.workloads { found.insert(.user(graph.facts.names[workload.account])) }
        for binding in index.bindings where binding.manifest >= index.bootstrapCount {
            for position in binding.subjects.range {
                found.insert(index.subject(index.boundSubjects[position].subject))
            }
        }
        found.formUnion(index.subjectsOfRewrittenDefaults.map(index.subject))
        found.formUnion(graph.facts.delegatingSubjects)
        return found.sorted()
    }

    func source(_ subject: Subject) -> EscalationSource {
        switch subject.kind {
        case .serviceAccount: .account(graph.facts.find(subject.username))
        case .user: .user(graph.facts.find(subject.name))
        case .group: subject.name == "system:masters" ? .masters : .group(graph.facts.find(subject.name))
        }
    }
}

// MARK: Questions

extension EscalationAnalysis {
    /// A shortest path from a subject to each sink that it reaches, the worst sinks first. A sink of single namespaces
    /// is left out where that of the cluster is reached.
    public func paths(from subject: Subject) -> [EscalationPath] {
        var search = EscalationSearch(graph)
        search.run(from: source(subject))
        return search.sinks().map { search.path(from: subject, to: $0.sink, at: $0.fact) }
    }

    /// A shortest path from a subject to a sink; `nil` when there is none. What leads to a sink of the cluster leads to
    /// that of every namespace.
    public func path(from subject: Subject, to sink: EscalationSink) -> EscalationPath? {
        var search = EscalationSearch(graph)
        search.run(from: source(subject))
        return search.fact(of: sink).map { search.path(from: subject, to: sink, at: $0) }
    }

    /// Everything that a subject gains on any way, in the order of hops.
    public func gains(of subject: Subject) -> [EscalationStep] {
        var search = EscalationSearch(graph)
        search.run(from: source(subject), untilSinks: false)
        return search.allSteps()
    }

    /// For each subject the sinks that it reaches, with the hops to each; subjects that reach none are left out. In the
    /// order given; without one, those of ``sources``.
    ///
    /// Sources that hold the same are searched from once, and those that come into the same state on their ways share
    /// what follows from it. Where a limit (``EscalationOptions/maximumFacts``, ``EscalationOptions/maximumSteps``)
    /// ended a search, ``EscalationReach/endedBy`` names it, and the subject is listed even when it reached nothing
    /// before.
    ///
    /// Complexity: O(what is gained by each subject) at the most.
    public func survey(_ subjects: [Subject]? = nil) -> [EscalationReach] {
        let subjects = subjects ?? sources
        let survey = EscalationSurvey(graph, subjects.map(source))
        let found = survey.reaches(threads: options.threads)
        return zip(subjects, survey.numbers).compactMap { subject, number in
            let found = found[number]
            if found.sinks.isEmpty, found.isComplete { return nil }
            return EscalationReach(subject: subject, found, graph.facts.names)
        }
    }

    /// Whether everything that a subject may gain was followed, up to the hops asked for: `false` where
    /// ``EscalationOptions/maximumFacts`` or ``EscalationOptions/maximumSteps`` ended the search. Then there may be
    /// more paths than ``paths(from:)`` gives.
    public func isComplete(from subject: Subject) -> Bool {
        var search = EscalationSearch(graph)
        search.run(from: source(subject))
        return search.isComplete
    }
}

/// The sinks that a subject reaches.
public struct EscalationReach: Sendable {
    /// Who reaches them.
    public let subject: Subject
    /// The sinks, the worst first.
    public let sinks: [EscalationSink]
    /// For each of them the number of hops.
    public let hops: [Int]
    /// What ended the search before all that the subject reaches was found; `nil` where there is nothing else.
    public let endedBy: EscalationLimit?
    /// Whether there are no other sinks; see ``endedBy``.
    public var isComplete: Bool { endedBy == nil }

    private init(subject: Subject, endedBy: EscalationLimit?, _ sinks: [(sink: EscalationSink, hops: Int)]) {
        self.subject = subject
        self.endedBy = endedBy
        self.sinks = sinks.map(\.sink)
        hops = sinks.map(\.hops)
    }

    /// The reach with no more than the sinks that are asked for, each with its number of hops.
    public func filter(_ isWanted: (_ sink: EscalationSink, _ hops: Int) -> Bool) -> EscalationReach {
        EscalationReach(
            subject: subject, endedBy: endedBy,
            zip(sinks, hops).filter { isWanted($0, $1) }.map { ($0, $1) })
    }

    /// The reach with what is asked for instead of each sink: one of the whole cluster stands for those of its
    /// namespaces, each of which may be nearer, but is no farther.
    public func replacingSinks(_ asked: (_ sink: EscalationSink) -> [EscalationSink]) -> EscalationReach {
        var hopsOf: [EscalationSink: Int] = [:]
        for (sink, hops) in zip(sinks, hops) {
            for sink in asked(sink) { hopsOf[sink] = min(hops, hopsOf[sink] ?? hops) }
        }
        let replaced = hopsOf.sorted { $0.key < $1.key }
        return EscalationReach(subject: subject, endedBy: endedBy, replaced.map { ($0.key, $0.value) })
    }

    init(subject: Subject, _ found: FoundReach, _ names: NameTable) {
        var sinks: [(sink: EscalationSink, hops: Int)] = found.sinks.compactMap { found in
            let namespace = found.scope == NameTable.empty ? nil : names[found.scope]
            return EscalationSink(found.kind, namespace: namespace).map { ($0, Int(found.level)) }
        }
        if sinks.count > 1 { sinks.sort { $0.sink < $1.sink } }
        self.init(subject: subject, endedBy: found.endedBy, sinks)
    }
}

// MARK: Sinks of a search

extension EscalationSearch {
    struct FoundSink {
        let sink: EscalationSink
        let fact: UInt32
        let hops: Int
    }

    static let sinkKinds: [EscalationFact.Kind] = [
        .clusterAdmin, .systemMasters, .nodeRoot, .secrets, .traffic, .guardrailsOff, .cloud,
    ]

    /// Whether every sink that the whole cluster has was reached.
    var hasAllSinks: Bool {
        Self.sinkKinds.allSatisfy { kind in
            everywhere(kind) != nil || kind == .cloud && graph.facts.clouds.isEmpty
        }
    }

    /// The sinks that were reached, in their order.
    func sinks() -> [FoundSink] {
        var found: [FoundSink] = []
        for kind in Self.sinkKinds {
            if let fact = everywhere(kind) {
                append(kind, fact, to: &found)
                continue
            }
            for scope in scopes {
                if let fact = table[FactTable.Key(kind, scope: scope)] { append(kind, fact, to: &found) }
            }
        }
        return found.count > 1 ? found.sorted { $0.sink < $1.sink } : found
    }

    private func append(_ kind: EscalationFact.Kind, _ position: UInt32, to found: inout [FoundSink]) {
        let fact = facts[Int(position)]
        let namespace = fact.scope == NameTable.empty ? nil : graph.facts.names[fact.scope]
        guard let sink = EscalationSink(kind, namespace: namespace) else { return }
        found.append(FoundSink(sink: sink, fact: position, hops: Int(fact.level)))
    }

    /// The first fact that is a sink, in its namespace or in the whole cluster.
    func fact(of sink: EscalationSink) -> UInt32? {
        let wide = everywhere(sink.kind)
        guard let namespace = sink.namespace else { return wide }
        let narrow = table[FactTable.Key(sink.kind, scope: graph.facts.find(namespace))]
        return [wide, narrow].compactMap { $0 }.min { facts[Int($0)].level < facts[Int($1)].level }
    }
}
