public import GitOpsManifest

/// A question to the authorizer: may this user do this?
///
/// Source: `authorization.k8s.io/v1` `SubjectAccessReviewSpec`. Nothing is added to what is asked: a service account
/// has the groups that stand in `groups` and no others, as with the API server. `init(_:attributes:)` fills them in.
public struct SubjectAccessReview: Sendable {
    /// The name of the user.
    public var user: String
    /// The groups of the user.
    public var groups: [String]
    /// What is to be done.
    public var attributes: Attributes

    /// The two kinds of requests.
    public enum Attributes: Sendable, Hashable {
        /// A request for objects.
        case resource(ResourceAttributes)
        /// A request for another path of the API server.
        case nonResource(NonResourceAttributes)
    }

    /// A review from its parts.
    public init(user: String, groups: [String] = [], attributes: Attributes) {
        self.user = user
        self.groups = groups
        self.attributes = attributes
    }

    /// A review of a subject with the groups every request of it is in; of a group, as a user without name in it alone.
    public init(_ subject: Subject, attributes: Attributes) {
        let isGroup = subject.kind == .group
        self.init(
            user: isGroup ? "" : subject.username,
            groups: isGroup ? [subject.name] : subject.implicitGroups, attributes: attributes)
    }

    /// A request for a resource.
    public init(user: String, groups: [String] = [], resource: ResourceAttributes) {
        self.init(user: user, groups: groups, attributes: .resource(resource))
    }

    /// A request for a path.
    public init(user: String, groups: [String] = [], nonResource: NonResourceAttributes) {
        self.init(user: user, groups: groups, attributes: .nonResource(nonResource))
    }
}

/// What is asked of a resource.
public struct ResourceAttributes: Sendable, Hashable {
    /// The verb: `get`, `list`, `create` …
    public var verb: String
    /// The API group; empty for the core group.
    public var group: String
    /// The resource, `pods`.
    public var resource: String
    /// The subresource, `exec`; empty for none.
    public var subresource: String
    /// The namespace; empty for a resource of the cluster, or for all namespaces at once.
    public var namespace: String
    /// The name; empty where the request has none, as with `create` by POST, `list` and `deletecollection`.
    public var name: String

    /// A question from its parts.
    public init(
        verb: String, group: String = "", resource: String, subresource: String = "", namespace: String = "",
        name: String = ""
    ) {
        self.verb = verb
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }
}

/// What is asked of a path that is no resource.
public struct NonResourceAttributes: Sendable, Hashable {
    /// The verb: the HTTP method in lowercase.
    public var verb: String
    /// The path, `/healthz`.
    public var path: String

    /// A question from its parts.
    public init(verb: String, path: String) {
        self.verb = verb
        self.path = path
    }
}

extension SubjectAccessReview {
    /// Reads the `spec` of a SubjectAccessReview, or the whole object.
    ///
    /// - Throws: ``AccessReviewError`` when neither or both of the attributes are there.
    public init(_ node: Node) throws(AccessReviewError) {
        let spec = node["spec"] ?? node
        func text(_ node: Node, _ name: String) -> String { node[name]?.string ?? "" }
        let groups = spec["groups"].map { $0.elements.compactMap(\.string) } ?? []
        switch (spec["resourceAttributes"], spec["nonResourceAttributes"]) {
        case (let found?, nil):
            let attributes = ResourceAttributes(
                verb: text(found, "verb"), group: text(found, "group"), resource: text(found, "resource"),
                subresource: text(found, "subresource"), namespace: text(found, "namespace"),
                name: text(found, "name"))
            self.init(user: text(spec, "user"), groups: groups, resource: attributes)
        case (nil, let found?):
            let attributes = NonResourceAttributes(verb: text(found, "verb"), path: text(found, "path"))
            self.init(user: text(spec, "user"), groups: groups, nonResource: attributes)
        case (nil, nil), (.some, .some):
            throw AccessReviewError(position: spec.position)
        }
    }
}

/// A SubjectAccessReview that asks nothing, or two things.
public struct AccessReviewError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where the review stands.
    public let position: SourcePosition?

    /// What to do.
    public var description: String {
        let place = position.map { "\($0): " } ?? ""
        return "\(place)a review has either resourceAttributes or nonResourceAttributes; write one of them"
    }
}
