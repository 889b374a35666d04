public import GitOpsManifest

extension AccessModel {
    /// Whether objects of a resource live in namespaces: by the built-in kinds, and by the definitions of custom
    /// resources in the set.
    ///
    /// Complexity: O(built-in kinds + definitions).
    public func scope(ofResource resource: String, group: String) -> ResourceScope {
        if let kind = KnownKind.find(group: group, resource: resource) { return kind.scope }
        for number in index.definitions {
            let spec = index.manifests[Int(number)].root["spec"]
            guard spec?["group"]?.string?.hasSameBytes(as: group) == true,
                spec?["names"]?["plural"]?.string?.hasSameBytes(as: resource) == true
            else { continue }
            return spec?["scope"]?.string == "Cluster" ? .clusterScoped : .namespaced
        }
        return .unknown
    }

    /// Whether a request like this one can have a namespace: one for a resource of the cluster has none, so that no
    /// RoleBinding allows it. The name of a namespace is the namespace of requests for it, where they have a name. What
    /// is not known may have one.
    ///
    /// Source: `NewRequestInfo` in `k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`.
    public func canHaveNamespace(_ attributes: ResourceAttributes) -> Bool {
        if attributes.group.isEmpty, attributes.resource == "namespaces" {
            return !attributes.subresource.isEmpty || !Self.verbsWithoutName.contains(attributes.verb)
        }
        return scope(ofResource: attributes.resource, group: attributes.group) != .clusterScoped
    }

    private static let verbsWithoutName = ["list", "watch", "create", "deletecollection"]

    /// What is odd about the scope of a question; `nil` when nothing is, or when the resource is not known.
    public func scopeNote(on attributes: ResourceAttributes) -> ScopeNote? {
        // The name of a namespace is the namespace of requests for it.
        if attributes.group.isEmpty, attributes.resource == "namespaces" {
            guard canHaveNamespace(attributes) else { return attributes.namespace.isEmpty ? nil : .clusterScoped }
            let isOwn = attributes.name.isEmpty || attributes.name.hasSameBytes(as: attributes.namespace)
            return isOwn ? nil : .namespaceObject(attributes.name)
        }
        switch scope(ofResource: attributes.resource, group: attributes.group) {
        case .clusterScoped where !attributes.namespace.isEmpty: return .clusterScoped
        case .namespaced where attributes.namespace.isEmpty:
            return attributes.name.isEmpty && Self.verbsOfCollections.contains(attributes.verb)
                ? nil : .namespaceMissing
        case .clusterScoped, .namespaced, .unknown: return nil
        }
    }

    /// Verbs that ask for all namespaces at once when no namespace is named.
    private static let verbsOfCollections = ["list", "watch", "*"]
}

extension AccessIndex {
    /// The namespaces that every cluster has.
    ///
    /// Source: kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/, "Initial namespaces".
    static let initialNamespaces = Set(
        ["default", "kube-system", "kube-public", "kube-node-lease"].map(ExactText.init))

    /// The namespaces of the set: those that it defines, that its objects are in, and that its bindings name, beside
    /// those that every cluster has.
    ///
    /// Complexity: O(objects + subjects).
    var knownNamespaces: Set<ExactText> {
        var found = Self.initialNamespaces
        for manifest in manifests {
            if let namespace = manifest.id.namespace { found.insert(ExactText(namespace)) }
            if manifest.id.group.isEmpty, manifest.id.kind == "Namespace" { found.insert(ExactText(manifest.id.name)) }
        }
        for number in subjects.indices {
            let subject = self.subject(UInt32(truncatingIfNeeded: number))
            if let namespace = subject.namespace { found.insert(ExactText(namespace)) }
        }
        found.formUnion(bindings.map { ExactText(names[$0.namespace]) })
        return found.subtracting([ExactText("")])
    }
}

/// A question that no client would ask as it stands, so that its answer may mislead.
public enum ScopeNote: Sendable, Hashable {
    /// The resource belongs to the cluster and the question names a namespace: a RoleBinding may seem to allow what no
    /// request is ever checked for.
    case clusterScoped
    /// The resource lives in namespaces and the question names none.
    case namespaceMissing
    /// A request for this namespace is checked within it; the question names another one, or none.
    case namespaceObject(String)
}

extension ScopeNote: CustomStringConvertible {
    /// What is odd, and how to ask.
    public var description: String {
        switch self {
        case .clusterScoped:
            "the resource belongs to the cluster: requests have no namespace, and no RoleBinding grants it; "
                + "ask without a namespace"
        case .namespaceMissing:
            "the resource lives in namespaces: only list and watch go over all of them; name a namespace"
        case .namespaceObject(let name):
            "a request for a namespace is checked within it; ask with the namespace \(name)"
        }
    }
}
