public import GitOpsManifest
public import GitOpsSchema

/// Which requests a policy or a binding is about.
///
/// Source: `MatchResources` in `k8s.io/api/admissionregistration/v1`; absent selectors choose everything, as the server
/// defaults them.
public struct MatchResources: Sendable, Hashable {
    /// Of the object's namespace; not asked of other objects of the cluster.
    public var namespaceSelector: LabelSelector
    /// Of the object, or of the old one.
    public var objectSelector: LabelSelector
    /// One of these has to match; none at all matches everything.
    public var resourceRules: [ResourceRule]
    /// None of these may match.
    public var excludeResourceRules: [ResourceRule]
    /// Whether rules are tried with the other versions of the object, too.
    public var matchPolicy: MatchPolicy

    /// How the versions in rules are meant.
    public enum MatchPolicy: String, Sendable, Hashable, CaseIterable {
        /// Exactly as they are sent.
        case exact = "Exact"
        /// In any version the object can be had in.
        case equivalent = "Equivalent"
    }

    /// A choice from its parts.
    public init(
        namespaceSelector: LabelSelector = .everything, objectSelector: LabelSelector = .everything,
        resourceRules: [ResourceRule] = [], excludeResourceRules: [ResourceRule] = [],
        matchPolicy: MatchPolicy = .equivalent
    ) {
        self.namespaceSelector = namespaceSelector
        self.objectSelector = objectSelector
        self.resourceRules = resourceRules
        self.excludeResourceRules = excludeResourceRules
        self.matchPolicy = matchPolicy
    }
}

/// Whether a request is chosen, and why not.
public enum MatchOutcome: Sendable, Hashable {
    /// It is, as this resource and kind.
    case matched(GroupVersionResource, GroupVersionKind, ServedResource.Conversion?)
    /// It is, as this resource and kind, unless what is not known says otherwise.
    case undecided(GroupVersionResource, GroupVersionKind, ServedResource.Conversion?, MatchDoubt)
    /// It is not.
    case unmatched(MatchMiss)
}

/// What is not known of a request, so that nobody knows whether it is chosen.
public enum MatchDoubt: Sendable, Hashable {
    /// The labels of its namespace.
    case namespaceLabels
    /// The name of its resource, which may be this one.
    case resourceName(String)
}

/// Why a request is not chosen.
public enum MatchMiss: Sendable, Hashable {
    /// Policies do not judge policies.
    case exemptResource
    /// The labels of the namespace are not chosen.
    case namespaceSelector
    /// The labels of the object are not chosen.
    case objectSelector
    /// A rule of `excludeResourceRules` matches, counted from 0.
    case excluded(rule: Int)
    /// No rule names the group and the resource of the document together.
    case groupAndResource
    /// No rule matches; the nearest one differs in this.
    case resourceRules(ResourceRule.Aspect)
}

extension MatchMiss: CustomStringConvertible {
    /// In a few words.
    public var description: String {
        switch self {
        case .exemptResource: "admission policies are exempt"
        case .namespaceSelector: "namespaceSelector does not choose the namespace"
        case .objectSelector: "objectSelector does not choose the object"
        case .excluded(let rule): "excludeResourceRules[\(rule)] excludes it"
        case .groupAndResource: "no rule names its group and resource"
        case .resourceRules(.group): "no rule names its group"
        case .resourceRules(.resource): "no rule names its resource"
        case .resourceRules(.version): "no rule names its version"
        case .resourceRules(.operation): "no rule names the operation"
        case .resourceRules(.scope): "no rule has its scope"
        case .resourceRules(.name): "no rule names the object"
        }
    }
}

extension MatchResources {
    /// Whether kind, resource, operation and scope of a request decide, and neither labels nor names.
    var isAboutForms: Bool {
        namespaceSelector.isEmpty && objectSelector.isEmpty && resourceRules.allSatisfy(\.resourceNames.isEmpty)
            && excludeResourceRules.allSatisfy(\.resourceNames.isEmpty)
    }

    /// Whether a request is chosen. `namespaceLabel` looks up a label of the namespace the request is in; `isNameOnly`
    /// tells that only the label with its name is known. A resource whose name is guessed may be any that `catalog`
    /// does not know.
    ///
    /// Source: `Matcher.Matches` in `k8s.io/apiserver/pkg/admission/plugin/policy/matching/matching.go`; selectors are
    /// asked before rules, so that the reason given is the server's.
    func match(
        _ request: AdmissionRequest, namespaceLabel: (String) -> String?, isNameOnly: Bool = false,
        catalog: ResourceCatalog? = nil
    ) -> MatchOutcome {
        let isNamespaceChosen = choosesNamespace(request, namespaceLabel, isNameOnly)
        if isNamespaceChosen == false { return .unmatched(.namespaceSelector) }
        if !choosesObject(request) { return .unmatched(.objectSelector) }
        var doubt = isNamespaceChosen == nil ? MatchDoubt.namespaceLabels : nil
        switch Self.find(excludeResourceRules, matchPolicy, request, catalog) {
        case .found(_, _, _, let index): return .unmatched(.excluded(rule: index))
        case .possible(let resource): doubt = .resourceName(resource.resource)
        case .nearest: break
        }
        let search =
            resourceRules.isEmpty
            ? Search.found(request.resource, request.kind, nil, rule: 0)
            : Self.find(resourceRules, matchPolicy, request, catalog)
        switch search {
        case .found(let resource, let kind, let conversion, _):
            return doubt.map { .undecided(resource, kind, conversion, $0) } ?? .matched(resource, kind, conversion)
        case .possible(let resource):
            return .undecided(resource, request.kind, nil, .resourceName(resource.resource))
        case .nearest(let aspect): return .unmatched(.resourceRules(aspect))
        }
    }

    /// `nil` where it is not known.
    ///
    /// Source: `MatchNamespaceSelector` in `predicates/namespace/matcher.go`.
    private func choosesNamespace(
        _ request: AdmissionRequest, _ namespaceLabel: (String) -> String?, _ isNameOnly: Bool
    ) -> Bool? {
        if namespaceSelector.isEmpty { return true }
        let isNamespace = request.resource.resource == "namespaces"
        if request.namespace.isEmpty, !isNamespace { return true }
        if isNamespace, request.subresource.isEmpty, request.operation == .create || request.operation == .update {
            let object = request.object
            return namespaceSelector.matches { key in
                // The label is set before policies are asked, and cannot be set to anything else.
                key == NamespaceCatalog.nameLabel ? request.name : object?.label(key)
            }
        }
        if isNameOnly {
            return namespaceSelector.matches(knowingOnly: NamespaceCatalog.nameLabel, value: request.namespace)
        }
        return namespaceSelector.matches(namespaceLabel)
    }

    /// Source: `MatchObjectSelector` in `predicates/object/matcher.go`.
    private func choosesObject(_ request: AdmissionRequest) -> Bool {
        if objectSelector.isEmpty { return true }
        for object in [request.object, request.oldObject] {
            guard let object else { continue }
            if objectSelector.matches({ object.label($0) }) { return true }
        }
        return false
    }

    private enum Search {
        case found(GroupVersionResource, GroupVersionKind, ServedResource.Conversion?, rule: Int)
        /// The resource may have the name that a rule gives.
        case possible(GroupVersionResource)
        case nearest(ResourceRule.Aspect)
    }

    private static func find(
        _ rules: [ResourceRule], _ policy: MatchPolicy, _ request: AdmissionRequest, _ catalog: ResourceCatalog?
    ) -> Search {
        var nearest = ResourceRule.Aspect.group
        for (index, rule) in rules.enumerated() {
            guard let aspect = rule.mismatch(request, as: request.resource) else {
                return .found(request.resource, request.kind, nil, rule: index)
            }
            nearest = max(nearest, aspect)
        }
        if request.served.isGuessed, let catalog {
            for rule in rules {
                if let resource = rule.possibleResource(of: request, catalog) { return .possible(resource) }
            }
        }
        guard policy == .equivalent else { return .nearest(nearest) }
        for (index, rule) in rules.enumerated() {
            for other in request.served.equivalents where rule.mismatch(request, as: other.resource) == nil {
                return .found(other.resource, other.kind, other.conversion, rule: index)
            }
        }
        return .nearest(nearest)
    }
}
