public import GitOpsManifest

/// Something in RBAC objects that is broken, has no effect or is not what it seems; the rest is still analysed.
public struct AccessProblem: Error, Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason
    /// The object it was found in.
    public let object: ResourceID
    /// Where that object came from.
    public let origin: Origin
    /// The place in the file, where it is known.
    public let position: SourcePosition?

    /// The object and the place.
    public var place: GrantPlace { GrantPlace(object: object, origin: origin, position: position) }

    /// Whether a part of the object could not be understood, so that what it grants is unknown.
    public var isUnreadable: Bool {
        switch reason {
        case .wrongType, .missing, .invalidSelector: true
        // What the object was meant to be is not known.
        case .unknownKind(let field, _): field == "kind"
        default: false
        }
    }

    /// Whether an object is defined again in another folder. Folders are what is applied at once (overlays,
    /// environments, clusters), so that both definitions are meant; of roles only one of them was looked at here.
    public var isOfOtherFolder: Bool {
        guard case .definedTwice(let path) = reason else { return false }
        return !Self.folder(of: path).utf8.elementsEqual(Self.folder(of: origin.path).utf8)
    }

    static func folder(of path: String) -> Substring {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[..<$0] } ?? ""
    }

    /// What can be wrong.
    public enum Reason: Sendable, Hashable {
        /// A field has another type than the API says, so the API server refuses the object.
        case wrongType(field: String, expected: String)
        /// A field that must be there is missing or empty.
        case missing(field: String)
        /// `roleRef.kind` or the kind of a subject is none that exists.
        case unknownKind(field: String, kind: String)
        /// A binding refers to a role that is not in the set.
        case danglingRole(RoleID)
        /// A ClusterRoleBinding refers to a Role, which the API server refuses: such a binding grants ClusterRoles
        /// alone.
        case roleInClusterBinding(name: String)
        /// An API group that `roleRef` or a subject of its kind cannot have, which the API server refuses. The
        /// authorizer does not look at it.
        case unsupportedAPIGroup(field: String, group: String, expected: String)
        /// A name that is empty or has another form than the API server takes.
        case invalidName(field: String, name: String, expected: String)
        /// An aggregation rule that has no selectors, which the API server refuses.
        case noSelectors
        /// A ServiceAccount in a ClusterRoleBinding without namespace, which the API server refuses, never matches.
        case missingSubjectNamespace(name: String)
        /// A rule mixes resources and URLs, which the API server refuses.
        case mixedRule
        /// A Role grants URLs, which have no namespace.
        case urlsInRole
        /// A rule without verbs, groups or resources grants nothing.
        case emptyRule
        /// `pods/*` is no pattern: the API server takes it for a name.
        case resourceLooksLikePattern(String)
        /// A verb that no API of Kubernetes asks for.
        case unknownVerb(String)
        /// The same object is defined more than once; the one in this other file, or further down in the same, counts.
        case definedTwice(path: String)
        /// A selector of an aggregation rule is not valid.
        case invalidSelector(String)
        /// The rules written in an aggregated ClusterRole are replaced by those it selects.
        case overwrittenRules
        /// ClusterRoles that aggregate each other.
        case cyclicAggregation([String])
    }
}

extension AccessProblem: CustomStringConvertible {
    /// `rbac.yaml:3:1: RoleBinding shop/web: …`, with what to do.
    public var description: String {
        let place = position.map { "\(origin.path):\($0)" } ?? origin.path
        return "\(place): \(object): \(reason)"
    }
}

extension AccessProblem.Reason: CustomStringConvertible {
    private static func kinds(of field: String) -> String {
        switch field {
        case "kind": "Role, ClusterRole, RoleBinding or ClusterRoleBinding"
        case "roleRef.kind": "Role or ClusterRole"
        default: "User, Group or ServiceAccount"
        }
    }

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .wrongType(let field, let expected): "\(field) must be \(expected); the API server refuses the object"
        case .missing(let field): "\(field) is missing; write it"
        case .unknownKind(let field, let kind):
            "\(field) is \"\(kind)\", which does not exist; write \(Self.kinds(of: field))"
        case .danglingRole(let role):
            "\(role) is not in the set: the binding grants nothing until someone creates it; add it or remove the binding"
        case .roleInClusterBinding(let name):
            "a ClusterRoleBinding cannot refer to a Role (\(name)); bind a ClusterRole, or use a RoleBinding in the namespace of the Role"
        case .unsupportedAPIGroup(let field, let group, let expected):
            "\(field) is \"\(group)\", with which the API server refuses the binding; "
                + (expected.isEmpty ? "leave it out" : "write \"\(expected)\" or leave it out")
        case .invalidName(let field, let name, let expected):
            "\(field) is \"\(name)\", with which the API server refuses the binding; write \(expected)"
        case .noSelectors:
            "aggregationRule has no clusterRoleSelectors, with which the API server refuses the role; write one or remove aggregationRule"
        case .missingSubjectNamespace(let name):
            "ServiceAccount \(name) has no namespace, with which the API server refuses a ClusterRoleBinding; write its namespace"
        case .mixedRule: "a rule may not have both resources and nonResourceURLs; split it"
        case .urlsInRole: "a Role cannot grant nonResourceURLs; use a ClusterRole and a ClusterRoleBinding"
        case .emptyRule: "the rule grants nothing: it needs verbs, and apiGroups with resources or nonResourceURLs"
        case .resourceLooksLikePattern(let text):
            "\"\(text)\" is compared as it is and matches no resource; list the subresources or write \"*\""
        case .unknownVerb(let verb): "no API asks for the verb \"\(verb)\"; check its spelling"
        case .definedTwice(let path):
            "the object is defined again in \(path); remove one, or give it another name"
        case .invalidSelector(let text): "a selector of aggregationRule is not valid: \(text)"
        case .overwrittenRules: "rules of an aggregated ClusterRole are replaced by those it selects; remove them"
        case .cyclicAggregation(let names):
            "ClusterRoles aggregate each other (\(names.joined(separator: ", "))); what they hold depends on order, so break the circle"
        }
    }
}
