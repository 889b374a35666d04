import GitOpsManifest
import GitOpsSchema

/// Which requests a policy is about: one entry of `resourceRules`.
///
/// Source: `NamedRuleWithOperations` in `k8s.io/api/admissionregistration/v1`.
public struct ResourceRule: Sendable, Hashable {
    /// `CREATE`, `UPDATE` and so on, or `*`.
    public var operations: [String]
    /// API groups, or `*`.
    public var apiGroups: [String]
    /// Versions, or `*`.
    public var apiVersions: [String]
    /// Resources: `pods`, `pods/log`, `*`, `*/*`, `pods/*`, `*/scale`.
    public var resources: [String]
    /// Names of objects; empty for all.
    public var resourceNames: [String]
    /// Where the objects live.
    public var scope: Scope

    /// Where objects of a rule live.
    public enum Scope: String, Sendable, Hashable, CaseIterable {
        case cluster = "Cluster"
        case namespaced = "Namespaced"
        case all = "*"
    }

    /// A rule from its parts.
    public init(
        operations: [String] = ["*"], apiGroups: [String], apiVersions: [String] = ["*"], resources: [String],
        resourceNames: [String] = [], scope: Scope = .all
    ) {
        self.operations = operations
        self.apiGroups = apiGroups
        self.apiVersions = apiVersions
        self.resources = resources
        self.resourceNames = resourceNames
        self.scope = scope
    }
}

extension ResourceRule {
    /// The parts of a rule, in the order in which a reader looks at them.
    public enum Aspect: Int, Sendable, Hashable, CaseIterable, Comparable {
        case group, resource, version, operation, scope, name

        /// By the order in which they are looked at.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The first part that does not fit a request, `nil` when the rule matches; the resource may be an equivalent one.
    ///
    /// Source: `Matcher` in `k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go`.
    func mismatch(_ request: AdmissionRequest, as resource: GroupVersionResource) -> Aspect? {
        if !Self.lists(apiGroups, resource.group) { return .group }
        if !resources.contains(where: { Self.matches($0, resource.resource, request.subresource) }) { return .resource }
        if !Self.lists(apiVersions, resource.version) { return .version }
        if !Self.lists(operations, request.operation.rawValue) { return .operation }
        if !matchesScope(request, resource) { return .scope }
        if !resourceNames.isEmpty, !resourceNames.contains(where: { $0.hasSameBytes(as: request.name) }) {
            return .name
        }
        return nil
    }

    /// A resource with which the rule matches a request whose own is guessed: one that it names, that no other kind is
    /// known to have, and that may be a plural of the kind.
    func possibleResource(of request: AdmissionRequest, _ catalog: ResourceCatalog) -> GroupVersionResource? {
        var resource = request.resource
        let group = apiGroups.contains { $0.hasSameBytes(as: resource.group) } ? resource.group : nil
        for pattern in resources {
            let name = Self.parts(of: pattern).resource
            if name == "*" || name.isEmpty || catalog.hasResource(name, group: group) { continue }
            guard Self.mayBePlural(name, of: request.kind.kind.lowercased()) else { continue }
            resource.resource = name
            if mismatch(request, as: resource) == nil { return resource }
        }
        return nil
    }

    /// `applications` are no AppProjects, but anything that does not end as other plurals do may be a plural of its
    /// own.
    private static func mayBePlural(_ name: String, of kind: String) -> Bool {
        if name.utf8.last != UInt8(ascii: "s") { return true }
        let length = kind.utf8.count
        return name.utf8.count >= length && name.utf8.starts(with: kind.utf8.prefix(max(1, length - 2)))
    }

    private func matchesScope(_ request: AdmissionRequest, _ resource: GroupVersionResource) -> Bool {
        // A namespace object belongs to the cluster, though its request names a namespace.
        let isNamespace =
            resource.group.isEmpty && resource.version == "v1" && resource.resource == "namespaces"
        switch scope {
        case .all: return true
        case .namespaced: return !isNamespace && !request.namespace.isEmpty
        case .cluster: return isNamespace || request.namespace.isEmpty
        }
    }

    private static func lists(_ items: [String], _ text: String) -> Bool {
        items.contains { $0 == "*" || $0.hasSameBytes(as: text) }
    }

    private static func matches(_ pattern: String, _ resource: String, _ subresource: String) -> Bool {
        if subresource.isEmpty, pattern.hasSameBytes(as: resource) { return true }
        let (own, sub) = parts(of: pattern)
        return (own == "*" || own.hasSameBytes(as: resource)) && (sub == "*" || sub.hasSameBytes(as: subresource))
    }

    /// `pods` and `log` of `pods/log`; an empty second part stands for the object itself.
    static func parts(of pattern: String) -> (resource: String, subresource: String) {
        guard let slash = pattern.firstIndex(of: "/") else { return (pattern, "") }
        return (String(pattern[..<slash]), String(pattern[pattern.index(after: slash)...]))
    }
}
