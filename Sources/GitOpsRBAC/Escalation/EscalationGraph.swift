import GitOpsManifest

/// Everything that searches share: the edges with numbers for their patterns, what roles give, who is in which groups.
final class EscalationGraph: Sendable {
    let index: AccessIndex
    let facts: ClusterFacts
    let options: EscalationOptions
    let permissions: RolePermissions
    let edges: [CompiledEdge]
    let patterns: [CompiledPattern]
    let patternTexts: [String]
    let edgesOfPattern: [[UInt16]]
    let edgesOfKind: [[UInt16]]
    let unions: IdentityUnions
    /// Bindings by namespace; those for the cluster have the empty one.
    let bindingsIn: Grouped<UInt32>
    /// Bindings by subject that refer to a role that does not exist.
    let dangling: [UInt32: [UInt32]]
    let wellKnown: WellKnownSubjects

    /// A pattern with its namespace as a number.
    struct CompiledPattern: Sendable {
        let scope: PermissionPattern.Scope
        let namespace: NameID
        let isClusterOnly: Bool
    }

    enum CompiledNeed: Sendable {
        case may(UInt8)
        case has(EscalationFact.Kind)
        case given(ClusterCondition)
    }

    struct CompiledEdge: Sendable {
        let edge: EscalationEdge
        /// Preconditions but those that hold for the whole cluster anyway.
        let needs: [CompiledNeed]
        /// Whether some precondition depends on the namespace.
        let dependsOnNamespace: Bool
        /// Whether it gives identities or permissions, not a state.
        let givesPermissions: Bool
    }

    init(_ index: AccessIndex, options: EscalationOptions) {
        self.index = index
        self.options = options
        let facts = ClusterFacts(index, options: options)
        var table = PatternTable()
        let edges = EscalationEdge.all.map { Self.compile($0, &table, facts, options) }
        let patterns = table.patterns.map { pattern in
            var namespace = NameTable.empty
            if case .namespace(let name) = pattern.scope { namespace = facts.find(name) }
            return CompiledPattern(
                scope: pattern.scope, namespace: namespace, isClusterOnly: pattern.scope == .cluster)
        }
        permissions = RolePermissions(index, patterns: table.patterns)
        self.edges = edges.compactMap { $0 }
        self.patterns = patterns
        patternTexts = table.texts
        (edgesOfPattern, edgesOfKind) = Self.triggers(self.edges, patternCount: patterns.count)
        self.facts = facts
        wellKnown = WellKnownSubjects(index)
        unions = IdentityUnions(index, facts, permissions, patterns, wellKnown)
        bindingsIn = Grouped(
            index.bindings.indices.map { UInt32(truncatingIfNeeded: $0) }, owners: index.bindings.map(\.namespace),
            count: index.names.count)
        var dangling: [UInt32: [UInt32]] = [:]
        for (number, binding) in index.bindings.enumerated() where binding.role == .max {
            for position in binding.subjects.range {
                let subject = index.boundSubjects[position].subject
                dangling[subject, default: []].append(UInt32(truncatingIfNeeded: number))
            }
        }
        self.dangling = dangling
    }

    /// `nil` for an edge that cannot be taken in this cluster.
    private static func compile(
        _ edge: EscalationEdge, _ table: inout PatternTable, _ facts: ClusterFacts, _ options: EscalationOptions
    ) -> CompiledEdge? {
        var needs: [CompiledNeed] = []
        for need in edge.needs {
            switch need {
            case .may(let pattern): needs.append(.may(table.number(of: pattern)))
            case .has(let kind): needs.append(.has(kind))
            case .given(let condition):
                switch facts.holds(condition, options) {
                case true?: break
                case false?: return nil
                case nil: needs.append(.given(condition))
                }
            }
        }
        let depends = needs.contains { need in
            switch need {
            case .may(let number): table.patterns[Int(number)].scope == .here
            case .has, .given: true
            }
        }
        return CompiledEdge(
            edge: edge, needs: needs, dependsOnNamespace: depends, givesPermissions: edge.gain.givesPermissions)
    }

    private static func triggers(_ edges: [CompiledEdge], patternCount: Int) -> ([[UInt16]], [[UInt16]]) {
        var ofPattern: [[UInt16]] = Array(repeating: [], count: patternCount)
        var ofKind: [[UInt16]] = Array(repeating: [], count: EscalationFact.Kind.allCases.count)
        for (position, edge) in edges.enumerated() {
            let number = UInt16(truncatingIfNeeded: position)
            var asksForPermission = false
            for need in edge.needs {
                switch need {
                case .may(let pattern):
                    ofPattern[Int(pattern)].append(number)
                    asksForPermission = true
                case .has(let kind): ofKind[Int(kind.rawValue)].append(number)
                case .given: break
                }
            }
            // Who may do everything may do what any edge asks for.
            if asksForPermission {
                ofKind[Int(EscalationFact.Kind.clusterAdmin.rawValue)].append(number)
                ofKind[Int(EscalationFact.Kind.namespaceAdmin.rawValue)].append(number)
            }
        }
        return (ofPattern, ofKind)
    }
}

/// Numbers of the groups that every request of a user or service account is in.
struct WellKnownSubjects: Sendable {
    let authenticated: UInt32?
    let unauthenticated: UInt32?
    let serviceAccounts: UInt32?
    let masters: NameID
    let anonymous: NameID
    let bootstrappers: UInt32?

    init(_ index: AccessIndex) {
        func group(_ name: String) -> UInt32? { index.subjectNumbers.number(isGroup: true, index.names.find(name)) }
        authenticated = group("system:authenticated")
        unauthenticated = group("system:unauthenticated")
        serviceAccounts = group("system:serviceaccounts")
        bootstrappers = group("system:bootstrappers")
        masters = index.names.find("system:masters")
        anonymous = index.names.find("system:anonymous")
    }
}

extension EscalationGraph {
    /// The RoleBindings of a namespace, with the empty one those of all; without one the ClusterRoleBindings.
    func bindings(in namespace: NameID?) -> ArraySlice<UInt32> {
        guard let namespace else { return bindingsIn[Int(NameTable.empty)] }
        if namespace == NameTable.empty { return bindingsIn.all[bindingsIn.range(Int(namespace)).upperBound...] }
        return Int(namespace) < index.names.count ? bindingsIn[Int(namespace)] : []
    }

    /// The subjects of bindings that an account's requests match.
    func subjects(ofAccount username: NameID) -> [UInt32] {
        var found: [UInt32] = []
        if let own = index.subjectNumbers.number(isGroup: false, username) { found.append(own) }
        if let number = facts.accountNumbers[username] {
            let namespace = facts.names[facts.accounts[number].namespace]
            let group = index.names.find("system:serviceaccounts:", namespace, "")
            if let group = index.subjectNumbers.number(isGroup: true, group) { found.append(group) }
        }
        if let group = wellKnown.serviceAccounts { found.append(group) }
        if let group = wellKnown.authenticated { found.append(group) }
        return found
    }

    func subjects(ofUser name: NameID) -> [UInt32] {
        var found: [UInt32] = []
        if let own = index.subjectNumbers.number(isGroup: false, name) { found.append(own) }
        let group =
            name == wellKnown.anonymous && name != NameTable.unknown
            ? wellKnown.unauthenticated : wellKnown.authenticated
        if let group { found.append(group) }
        return found
    }

    func subjects(ofGroup name: NameID) -> [UInt32] {
        index.subjectNumbers.number(isGroup: true, name).map { [$0] } ?? []
    }
}
