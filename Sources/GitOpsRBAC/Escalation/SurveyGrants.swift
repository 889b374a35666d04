/// What roles with many permissions for single names come to where these give everything in the namespace at once:
/// thousands of names are then worth no more than one permission to do everything there.
///
/// A survey alone goes by these; a path tells which permissions it uses.
struct SurveyGrants: Sendable {
    /// The permissions of a role where it is bound, shortened; a role that is not among them has all of its own.
    typealias Short = [RoleUnions.BoundRole: [IdentityUnions.Held]]

    let short: Short
    let unions: IdentityUnions
    let roleUnions: RoleUnions
    let pods: PodAccounts

    /// Roles with fewer permissions of the kind are not worth it.
    private static let minimumCount = 16
    /// So many permissions are looked at; roles beyond them stay as they are.
    private static let maximumCount = 4_000_000

    /// Complexity: O(permissions of long roles, once for each namespace that they are bound in).
    init(_ graph: EscalationGraph) {
        let short = Self.shorten(graph)
        self.short = short
        if short.isEmpty {
            (unions, roleUnions) = (graph.unions, graph.roleUnions)
            pods = PodAccounts(graph, graph.unions, short)
            return
        }
        unions = IdentityUnions(
            graph.index, graph.facts, graph.permissions, graph.patterns, graph.wellKnown, short: short)
        roleUnions = RoleUnions(graph.index, graph.permissions, graph.patterns, short: short)
        pods = PodAccounts(graph, unions, short)
    }

    private static func shorten(_ graph: EscalationGraph) -> Short {
        let isLong = graph.index.roles.indices.map { role in
            var count = 0
            for held in graph.permissions.ofRole[role]
            where held.name != NameTable.unknown && graph.patterns[Int(held.pattern)].isConfined {
                count += 1
            }
            return count >= minimumCount
        }
        guard let everything = graph.patternOfEverything, isLong.contains(true) else { return [:] }
        var search = EscalationSearch(graph)
        var seen: Set<RoleUnions.BoundRole> = []
        var short: Short = [:]
        var count = 0
        for grant in graph.index.grants.all
        where grant.namespace != NameTable.empty && isLong[Int(grant.role)] && count < maximumCount {
            let bound = RoleUnions.BoundRole(namespace: grant.namespace, role: grant.role)
            guard seen.insert(bound).inserted else { continue }
            count += graph.permissions.ofRole.range(Int(grant.role)).count
            guard search.givesEverything(bound) else { continue }
            short[bound] = held(by: bound, graph, everything)
        }
        return short
    }

    /// What is left of a role that gives everything in its namespace: that, and what leads out of it.
    private static func held(
        by bound: RoleUnions.BoundRole, _ graph: EscalationGraph, _ everything: UInt8
    ) -> [IdentityUnions.Held] {
        var held = [
            IdentityUnions.Held(
                pattern: everything, scope: bound.namespace, name: NameTable.unknown, grant: .max, rule: .max,
                bearer: NameTable.unknown)
        ]
        graph.index.forEachPermission(
            ofRole: bound.role, in: bound.namespace, graph.permissions, graph.patterns, grant: .max
        ) { permission in
            let isConfined = graph.patterns[Int(permission.pattern)].isConfined
            if !isConfined || permission.scope != bound.namespace { held.append(permission) }
        }
        return held
    }
}

extension EscalationGraph {
    /// The pattern whose permission is to do everything in a namespace.
    fileprivate var patternOfEverything: UInt8? {
        for edge in edges where edge.needs.count == 1 {
            guard case .here(.namespaceAdmin) = EscalationEdge.all[Int(edge.number)].gain,
                case .may(let pattern) = needs[Int(edge.needs.start)]
            else { continue }
            return pattern
        }
        return nil
    }
}

extension EscalationSearch {
    /// Whether a role alone gives everything in the namespace that it is bound in, in one hop.
    fileprivate mutating func givesEverything(_ bound: RoleUnions.BoundRole) -> Bool {
        isSurvey = true
        reset()
        add(.role, scope: bound.namespace, name: bound.role)
        takeHop(0..<states.count)
        return table[FactTable.Key(.namespaceAdmin, scope: bound.namespace)] != nil
    }
}
