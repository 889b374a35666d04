public import GitOpsManifest

/// The pod that an object describes: a Pod itself, or the template of a workload.
///
/// Everything that Pod Security looks at has the type that the server's decoder wants, or there is no template. What
/// other fields hold is not looked at: `SchemaValidator` tells. Defaults that matter here count as if they were
/// written: a volume without a source is an `emptyDir`, and the ports of a Pod on the network of its node are ports of
/// the node.
///
/// ```swift
/// if let pod = try PodTemplate(manifest.root) { … }
/// ```
///
/// Source: `DefaultPodSpecExtractor` of pod-security-admission, `admission/admission.go`.
public struct PodTemplate: Sendable {
    let storage: DocumentStorage
    /// The object with `metadata` and `spec`.
    let root: Int
    /// Whether it is a Pod, which has more defaults than a template.
    let isPod: Bool
    // Looked up once, as nearly every check asks for them.
    let annotations: Int?
    let spec: Int?
    let securityContext: Int?
    private let containerLists: (initial: Range<Int>, main: Range<Int>, ephemeral: Range<Int>)

    /// The pod of an object; `nil` for objects that describe none. Complexity: O(values of the pod).
    ///
    /// Throws when the server could not decode what it has to judge.
    public init?(_ object: Node) throws(PodDecodingError) {
        guard let kind = PodTemplateKind.of(object) else { return nil }
        try self.init(object, kind: kind)
    }

    init?(_ object: Node, kind: PodTemplateKind) throws(PodDecodingError) {
        let storage = object.storage
        let fields = PodFieldNames.all
        if let mismatch = PodShape.mismatch(storage, object.index, .object(kind.shape)) {
            throw PodDecodingError(mismatch, in: storage, object)
        }
        var root = object.index
        for step in kind.path(fields) {
            guard let next = storage.presentMember(root, step) else {
                // Go leaves a struct of zeros in the place of an absent template; only a replication controller has a
                // pointer there.
                if kind == .replicationController { return nil }
                root = -1
                break
            }
            root = next
        }
        self.init(storage, root: root < 0 ? nil : root, object: object.index, isPod: kind == .pod)
    }

    private init(_ storage: DocumentStorage, root: Int?, object: Int, isPod: Bool) {
        let fields = PodFieldNames.all
        self.storage = storage
        self.isPod = isPod
        self.root = root ?? object
        let spec = root.flatMap { storage.presentMember($0, fields.spec) }
        self.spec = spec
        annotations = root.flatMap { storage.presentMember($0, fields.metadata) }
            .flatMap { storage.presentMember($0, fields.annotations) }
        securityContext = spec.flatMap { storage.presentMember($0, fields.securityContext) }
        func items(_ name: Symbol) -> Range<Int> {
            spec.flatMap { storage.presentMember($0, name) }.map { storage.record($0).children } ?? 0..<0
        }
        containerLists = (items(fields.initContainers), items(fields.containers), items(fields.ephemeralContainers))
    }

    /// The object that has the `metadata` and the `spec` of the pod: the Pod, or the template in a workload.
    public var node: Node { Node(storage: storage, index: root) }

    @inline(__always)
    var fields: PodFieldNames { PodFieldNames.all }

    /// The containers in the order in which the server visits them: initial ones, main ones, ephemeral ones.
    var containers: PodContainers {
        PodContainers(containerLists.initial, containerLists.main, containerLists.ephemeral)
    }

    func isEphemeral(_ container: Int) -> Bool { containerLists.ephemeral.contains(container) }
}
