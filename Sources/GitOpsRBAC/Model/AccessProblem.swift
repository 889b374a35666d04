public import GitOpsManifest

/// Something in RBAC objects that is broken, has no effect or is not what it seems; the rest is still analysed.
public struct AccessProblem: Sendable, Hashable {
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
        case .wrongType, .missing, .invalidSelector, .repeatedKey, .repeatedKeys: true
        // What the object was meant to be is not known.
        case .unknownKind(let field, _): field == "kind"
        default: false
        }
    }

    /// Whether an object is defined again in another folder. Folders are what is applied at once (overlays,
    /// environments, clusters), so that both definitions are meant.
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
        /// A binding has neither a role nor subjects: it grants nothing, as patches of overlays do.
        case emptyBinding
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
        /// An API version that the API server does not serve, so that it refuses the object: `v1beta1` and `v1alpha1`
        /// since Kubernetes 1.22, any other than `v1` at all times. What the object grants counts all the same.
        case unservedVersion(String)
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
        /// `pods/*` is no pattern: the API server takes it for a name. The first of a rule, and how many others it has.
        case resourcesLookLikePatterns([String], others: Int)
        /// Verbs that no API of Kubernetes asks for: the first of a rule, and how many it has besides.
        case unknownVerbs([String], others: Int)
        /// The same object is defined again, in this other file or further down in the same; both definitions count.
        case definedTwice(path: String)
        /// An object has two members of one name. What is read is the last; a server may refuse the object, or join
        /// both.
        case repeatedKey(String, first: SourcePosition)
        /// The document of an object repeats more names than are remembered, so that its own may be among them.
        case repeatedKeys(Int)
        /// A selector of an aggregation rule is not valid.
        case invalidSelector(String)
        /// An aggregated ClusterRole has a rule that no role which it selects has: the controller writes over it.
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

    private static func listed(_ names: [String], _ others: Int) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ") + (others == 0 ? "" : " and \(others) more")
    }

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .wrongType(let field, let expected): "\(field) must be \(expected); the API server refuses the object"
        case .missing(let field): "\(field) is missing; write it"
        case .emptyBinding:
            "the binding has neither roleRef nor subjects and grants nothing; write them, or leave the file out if it "
                + "is a patch of an overlay"
        case .unknownKind(let field, let kind):
            "\(field) is \"\(kind)\", which does not exist; write \(Self.kinds(of: field))"
        case .danglingRole(let role):
            "\(role) is not in the set: the binding grants nothing until someone creates it; "
                + "add it or remove the binding"
        case .roleInClusterBinding(let name):
            "a ClusterRoleBinding cannot refer to a Role (\(name)); bind a ClusterRole, "
                + "or use a RoleBinding in the namespace of the Role"
        case .unsupportedAPIGroup(let field, let group, let expected):
            "\(field) is \"\(group)\", with which the API server refuses the binding; "
                + (expected.isEmpty ? "leave it out" : "write \"\(expected)\" or leave it out")
        case .unservedVersion(let version):
            "apiVersion is \"\(version)\", which the API server does not serve, so that it refuses the object; "
                + "write \"\(ObjectReader.servedVersion)\" (what it grants is counted all the same)"
        case .invalidName(let field, let name, let expected):
            "\(field) is \"\(name)\", with which the API server refuses the binding; write \(expected)"
        case .noSelectors:
            "aggregationRule has no clusterRoleSelectors, with which the API server refuses the role; "
                + "write one or remove aggregationRule"
        case .missingSubjectNamespace(let name):
            "ServiceAccount \(name) has no namespace, with which the API server refuses a ClusterRoleBinding; "
                + "write its namespace"
        case .mixedRule: "a rule may not have both resources and nonResourceURLs; split it"
        case .urlsInRole: "a Role cannot grant nonResourceURLs; use a ClusterRole and a ClusterRoleBinding"
        case .emptyRule: "the rule grants nothing: it needs verbs, and apiGroups with resources or nonResourceURLs"
        case .resourcesLookLikePatterns(let names, let others):
            Self.listed(names, others)
                + (names.count + others == 1
                    ? " is compared as it is and matches no resource"
                    : " are compared as they are and match no resource")
                + "; list the subresources or write \"*\""
        case .unknownVerbs(let verbs, let others):
            "no API asks for the verb\(verbs.count + others == 1 ? "" : "s") \(Self.listed(verbs, others)); "
                + "check the spelling"
        case .definedTwice(let path):
            "the object is defined again in \(path), and both definitions count; remove one, or give it another name"
        case .repeatedKey(let key, let first):
            "the key \"\(key)\" stands here again, first at \(first): a server may take the last, join both "
                + "or refuse the object; remove one"
        case .repeatedKeys(let count):
            "the document has \(count) keys that stand twice in their objects, too many to tell which; "
                + "remove one of each"
        case .invalidSelector(let text): "a selector of aggregationRule is not valid: \(text)"
        case .overwrittenRules:
            "the rules of an aggregated ClusterRole are replaced by those of the roles that it selects, and this one "
                + "is in none of them; write it in a role with the label that is selected"
        case .cyclicAggregation(let names):
            "ClusterRoles aggregate each other (\(names.joined(separator: ", "))); "
                + "what they hold depends on order, so break the circle"
        }
    }
}
