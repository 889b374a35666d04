/// What someone may do, as one block: every combination of what it selects, and nothing else.
public struct Permission: Sendable, Hashable {
    /// The namespaces; all of them, and the cluster's own resources, for what is granted cluster-wide.
    public let namespaces: NameSelection
    /// The verbs.
    public let verbs: NameSelection
    /// What they may be used on.
    public let target: Target

    /// Resources or paths.
    public enum Target: Sendable, Hashable {
        /// Objects of the API.
        case resources(ResourceSelection)
        /// Paths that are no resources.
        case paths(PathSelection)
    }

    /// Resources that a permission is for.
    public struct ResourceSelection: Sendable, Hashable {
        /// The API groups; the core group is empty.
        public let groups: NameSelection
        /// The resources.
        public let resources: NameSelection
        /// The subresources; the empty one is the resource itself.
        public let subresources: NameSelection
        /// The names of the objects; the empty one is that of requests without a name.
        public let names: NameSelection
    }

    /// Paths that a permission is for.
    public struct PathSelection: Sendable, Hashable {
        /// A path, or with a `*` at its end all that begin with what stands before.
        public let pattern: String
        /// Paths and patterns that are not meant.
        public let exceptions: [String]
    }

    /// Whether it is for the whole cluster, but for single namespaces at most.
    public var isClusterWide: Bool { namespaces.isComplement }
}

extension Permission {
    /// The narrowest rule of a role that allows all of this: a rule has no exceptions.
    public var rule: PolicyRule {
        let verbs = verbs.isComplement ? ["*"] : verbs.names
        switch target {
        case .paths(let paths): return PolicyRule(verbs: verbs, nonResourceURLs: [paths.pattern])
        case .resources(let selection):
            return PolicyRule(
                verbs: verbs, apiGroups: selection.groups.isComplement ? ["*"] : selection.groups.names,
                resources: selection.written, resourceNames: selection.names.isComplement ? [] : selection.names.names)
        }
    }

    /// Whether the narrowest rule allows nothing more than this.
    var isRule: Bool {
        func isPlain(_ selection: NameSelection) -> Bool { !selection.isComplement || selection.isAll }
        guard isPlain(verbs) else { return false }
        switch target {
        case .paths(let paths): return paths.exceptions.isEmpty
        case .resources(let selection):
            let isWritable =
                !selection.subresources.isComplement
                && (!selection.resources.isComplement
                    || selection.resources.isAll && !selection.subresources.contains(""))
                || selection.resources.isAll && selection.subresources.isAll
            return isWritable && isPlain(selection.groups) && isPlain(selection.names)
        }
    }
}

extension Permission.ResourceSelection {
    /// As rules write resources: `pods`, `pods/exec`, `*/scale`, `*`.
    fileprivate var written: [String] {
        guard !subresources.isComplement else { return ["*"] }
        if resources.isComplement {
            return subresources.contains("") ? ["*"] : subresources.names.map { "*/\($0)" }
        }
        return resources.names.flatMap { resource in
            subresources.names.map { $0.isEmpty ? resource : "\(resource)/\($0)" }
        }
    }

    /// A resource of the core group and of others is written as in each of them.
    private var textForEachGroup: String? {
        guard !groups.isComplement, groups.names.count > 1, groups.contains(""), names.isAll else { return nil }
        guard !resources.isComplement, !subresources.isComplement, written.count == 1, let resource = written.first
        else { return nil }
        return groups.names.map { $0.isEmpty ? resource : "\(resource).\($0)" }.joined(separator: ",")
    }

    fileprivate var text: String {
        if let textForEachGroup { return textForEachGroup }
        let groups =
            groups.isComplement
            ? (groups.isAll ? ".*" : ".(\(groups))")
            : groups.names == [""] ? "" : "." + groups.names.map { $0.isEmpty ? "core" : $0 }.joined(separator: "|")
        let names = names.isAll ? "" : " [\(names.isComplement ? "\(names)" : self.names.quoted)]"
        if resources.isAll, subresources.isAll { return "*\(groups)\(names)" }
        if !subresources.isComplement, !resources.isComplement || !subresources.contains("") {
            let exceptions = resources.isComplement && !resources.isAll ? " (\(resources))" : ""
            return written.joined(separator: ",") + exceptions + groups + names
        }
        let parts =
            subresources.isComplement ? "/(\(subresources.isAll ? "*" : "* except \(subresources.quoted)"))" : ""
        return "\(resources.isComplement ? "(\(resources))" : "\(resources)")\(parts)\(groups)\(names)"
    }
}

extension NameSelection {
    /// The names, an empty one visible.
    fileprivate var quoted: String { names.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ",") }
}

extension Permission: CustomStringConvertible {
    /// `get,list pods in shop`, `* *.* cluster-wide`, `get /healthz`.
    public var description: String {
        switch target {
        case .paths(let paths):
            let exceptions = paths.exceptions.isEmpty ? "" : " except \(paths.exceptions.joined(separator: ","))"
            return "\(verbs) \(paths.pattern)\(exceptions)"
        case .resources(let selection): return "\(verbs) \(selection.text) \(scope)"
        }
    }

    /// `cluster-wide`, `in shop,web`.
    public var scope: String {
        // The empty namespace is that of requests for what belongs to the cluster.
        if !namespaces.isComplement, namespaces.names == [""] { return "cluster-wide" }
        guard namespaces.isComplement else { return "in \(namespaces)" }
        return namespaces.isAll ? "cluster-wide" : "cluster-wide except in \(namespaces.names.joined(separator: ","))"
    }
}

// MARK: From boxes

extension PermissionSpace {
    func permission(_ box: PermissionBox) -> Permission {
        Permission(
            namespaces: selection(box.namespaces), verbs: selection(box.verbs),
            target: .resources(
                Permission.ResourceSelection(
                    groups: selection(box.groups), resources: selection(box.resources),
                    subresources: selection(box.subresources), names: selection(box.names))))
    }

    func permission(_ box: PathBox) -> Permission {
        Permission(
            namespaces: .all, verbs: selection(box.verbs),
            target: .paths(
                Permission.PathSelection(pattern: box.pattern.text, exceptions: box.excluded.map(\.text).sorted())))
    }

    private func selection(_ set: NameSet) -> NameSelection {
        set.isAll ? .all : NameSelection(names: texts(set.names), isComplement: set.isComplement)
    }
}
