import GitOpsManifest

extension PermissionSpace {
    /// What a rule that stands in no model allows in a namespace, or with `nil` everywhere. URLs have no namespace.
    mutating func boxes(of rule: PolicyRule, within namespace: String?) -> RuleBoxes {
        var result = boxes(of: rule)
        guard let namespace else { return result }
        let namespaces = NameSet([intern(namespace)])
        for position in result.boxes.indices { result.boxes[position].namespaces = namespaces }
        result.paths = []
        return result
    }

    /// What a rule that stands in no model allows in all namespaces.
    mutating func boxes(of rule: PolicyRule) -> RuleBoxes {
        var result = RuleBoxes()
        let verbs = names(rule.verbs)
        guard !verbs.isEmpty else { return result }
        result.paths = rule.nonResourceURLs.map { PathBox(verbs: verbs, pattern: PathBox.Pattern($0.utf8)) }
        let groups = names(rule.apiGroups)
        guard !groups.isEmpty else { return result }
        let objects = rule.resourceNames.isEmpty ? .all : NameSet(rule.resourceNames.map { intern($0) })
        result.boxes = resources(rule.resources).map { resources, subresources in
            PermissionBox(
                namespaces: .all, verbs: verbs, groups: groups, resources: resources, subresources: subresources,
                names: objects)
        }
        return result
    }

    private mutating func names(_ written: [String]) -> NameSet {
        written.contains { $0.hasSameBytes(as: "*") } ? .all : NameSet(written.map { intern($0) })
    }

    /// Resources with the same subresources together.
    ///
    /// Source: `ResourceMatches` in `pkg/apis/rbac/v1/evaluation_helpers.go`. What ends with its slash is the name of
    /// nothing: a request without subresource is compared without slash.
    mutating func resources(_ written: [String]) -> [(resources: NameSet, subresources: NameSet)] {
        if written.contains(where: { $0.hasSameBytes(as: "*") }) { return [(.all, .all)] }
        var resources: [NameID: [NameID]] = [:]
        var order: [NameID] = []
        var wildcards: [NameID] = []
        for name in written {
            let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count > 1, parts[1].isEmpty { continue }
            let subresource = intern(parts.count > 1 ? parts[1] : "")
            if parts.count > 1, String(parts[0]).hasSameBytes(as: "*") {
                wildcards.append(subresource)
            } else {
                if resources[subresource] == nil { order.append(subresource) }
                resources[subresource, default: []].append(intern(parts[0]))
            }
        }
        let named = order.map { (NameSet(resources[$0] ?? []), NameSet([$0])) }
        return wildcards.isEmpty ? named : named + [(.all, NameSet(wildcards))]
    }
}

// MARK: Examples

extension PermissionSpace {
    /// A request from what was found.
    ///
    /// - Parameter prefersNamespace: whether a request in a namespace shows more than one for the whole cluster.
    func example(
        _ found: UncoveredSearch.Found, prefersNamespace: Bool = false
    ) -> SubjectAccessReview.Attributes {
        switch found {
        case .resource(let box): .resource(example(box, prefersNamespace: prefersNamespace))
        case .path(let box): .nonResource(example(box))
        }
    }

    /// One request of a box that is not empty, of well-known names where they belong to it.
    func example(_ box: PermissionBox, prefersNamespace: Bool = false) -> ResourceAttributes {
        ResourceAttributes(
            verb: example(box.verbs, ["get", "list", "create", "delete", "update", "patch"]),
            group: example(box.groups, ["", "apps", "example.com"]),
            resource: example(box.resources, ["pods", "secrets", "configmaps", "things"]),
            subresource: example(box.subresources, ["", "status", "exec", "scale"]),
            namespace: example(box.namespaces, prefersNamespace ? ["default", "shop"] : ["", "default", "shop"]),
            name: example(box.names, ["", "example"]))
    }

    private func example(_ box: PathBox) -> NonResourceAttributes {
        NonResourceAttributes(verb: example(box.verbs, ["get", "post", "put"]), path: box.examplePath)
    }

    /// A name of a set: the first it has, or of all but some one that is not among these.
    private func example(_ set: NameSet, _ candidates: [String]) -> String {
        guard set.isComplement else { return set.names.first.map { self[$0] } ?? "" }
        let excluded = texts(set.names)
        func isFree(_ name: String) -> Bool { !excluded.contains { $0.hasSameBytes(as: name) } }
        if let name = candidates.first(where: isFree) { return name }
        // One of more names than are excluded is free.
        return (1...excluded.count + 1).lazy.map { "other-\($0)" }.first(where: isFree) ?? ""
    }
}

extension PathBox {
    /// A path that the box contains.
    fileprivate var examplePath: String {
        let prefix = String(decoding: pattern.bytes, as: UTF8.self)
        guard pattern.isPrefix else { return prefix }
        let known = prefix.isEmpty ? ["/healthz", "/metrics", "/"] : [prefix]
        // Each excluded pattern takes away what begins with one character, so one of more characters is free.
        let characters = (UInt32(0x61)...0x7A).map { $0 } + (UInt32(0x100)...0x100 + UInt32(excluded.count)).map { $0 }
        let starts = prefix.isEmpty ? ["/", ""] : [prefix]
        let longer = starts.flatMap { start in
            characters.compactMap(Unicode.Scalar.init).flatMap { scalar in
                (1...excluded.count + 1).map { start + String(repeating: Character(scalar), count: $0) }
            }
        }
        return (known + longer).first { path in !excluded.contains { $0.covers(.exactly(path)) } } ?? prefix
    }
}
