public import GitOpsManifest

/// A request to the API server, as far as Pod Security looks at it.
///
/// Source: `Attributes` of pod-security-admission, `api/attributes.go`.
public struct PodSecurityRequest: Sendable {
    /// What is done. Other operations are not looked at.
    public enum Operation: Sendable, Hashable {
        case create, update
    }

    /// What is done.
    public var operation: Operation
    /// The API group of the resource; empty for the core group.
    public var group: String
    /// The resource: `pods`, `deployments`.
    public var resource: String
    /// A part of the resource, `status`; empty for the resource as a whole.
    public var subresource: String
    /// The name of the object; empty when the server is to make one up.
    public var name: String
    /// The namespace of the object; that of a Namespace is its own name.
    public var namespace: String
    /// Who asks; empty when that is not known.
    public var username: String
    /// The object as it is to be, with everything that mutating plugins have added.
    public var object: Node
    /// The object as it is; `nil` unless it is updated.
    public var oldObject: Node?

    /// A request from its parts.
    public init(
        _ operation: Operation, group: String = "", resource: String, subresource: String = "", name: String,
        namespace: String, username: String = "", object: Node, oldObject: Node? = nil
    ) {
        self.operation = operation
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.name = name
        self.namespace = namespace
        self.username = username
        self.object = object
        self.oldObject = oldObject
    }

    /// The request that applies a manifest; `nil` for kinds that Pod Security does not look at.
    ///
    /// An object without a namespace goes to the given one.
    public init?(
        applying manifest: Manifest, over old: Manifest? = nil, defaultNamespace: String = "default",
        username: String = ""
    ) {
        let isNamespace = manifest.id.isNamespace
        let names = PodTemplateKind.of(manifest.root)?.names
        guard isNamespace || names != nil else { return nil }
        // A name that ends with an asterisk stands for `generateName`.
        let name = manifest.root["metadata"]?["name"]?.string ?? ""
        self.init(
            old == nil ? .create : .update, group: names.map { "\($0.group)" } ?? "",
            resource: names.map { "\($0.resource)" } ?? "namespaces", name: name,
            namespace: isNamespace ? name : manifest.id.namespace ?? defaultNamespace, username: username,
            object: manifest.root, oldObject: old?.root)
    }

    var qualifiedResource: String { group.isEmpty ? resource : "\(resource).\(group)" }
}

extension ResourceID {
    var isNamespace: Bool { group.isEmpty && kind == "Namespace" }
}
