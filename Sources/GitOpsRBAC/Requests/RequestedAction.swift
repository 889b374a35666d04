/// What somebody wants to do with an object, whatever requests that takes.
public enum RequestedAction: Sendable, Hashable {
    /// Reads an object.
    case get
    /// Lists objects; with a field selector `metadata.name=NAME` it carries that name.
    case list(fieldSelector: String = "")
    /// Watches objects, as `list`.
    case watch(fieldSelector: String = "")
    /// Makes an object by POST: the request has no name.
    case create
    /// Writes an object by PUT; where it does not exist and its API lets PUT make objects, it is created by name.
    case replace(exists: Bool = true)
    /// Changes an object by a patch.
    case patch
    /// Applies an object on the server: a patch, and where it does not exist a creation by name.
    case apply(exists: Bool)
    /// Deletes an object.
    case delete
    /// Deletes the objects of a collection: a DELETE without a name.
    case deleteAll
    /// Makes another object the owner of one: needs `delete` on the owned one, and where it blocks the deletion of its
    /// owner also `update` on the owner's `finalizers`.
    ///
    /// Source: `plugin/pkg/admission/gc/gc_admission.go`.
    case setOwner(blocksDeletionOf: ResourceAttributes? = nil)
    /// Any other verb, as it is.
    case verb(String)

    /// Everything that must be allowed. Group, resource, subresource, namespace and name are those of the object; the
    /// verb of `object` takes no part.
    public func checks(on object: ResourceAttributes) -> [SubjectAccessReview.Attributes] {
        requests(on: object).map { .resource(Self.withNamespaceOfName($0)) }
    }

    private func requests(on object: ResourceAttributes) -> [ResourceAttributes] {
        func request(_ verb: String, name: String? = nil) -> ResourceAttributes {
            var result = object
            result.verb = verb
            if let name { result.name = name }
            return result
        }
        switch self {
        case .get: return [request("get")]
        case .list(let selector): return [request("list", name: FieldSelector.name(selector) ?? "")]
        case .watch(let selector): return [request("watch", name: FieldSelector.name(selector) ?? "")]
        // A subresource is created below its object, so that the request has the name.
        case .create: return [request("create", name: object.subresource.isEmpty ? "" : nil)]
        case .replace(let exists): return exists ? [request("update")] : [request("update"), request("create")]
        case .patch: return [request("patch")]
        case .apply(let exists): return exists ? [request("patch")] : [request("patch"), request("create")]
        case .delete: return [request("delete")]
        case .deleteAll: return [request("deletecollection", name: "")]
        case .setOwner(let owner):
            guard var owner else { return [request("delete")] }
            owner.verb = "update"
            owner.subresource = "finalizers"
            return [request("delete"), owner]
        case .verb(let verb): return [request(verb)]
        }
    }

    /// Requests for a namespace are checked within it.
    private static func withNamespaceOfName(_ attributes: ResourceAttributes) -> ResourceAttributes {
        guard attributes.group.isEmpty, attributes.resource == "namespaces" else { return attributes }
        var result = attributes
        result.namespace = attributes.name
        return result
    }
}

/// A check of a plugin that any of several grants satisfies.
public enum AlternativeChecks {
    /// What lets somebody approve, sign or attest for a signer: the verb on the signer by its name, or on its whole
    /// domain, by the literal name `DOMAIN/*`.
    ///
    /// Source: `pkg/registry/certificates/authorizer` and `plugin/pkg/admission/certificates/certauthorization.go`.
    public static func signer(_ verb: String, _ signerName: String) -> [SubjectAccessReview.Attributes] {
        let domain = signerName.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        return [signerName, "\(domain)/*"].map { name in
            .resource(
                ResourceAttributes(verb: verb, group: "certificates.k8s.io", resource: "signers", name: name))
        }
    }

    /// What lets somebody do a request at a node's kubelet: the subresource of its path, or, where the kubelet has
    /// divided it up since, the older `proxy`.
    ///
    /// Source: `pkg/kubelet/server/auth.go` of Kubernetes 1.36.
    public static func kubelet(
        _ method: String, _ path: String, node: String
    ) -> [SubjectAccessReview.Attributes] {
        let verb =
            switch method {
            case "POST": "create"
            case "GET": "get"
            case "PUT": "update"
            case "PATCH": "patch"
            case "DELETE": "delete"
            default: ""
            }
        func isBelow(_ root: String) -> Bool { path == root || path.hasPrefix(root + "/") }
        let subresource = kubeletPaths.first { isBelow($0.path) }
        let subresources =
            subresource.map { $0.isDivided ? [$0.subresource, "proxy"] : [$0.subresource] } ?? ["proxy"]
        return subresources.map { subresource in
            .resource(ResourceAttributes(verb: verb, resource: "nodes", subresource: subresource, name: node))
        }
    }

    private static let kubeletPaths: [(path: String, subresource: String, isDivided: Bool)] = [
        ("/stats", "stats", false), ("/metrics", "metrics", false), ("/logs", "log", false),
        ("/checkpoint", "checkpoint", false), ("/statusz", "statusz", true),
        ("/pods", "pods", true), ("/runningpods", "pods", true), ("/healthz", "healthz", true),
        ("/configz", "configz", true),
    ]
}
