public import GitOpsManifest

/// A statement about who may do what, to be checked in CI.
///
/// ```yaml
/// assertions:
/// - name: shop pods read no secrets
///   subject: ServiceAccount shop/web
///   mayNot: {verbs: [get, list, watch], resources: [secrets]}
/// - name: the deployer can roll out
///   subject: ServiceAccount shop/deployer
///   may: {verbs: [patch], resources: [deployments.apps], namespace: shop}
/// - name: only operations deletes namespaces
///   nobodyOutside: [Group ops]
///   may: {verbs: [delete], resources: [namespaces]}
/// - name: only operations reaches nodes
///   nobodyOutside: [Group ops]
///   canReach: node-root
/// ```
///
/// Resources are named as ``ResourceNames`` reads them; `*` is every resource with all its subresources. Goals are
/// those of ``EscalationSink``; `secrets:shop` names the namespace of one.
///
/// Without namespace, names or verbs restricted, all are meant: `may` needs every one of the requests to be allowed,
/// `mayNot` and `nobodyOutside` none of them. Without namespace, what belongs to the cluster (`nodes`) is asked for as
/// requests ask for it, which no RoleBinding grants; with one, the statement is literal, and the result has a doubt.
public struct AccessAssertion: Sendable {
    /// Whom a statement is about.
    public enum Who: Sendable, Hashable {
        /// Each of these.
        case each([Subject])
        /// Everybody but these, and those whose groups are among these; what every API server grants from its start is
        /// left aside.
        case nobodyOutside([Subject])
    }

    /// What is stated.
    public enum Statement: Sendable, Hashable {
        /// That every request of a kind is allowed, or with `nobodyOutside` that none is.
        case may(AssertedRequests)
        /// That no request of a kind is allowed.
        case mayNot(AssertedRequests)
        /// That a goal can be reached by escalation, or with `nobodyOutside` that it cannot.
        case canReach(EscalationSink)
        /// That a goal cannot be reached by escalation.
        case cannotReach(EscalationSink)
    }

    /// What the statement is called.
    public let name: String
    /// Whom it is about.
    public let who: Who
    /// What is stated.
    public let statement: Statement
    /// The file it stands in.
    public let source: String
    /// Where it stands.
    public let position: SourcePosition?
}

/// Requests that a statement is about: every combination of what is listed.
public struct AssertedRequests: Sendable, Hashable {
    /// A resource of a statement.
    public struct Resource: Sendable, Hashable {
        /// The API group, `*` for all.
        public let group: String
        /// The resource, `*` for all.
        public let resource: String
        /// The subresource: empty for the resource itself, `*` for it and all of them.
        public let subresource: String

        /// A resource from its parts.
        public init(group: String = "", resource: String, subresource: String = "") {
            self.group = group
            self.resource = resource
            self.subresource = subresource
        }

        /// A resource by its name, as ``ResourceNames/resource(_:)`` reads it; `*` and `*.GROUP` mean all subresources
        /// too.
        ///
        /// - Parameters:
        ///   - text: the name.
        ///   - names: the resources there are.
        public init(_ text: String, names: ResourceNames) throws(RequestNameError) {
            let found = try names.resource(text)
            let isAll = found.resource == "*" && found.subresource.isEmpty
            self.init(
                group: found.group, resource: found.resource, subresource: isAll ? "*" : found.subresource)
        }
    }

    /// The verbs; `*` for all.
    public var verbs: [String]
    /// The resources.
    public var resources: [Resource]
    /// The names; empty for all.
    public var names: [String]
    /// The namespaces; empty for all of them and the cluster's own resources.
    public var namespaces: [String]
    /// Paths that are no resources, and prefixes that end with `*`.
    public var urls: [String]

    /// Requests from their parts.
    public init(
        verbs: [String], resources: [Resource] = [], names: [String] = [], namespaces: [String] = [],
        urls: [String] = []
    ) {
        self.verbs = verbs
        self.resources = resources
        self.names = names
        self.namespaces = namespaces
        self.urls = urls
    }
}

extension AccessAssertion: CustomStringConvertible {
    /// `rbac-assertions.yaml:2:3: shop pods read no secrets`.
    public var description: String { "\(position.map { "\(source):\($0)" } ?? source): \(name)" }
}
