import GitOpsManifest

/// A way from a subject to a sink.
public struct EscalationPath: Sendable {
    /// Where it begins.
    public let source: Subject
    /// Where it ends.
    public let sink: EscalationSink
    /// The steps, each after those it depends on; the last one reaches the sink. Empty where the source is the sink.
    public let steps: [EscalationStep]

    /// How many steps must follow each other: those that are independent count once.
    public var hops: Int { steps.last?.hop ?? 0 }
}

/// An edge that is taken.
public struct EscalationStep: Sendable {
    /// The edge.
    public let edge: EscalationEdge
    /// What it gives.
    public let gained: EscalationGained
    /// The number of the hop, from 1: the steps it depends on have lower ones.
    public let hop: Int
    /// The permissions it uses, with the grants that give them.
    public let permissions: [UsedPermission]
    /// Other lines that make it possible: a privileged pod, a label, the subject of a binding to a role that is
    /// rewritten, a binding that is extended.
    public let evidence: [GrantPlace]
    /// Positions in the path's steps of those that it depends on.
    public let dependsOn: [Int]
}

/// A permission that a step uses.
public struct UsedPermission: Sendable {
    /// The permission as the edge asks for it: `create pods`.
    public let pattern: String
    /// Who has it: a user or service account; `nil` where it comes through a group or a role alone.
    public let bearer: Subject?
    /// The grant that gives it; `nil` where the path itself binds the role.
    public let grant: Grant?
    /// Where the rule is written.
    public let rulePlace: GrantPlace
}

/// What a step gives.
public enum EscalationGained: Sendable, Hashable {
    /// A sink.
    case sink(EscalationSink)
    /// The identity of a subject.
    case identity(Subject)
    /// The identity of any service account of a namespace, or with `nil` of the cluster.
    case anyServiceAccount(namespace: String?)
    /// The permissions of a role in a namespace, or with `nil` in the whole cluster.
    case role(RoleID, namespace: String?)
    /// The permissions of a ClusterRole in every namespace, but not what it gives of the cluster itself.
    case roleInEveryNamespace(RoleID)
    /// Anything else, in words: `pods of its making`.
    case other(String, namespace: String?)
}

extension EscalationGained: CustomStringConvertible {
    /// `ServiceAccount shop/web`, `any service account of shop`, `node-root`.
    public var description: String {
        func place(_ namespace: String?) -> String { namespace.map { " in \($0)" } ?? " in the whole cluster" }
        switch self {
        case .sink(let sink): return sink.description
        case .identity(let subject): return subject.description
        case .anyServiceAccount(let namespace):
            return namespace.map { "any service account of \($0)" } ?? "any service account"
        case .role(let role, let namespace): return "\(role)\(place(namespace))"
        case .roleInEveryNamespace(let role): return "\(role) in every namespace"
        case .other(let words, let namespace): return namespace == nil ? words : "\(words)\(place(namespace))"
        }
    }
}

extension EscalationPath: CustomStringConvertible {
    /// `ServiceAccount shop/web > C1 pods of its making in shop > C4 node-root`.
    public var description: String {
        "\(source)" + steps.map { " > \($0.edge.id) \($0.gained)" }.joined()
    }
}

// MARK: From facts

extension EscalationSearch {
    /// The steps that lead to a fact, with the lines they use.
    func path(from source: Subject, to sink: EscalationSink, at fact: UInt32) -> EscalationPath {
        EscalationPath(source: source, sink: sink, steps: steps(of: closure(of: fact)))
    }

    /// Everything gained, whether a sink or not.
    func allSteps() -> [EscalationStep] {
        steps(
            of: facts.indices.map { UInt32(truncatingIfNeeded: $0) }.filter {
                facts[Int($0)].edge != EscalationFact.noEdge
            })
    }

    /// The gained facts that a fact depends on and itself, in the order in which they were gained.
    func closure(of fact: UInt32) -> [UInt32] {
        var needed: Set<UInt32> = []
        var open = [fact]
        while let next = open.popLast() {
            guard needed.insert(next).inserted else { continue }
            open += premises[facts[Int(next)].premises.range]
        }
        return needed.filter { facts[Int($0)].edge != EscalationFact.noEdge }.sorted()
    }

    private func steps(of gained: [UInt32]) -> [EscalationStep] {
        var positions: [UInt32: Int] = [:]
        for (position, fact) in gained.enumerated() { positions[fact] = position }
        return gained.map { step($0, positions) }
    }

    private func step(_ number: UInt32, _ positions: [UInt32: Int]) -> EscalationStep {
        let fact = facts[Int(number)]
        var permissions: [UsedPermission] = []
        var dependsOn: Set<Int> = []
        for premise in premises[fact.premises.range] {
            let needed = facts[Int(premise)]
            if needed.kind == .permission {
                permissions.append(permission(needed))
                for identity in premises[needed.premises.range] {
                    if let position = positions[identity] { dependsOn.insert(position) }
                }
            } else if let position = positions[premise] {
                dependsOn.insert(position)
            }
        }
        return EscalationStep(
            edge: EscalationEdge.all[Int(graph.edges[Int(fact.edge)].number)], gained: gained(fact),
            hop: Int(fact.level),
            permissions: permissions,
            evidence: evidencePlaces(of: number),
            dependsOn: dependsOn.sorted())
    }

    private func evidencePlaces(of fact: UInt32) -> [GrantPlace] {
        let index = graph.index
        var places = (evidence[fact] ?? []).map { index.place(manifest: $0.manifest, node: $0.node) }
        for used in usedLines[fact] ?? [] {
            if used.rule != .max {
                let rule = index.rules[Int(used.rule)]
                places.append(index.place(manifest: index.roles[Int(rule.role)].manifest, node: rule.node))
            }
            places.append(
                index.place(
                    manifest: index.bindings[Int(used.line.binding)].manifest,
                    node: index.boundSubjects[Int(used.line.boundSubject)].node))
        }
        if let binding = extendedBinding(of: facts[Int(fact)]) {
            places.append(index.place(of: index.bindings[Int(binding)]))
        }
        return places
    }

    private func permission(_ fact: EscalationFact) -> UsedPermission {
        let index = graph.index
        let grant =
            fact.grant == .max
            ? nil : Grant(index: index, record: index.grants.all[Int(fact.grant)], ruleNumber: fact.rule)
        let rule = index.rules[Int(fact.rule)]
        return UsedPermission(
            pattern: PermissionPattern.words(graph.patternTexts[Int(fact.pattern)]),
            bearer: fact.bearer == NameTable.unknown ? nil : .user(graph.facts.names[fact.bearer]), grant: grant,
            rulePlace: index.place(manifest: index.roles[Int(rule.role)].manifest, node: rule.node))
    }

    private func gained(_ fact: EscalationFact) -> EscalationGained {
        let names = graph.facts.names
        let namespace = fact.scope == NameTable.empty ? nil : names[fact.scope]
        if let sink = EscalationSink(fact.kind, namespace: namespace) { return .sink(sink) }
        switch fact.kind {
        case .account, .user: return .identity(.user(names[fact.name]))
        case .group: return .identity(.group(names[fact.name]))
        case .actor: return .other(words(for: actors[Int(fact.name)]), namespace: namespace)
        case .anyAccount: return .anyServiceAccount(namespace: namespace)
        case .role: return .role(graph.index.roleID(fact.name), namespace: namespace)
        case .roleInNamespaces: return .roleInEveryNamespace(graph.index.roleID(fact.name))
        default: return .other(fact.kind.words, namespace: namespace)
        }
    }

    /// `what both it and User bob may do`.
    private func words(for actor: ConstrainedActor) -> String {
        let names = graph.facts.names
        let who: String
        switch actor.target {
        case .users: who = actor.name == NameTable.unknown ? "any user" : "User \(names[actor.name])"
        case .groups: who = actor.name == NameTable.unknown ? "any group" : "Group \(names[actor.name])"
        case .accounts:
            let place = actor.namespace == NameTable.empty ? "" : " of \(names[actor.namespace])"
            let isAny = actor.name == NameTable.unknown
            who = isAny ? "any service account\(place)" : "ServiceAccount \(names[actor.name])\(place)"
        }
        return "what both it and \(who) may do"
    }
}
