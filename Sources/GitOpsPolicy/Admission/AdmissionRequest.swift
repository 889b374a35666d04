public import GitOpsManifest
public import GitOpsSchema

/// What the API server asks its admission plugins about.
///
/// Source: `k8s.io/apiserver/pkg/admission/interfaces.go`, `Attributes`, and `k8s.io/api/admission/v1`.
public struct AdmissionRequest: Sendable {
    /// What identifies the request; empty when nothing does.
    public var uid: String
    /// The kind of the object as it was sent.
    public var kind: GroupVersionKind
    /// The resource the request was sent to, and the others its objects can be had at.
    public var served: ServedResource
    /// The subresource, `status`; empty for the object itself.
    public var subresource: String
    /// What the client asked for, where the server has converted the request for a webhook; `nil` where it is the same.
    public var original: OriginalTarget?
    /// The object's name; empty when the server generates it.
    public var name: String
    /// The object's namespace; of a Namespace its own name, of other objects of the cluster empty.
    public var namespace: String
    /// What happens to the object.
    public var operation: AdmissionOperation
    /// Who asks; `nil` when that is not known.
    public var user: UserInfo?
    /// Nothing is to be stored.
    public var isDryRun: Bool
    /// The options of the request; `nil` for those that `kubectl` sends without flags.
    public var options: Node?
    /// The object to be stored; `nil` when it is deleted.
    public var object: Node?
    /// The object as it was stored before; `nil` when it is new.
    public var oldObject: Node?
    /// Where the object was read, for places in files.
    public var source: Manifest?
    /// What had to be assumed.
    public var assumptions: [AdmissionAssumption]

    /// The kind, resource and subresource of a request before it was converted.
    ///
    /// Source: `requestKind`, `requestResource` and `requestSubResource` of `k8s.io/api/admission/v1`.
    public struct OriginalTarget: Sendable, Hashable {
        /// The kind that was sent.
        public var kind: GroupVersionKind
        /// The resource that it was sent to.
        public var resource: GroupVersionResource
        /// The subresource; empty for the object itself.
        public var subresource: String

        /// A target from its parts.
        public init(kind: GroupVersionKind, resource: GroupVersionResource, subresource: String = "") {
            self.kind = kind
            self.resource = resource
            self.subresource = subresource
        }
    }

    /// A request from its parts.
    public init(
        uid: String = "", kind: GroupVersionKind, served: ServedResource, subresource: String = "", name: String,
        namespace: String, operation: AdmissionOperation, user: UserInfo? = nil, isDryRun: Bool = false,
        options: Node? = nil, object: Node?, oldObject: Node? = nil, source: Manifest? = nil,
        assumptions: [AdmissionAssumption] = []
    ) {
        self.uid = uid
        self.kind = kind
        self.served = served
        self.subresource = subresource
        self.name = name
        self.namespace = namespace
        self.operation = operation
        self.user = user
        self.isDryRun = isDryRun
        self.options = options
        self.object = object
        self.oldObject = oldObject
        self.source = source
        self.assumptions = assumptions
    }

    /// Whether the object is a Namespace.
    var isAboutNamespace: Bool { resource.group.isEmpty && resource.resource == "namespaces" }

    /// The resource the request was sent to.
    public var resource: GroupVersionResource { served.resource }

    /// `deployments.apps "web"`, as the server's errors name the object.
    ///
    /// Source: `extractResourceName` in `k8s.io/apiserver/pkg/admission/errors.go`.
    var subjectText: String { "\(resource.groupResource) \(subjectName.goQuoted)" }

    var subjectName: String {
        if !name.isEmpty { return name }
        let metadata = object?["metadata"]
        return [metadata?["name"]?.string, metadata?["generateName"]?.string].compactMap { $0 }
            .first { !$0.isEmpty } ?? "Unknown"
    }
}

/// What is not in the manifests and had to be taken for granted to ask policies at all.
public enum AdmissionAssumption: Sendable, Hashable {
    /// No definition names the resource of this kind: it was guessed.
    case resource(GroupVersionKind, guess: String)
    /// No definition says whether the kind lives in namespaces: it was taken from the object.
    case scope(GroupVersionKind, isNamespaced: Bool)
    /// The object names no namespace.
    case namespace(String)
    /// The set has no Namespace of this name: one with its name as its only label was taken, as the options say.
    case namespaceLabels(String)
}

extension AdmissionAssumption: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .resource(let kind, let guess):
            "no definition of \(kind) is in the set; its resource is taken to be \(guess)"
        case .scope(let kind, let isNamespaced):
            "no definition of \(kind) is in the set; it is taken to live in "
                + (isNamespaced ? "namespaces" : "the cluster")
        case .namespace(let name): "the object names no namespace; it is taken to go to \(name)"
        case .namespaceLabels(let name):
            "Namespace \(name) is not in the set; it is taken to have no labels but its name"
        }
    }
}
