import GitOpsManifest

extension ObjectReader {
    mutating func readRole(_ node: Node, isClusterRole: Bool, defaultNamespace: NameID) {
        let storage = node.storage
        let identity = identity(node, isNamespaced: !isClusterRole, defaultNamespace: defaultNamespace)
        var role = RoleRecord(
            manifest: currentManifest, namespace: identity.namespace, name: identity.name, isClusterRole: isClusterRole)
        let number = UInt32(truncatingIfNeeded: roles.count)
        role.written.start = UInt32(truncatingIfNeeded: rules.count)
        for rule in objects(storage, node.index, symbols.rules, "rules") {
            readRule(storage, rule, role: number, isClusterRole: isClusterRole)
        }
        role.written.count = UInt32(truncatingIfNeeded: rules.count) - role.written.start
        role.isAggregated = isClusterRole && member(storage, node.index, symbols.aggregationRule) != nil
        roles.append(role)
    }

    private mutating func readRule(_ storage: DocumentStorage, _ node: Int, role: UInt32, isClusterRole: Bool) {
        var rule = RuleRecord(role: role, node: UInt32(truncatingIfNeeded: node))
        rule.verbs = list(storage, node, symbols.verbs, "verbs")
        rule.groups = list(storage, node, symbols.apiGroups, "apiGroups")
        rule.resources = list(storage, node, symbols.resources, "resources")
        rule.names = list(storage, node, symbols.resourceNames, "resourceNames")
        rule.urls = list(storage, node, symbols.nonResourceURLs, "nonResourceURLs")
        rules.append(rule)
        check(rule, isClusterRole: isClusterRole)
    }

    /// Source: `ValidatePolicyRule` in `pkg/apis/rbac/validation/validation.go`.
    private mutating func check(_ rule: RuleRecord, isClusterRole: Bool) {
        let node = Int(rule.node)
        if rule.urls.count > 0 {
            if !isClusterRole { report(.urlsInRole, at: node) }
            if rule.groups.count + rule.resources.count + rule.names.count > 0 { report(.mixedRule, at: node) }
            if rule.verbs.count == 0 { report(.emptyRule, at: node) }
        } else if rule.verbs.count == 0 || rule.groups.count == 0 || rule.resources.count == 0 {
            report(.emptyRule, at: node)
        }
        let patterns = few(of: rule.resources) { $0.looksLikePattern($1) }
        if !patterns.names.isEmpty {
            report(.resourcesLookLikePatterns(patterns.names, others: patterns.others), at: node)
        }
        let isForeign = rule.groups.range.contains { isForeignGroup(lists[$0]) }
        let verbs = few(of: rule.verbs) { !$0.isKnownVerb($1) && (!isForeign || $0.isMisspelt($1)) }
        if !verbs.names.isEmpty { report(.unknownVerbs(verbs.names, others: verbs.others), at: node) }
    }

    /// The first names of a list that something is true of, and how many others there are.
    private mutating func few(
        of list: Run, where isMeant: (inout ObjectReader, NameID) -> Bool
    ) -> (names: [String], others: Int) {
        let most = 5
        var found: [NameID] = []
        var others = 0
        for position in list.range where !found.contains(lists[position]) && isMeant(&self, lists[position]) {
            if found.count < most { found.append(lists[position]) } else { others += 1 }
        }
        return (found.map { names[$0] }, others)
    }

    /// Whether a resource has a star that is none: only `*` and `*/subresource` are patterns.
    private func looksLikePattern(_ resource: NameID) -> Bool {
        resource != NameTable.star
            && names.withBytes(of: resource) { bytes in
                let star = UInt8(ascii: "*")
                guard let place = bytes.lastIndex(of: star) else { return false }
                return place > 0 || bytes.count < 2 || bytes[1] != UInt8(ascii: "/")
            }
    }

    private mutating func isKnownVerb(_ verb: NameID) -> Bool {
        if knownVerbs.contains(verb) { return true }
        guard names.withBytes(of: verb, KnownVerbs.isListed) else {
            return names.withBytes(of: verb, KnownVerbs.isOfOwnCheck)
        }
        knownVerbs.append(verb)
        return true
    }

    /// Whether a group is none of Kubernetes: its servers may ask for verbs of their own.
    private func isForeignGroup(_ group: NameID) -> Bool {
        names.withBytes(of: group) { bytes in
            guard bytes.contains(UInt8(ascii: ".")) else { return false }
            return !bytes.suffix(7).elementsEqual(".k8s.io".utf8)
        }
    }

    /// Whether a verb is close to one that there is, or is a command of kubectl.
    private func isMisspelt(_ verb: NameID) -> Bool {
        let text = names[verb]
        return KnownVerbs.commands.contains(text.lowercased())
            || NearestName.of(text, among: KnownVerbs.all.dropFirst()) != nil
    }

    /// Namespace and name of an object.
    mutating func identity(
        _ node: Node, isNamespaced: Bool, defaultNamespace: NameID
    ) -> (namespace: NameID, name: NameID) {
        let storage = node.storage
        guard let metadata = member(storage, node.index, symbols.metadata) else {
            return (isNamespaced ? defaultNamespace : NameTable.empty, NameTable.empty)
        }
        let name = name(storage, metadata, symbols.name, "metadata.name")
        var namespace = NameTable.empty
        if isNamespaced {
            let written = self.name(storage, metadata, symbols.namespace, "metadata.namespace")
            namespace = written.flatMap { $0 == NameTable.empty ? nil : $0 } ?? defaultNamespace
        }
        return (namespace, name ?? NameTable.empty)
    }
}

/// The verbs that Kubernetes' own APIs ask for.
///
/// Source: `pkg/registry`, `plugin/pkg/admission` and `staging/src/k8s.io/apiserver` of Kubernetes 1.36; `put`, `post`
/// and `head` are verbs of paths.
enum KnownVerbs {
    /// The star first, which is the name of none.
    static let all = [
        "*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "proxy", "use", "bind",
        "escalate", "impersonate", "approve", "sign", "attest", "put", "post", "head", "options", "connect",
    ]

    /// Commands of kubectl that people take for verbs.
    static let commands = ["apply", "describe", "edit", "exec", "label", "logs", "read", "replace", "scale", "write"]

    private static let onlyOfResources = ["list", "watch", "create", "update", "deletecollection"]
    private static let onlyOfPaths = ["head", "post", "put"]

    /// Whether a request for a path, or one for a resource, can have a verb. Some APIs check verbs of their own, so
    /// that only those are refused of which it is certain.
    ///
    /// Source: `NewRequestInfo` in `k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`: the verb of a path is the
    /// method in lowercase, that of a resource is made from the method.
    static func isPossible(_ verb: String, ofURLs: Bool) -> Bool {
        !(ofURLs ? onlyOfResources : onlyOfPaths).contains(verb)
    }

    /// Whether a verb is one of those listed, or may be asked for by some API.
    static func isKnown(_ verb: some Collection<UInt8>) -> Bool { isOfOwnCheck(verb) || isListed(verb) }

    static func isListed(_ verb: some Collection<UInt8>) -> Bool { all.contains { $0.utf8.elementsEqual(verb) } }

    /// Verbs may be any text; those with `:` or `-` belong to some API's own check.
    static func isOfOwnCheck(_ verb: some Collection<UInt8>) -> Bool {
        verb.contains(UInt8(ascii: ":")) || verb.contains(UInt8(ascii: "-"))
    }
}
