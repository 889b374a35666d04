import GitOpsManifest

/// Puts requests together to roles.
struct RolePlan {
    /// Where and what, but for the names of the objects.
    private struct Action: Hashable {
        var namespace: NameID
        let group: NameID
        let resource: NameID
        let subresource: NameID
        let verb: NameID
    }

    private let options: RoleSuggestionOptions
    private let isHeld: (PermissionBox) -> Bool
    private var names: [Action: Set<NameID>] = [:]
    private var order: [Action] = []
    private var paths: [PathBox] = []
    /// What the roles allow, once they are made.
    private(set) var boxes = PermissionSpace.RuleBoxes()

    init(options: RoleSuggestionOptions, isHeld: @escaping (PermissionBox) -> Bool) {
        self.options = options
        self.isHeld = isHeld
    }

    mutating func add(_ attributes: SubjectAccessReview.Attributes, _ space: inout PermissionSpace) {
        switch attributes {
        case .nonResource(let attributes):
            paths.append(
                PathBox(
                    verbs: NameSet([space.intern(attributes.verb)]), pattern: PathBox.Pattern(attributes.path.utf8)))
        case .resource(let attributes):
            let action = Action(
                namespace: space.intern(attributes.namespace), group: space.intern(attributes.group),
                resource: space.intern(attributes.resource), subresource: space.intern(attributes.subresource),
                verb: space.intern(attributes.verb))
            if names[action] == nil { order.append(action) }
            names[action, default: []].insert(space.intern(attributes.name))
        }
    }

    mutating func roles(of subject: Subject, _ space: inout PermissionSpace) -> [RoleSuggestion.Role] {
        let name = options.namePrefix + subject.nameForRoles
        uniteNamespaces()
        let all = order.map(box)
        let cluster = Self.cover(all.filter { $0.namespaces.isAll })
        boxes.boxes = cluster
        boxes.paths = PathCover(paths).boxes
        var roles: [RoleSuggestion.Role] = []
        let rules = self.rules(cluster, boxes.paths, space)
        if !rules.isEmpty { roles.append(RoleSuggestion.Role(id: .clusterRole(name), rules: rules, namespaces: [])) }
        return roles + rolesInNamespaces(all.filter { !$0.namespaces.isAll }, cluster, name, space)
    }

    private mutating func rolesInNamespaces(
        _ all: [PermissionBox], _ cluster: [PermissionBox], _ name: String, _ space: PermissionSpace
    ) -> [RoleSuggestion.Role] {
        var byNamespace: [NameSet: [PermissionBox]] = [:]
        for box in all where PermissionCover.remainder(of: [box], without: cluster)?.isEmpty != true {
            byNamespace[box.namespaces, default: []].append(box)
        }
        var shared: [[PolicyRule]: [String]] = [:]
        for namespaces in byNamespace.keys.sorted(by: { $0.names.lexicographicallyPrecedes($1.names) }) {
            let cover = Self.cover(byNamespace[namespaces] ?? [])
            boxes.boxes += cover
            shared[rules(cover, [], space), default: []] += space.texts(namespaces.names)
        }
        let groups = shared.map { (rules: $0.key, namespaces: $0.value.sorted { $0.precedesByBytes($1) }) }
            .sorted { ($0.namespaces.first ?? "").precedesByBytes($1.namespaces.first ?? "") }
        var number = 0
        return groups.flatMap { group -> [RoleSuggestion.Role] in
            guard options.sharesRoles, group.namespaces.count > 1 else {
                return group.namespaces.map {
                    RoleSuggestion.Role(id: .role(namespace: $0, name: name), rules: group.rules, namespaces: [$0])
                }
            }
            number += 1
            let suffix = number == 1 ? "-namespaced" : "-namespaced-\(number)"
            return [
                RoleSuggestion.Role(id: .clusterRole(name + suffix), rules: group.rules, namespaces: group.namespaces)
            ]
        }
    }

    // MARK: Boxes

    /// What was used in many namespaces becomes one permission for the cluster, where that is allowed.
    private mutating func uniteNamespaces() {
        guard let limit = options.namespaceLimit else { return }
        var groups: [Action: [Action]] = [:]
        var anywheres: [Action] = []
        for action in order where action.namespace != NameTable.empty {
            var anywhere = action
            anywhere.namespace = NameTable.empty
            if groups[anywhere] == nil { anywheres.append(anywhere) }
            groups[anywhere, default: []].append(action)
        }
        for anywhere in anywheres {
            let actions = groups[anywhere] ?? []
            guard actions.count >= max(1, limit) else { continue }
            let united = actions.reduce(into: names[anywhere] ?? []) { $0.formUnion(names[$1] ?? []) }
            guard isHeld(box(anywhere, united)) else { continue }
            if names[anywhere] == nil { order.append(anywhere) }
            names[anywhere] = united
        }
    }

    private func box(_ action: Action) -> PermissionBox { box(action, names[action] ?? []) }

    private func box(_ action: Action, _ objects: Set<NameID>) -> PermissionBox {
        let exact = PermissionBox(
            namespaces: action.namespace == NameTable.empty ? .all : NameSet([action.namespace]),
            verbs: NameSet([action.verb]), groups: NameSet([action.group]), resources: NameSet([action.resource]),
            subresources: NameSet([action.subresource]), names: NameSet(objects))
        // A request without name is allowed by a rule without names; one of those that say so exactly (`[""]`) is
        // written only where no more is granted today.
        let isWide = objects.contains(NameTable.empty) || options.nameLimit.map { objects.count >= max(1, $0) } ?? false
        guard isWide else { return exact }
        var wide = exact
        wide.names = .all
        return isHeld(wide) ? wide : exact
    }

    /// Few boxes, each without what another has already: a rule says what it is needed for.
    private static func cover(_ given: [PermissionBox]) -> [PermissionBox] {
        var boxes = PermissionCover(given).boxes
        for index in boxes.indices {
            var others = boxes
            let box = others.remove(at: index)
            guard let rest = PermissionCover.remainder(of: [box], without: others), rest.count == 1 else { continue }
            // A rule cannot say "all but".
            if rest[0] == rest[0].withoutExceptions { boxes[index] = rest[0] }
        }
        return boxes
    }

    // MARK: Rules

    private func rules(
        _ boxes: [PermissionBox], _ paths: [PathBox], _ space: PermissionSpace
    ) -> [PolicyRule] {
        var order: [[String]] = []
        var urls: [[String]: [String]] = [:]
        for rule in paths.map({ space.permission($0).rule }) {
            if urls[rule.verbs] == nil { order.append(rule.verbs) }
            urls[rule.verbs, default: []] += rule.nonResourceURLs
        }
        let resources = boxes.map { space.permission($0).rule }
            .sorted { Self.key($0).lexicographicallyPrecedes(Self.key($1)) { $0.precedesByBytes($1) } }
        return resources
            + order.sorted { $0.lexicographicallyPrecedes($1) { $0.precedesByBytes($1) } }.map {
                PolicyRule(verbs: $0, nonResourceURLs: (urls[$0] ?? []).sorted { $0.precedesByBytes($1) })
            }
    }

    private static func key(_ rule: PolicyRule) -> [String] {
        rule.apiGroups + rule.resources + rule.resourceNames + rule.verbs
    }
}

extension Subject {
    /// As part of the name of a role, which may not hold `/` and `%`. Namespaces have no colon, so the names of service
    /// accounts stay apart.
    ///
    /// Source: `ValidatePathSegmentName` in `k8s.io/apimachinery/pkg/api/validation/path`.
    fileprivate var nameForRoles: String {
        let text = namespace.map { "\($0):\(name)" } ?? name
        return String(text.map { $0 == "/" || $0 == "%" ? "-" : $0 })
    }
}
