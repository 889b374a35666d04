import GitOpsGate
import GitOpsRBAC
import GitOpsReport

/// Subjects, and the roles that are bound to them.
struct BindingsDrawing {
    /// A subject and what bindings of the set give to it.
    struct Holder {
        let subject: Subject
        let grants: [Grant]
        /// Groups that all its requests are in.
        let groups: [Subject]
    }

    let holders: [Holder]
    let authors: LineAuthors

    /// The grants of subjects and of the groups they are always in, without those that every API server has.
    static func grants(of subjects: [Subject], in model: AccessModel) -> [Holder] {
        var open = subjects
        var seen = Set(subjects)
        var holders: [Holder] = []
        while let subject = open.popLast() {
            let groups = subject.implicitGroups.map { Subject.group($0) }
                .filter { model.grants(of: $0).contains { !$0.isBootstrap } }
            for group in groups where seen.insert(group).inserted { open.append(group) }
            let grants = model.grants(of: subject).filter { !$0.isBootstrap }
            holders.append(Holder(subject: subject, grants: grants, groups: groups))
        }
        return holders.filter { !$0.grants.isEmpty || !$0.groups.isEmpty }.sorted { $0.subject < $1.subject }
    }

    var drawing: GraphDrawing {
        var edges: [GraphDrawing.Edge] = []
        var roles: [RoleID: [Grant]] = [:]
        for holder in holders {
            let from = GraphDrawing.Node(holder.subject).id
            for group in holder.groups {
                edges.append(.init(from: from, to: GraphDrawing.Node(group).id, label: "is in", kind: "membership"))
            }
            var bound: Set<String> = []
            for grant in holder.grants {
                if roles[grant.role]?.contains(where: { $0.rulePlace == grant.rulePlace }) != true {
                    roles[grant.role, default: []].append(grant)
                }
                guard bound.insert("\(grant.binding) \(grant.role)").inserted else { continue }
                edges.append(
                    .init(
                        from: from, to: id(grant.role), label: grant.namespace.map { "in \($0)" } ?? "cluster-wide",
                        kind: grant.namespace == nil ? "cluster" : "namespace",
                        place: authors.sourcePlace(grant.subjectPlace, ""), detail: "\(grant.binding)"))
            }
        }
        return GraphDrawing(
            title: "Who is bound to what",
            nodes: holders.map { GraphDrawing.Node($0.subject) }
                + roles.sorted { $0.key < $1.key }.map { node($0.key, $0.value) },
            edges: edges,
            nodeKinds: GraphDrawing.NodeKind.subjects + [
                .init("ClusterRole", tint: .orange), .init("Role", tint: .olive),
            ],
            edgeKinds: [
                .init("namespace", title: "bound in a namespace"),
                .init("cluster", title: "bound in the whole cluster", stroke: .thick),
                .init("membership", title: "member of a group", stroke: .dashed),
            ])
    }

    private func id(_ role: RoleID) -> String {
        role.namespace.map { "role/\($0)/\(role.name)" } ?? "clusterrole/\(role.name)"
    }

    private func node(_ role: RoleID, _ grants: [Grant]) -> GraphDrawing.Node {
        let isEverything = grants.contains { $0.rule.verbs == ["*"] && $0.rule.resources == ["*"] }
        return GraphDrawing.Node(
            id: id(role), label: role.namespace.map { "\($0)/\(role.name)" } ?? role.name,
            kind: role.namespace == nil ? "ClusterRole" : "Role", group: role.namespace ?? "",
            place: grants.first.map { authors.sourcePlace($0.rulePlace, "") },
            severity: isEverything ? .critical : nil,
            detail: grants.map { "\($0.rule)" }.joined(separator: "\n"))
    }
}
