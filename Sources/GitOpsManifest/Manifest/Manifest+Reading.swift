extension Manifest {
    /// The objects of a document: one, or the items of a `List`, or none for null.
    ///
    /// A `List` is a kind that ends in `List` and has `items` (`kind: List`, `ConfigMapList`, …), as kubectl flattens it.
    public static func all(
        in document: Document, path: String, revision: String? = nil
    ) -> [Result<Manifest, ManifestError>] {
        let root = document.root
        if root.isNull { return [] }
        if let items = listItems(root) {
            return items.enumerated().map { index, item in
                let origin = Origin(path: path, documentIndex: document.index, itemIndex: index, revision: revision)
                if listItems(item) != nil { return .failure(ManifestError(item, origin, .nestedList)) }
                return read(item, origin, list: root)
            }
        }
        return [read(root, Origin(path: path, documentIndex: document.index, revision: revision))]
    }

    private static func listItems(_ node: Node) -> Node.Elements? {
        guard let kind = node["kind"]?.string, kind.hasSuffix("List"), let items = node["items"], items.kind == .array
        else { return nil }
        return items.elements
    }

    private static func read(
        _ node: Node, _ origin: Origin, list: Node? = nil
    ) -> Result<Manifest, ManifestError> {
        do throws(NotAManifest) {
            guard node.kind == .object || list == nil else { throw NotAManifest(.notAnObject(node.kind)) }
            if let reason = notAResource(node, isListItem: list != nil) {
                var entry = ManifestError(origin: origin, position: node.position, problem: reason)
                if isKustomization(node, origin) { entry.topFields = topFields(node) }
                return .failure(entry)
            }
            let node = try list.map { (list) throws(NotAManifest) in try item(node, of: list) } ?? node
            let apiVersion = try text("apiVersion", node["apiVersion"])
            let kind = try text("kind", node["kind"])
            return .success(
                Manifest(
                    id: ResourceID(
                        group: ResourceID.group(ofAPIVersion: apiVersion), kind: kind,
                        namespace: try namespace(node["metadata"]), name: try name(node["metadata"])),
                    apiVersion: apiVersion, root: node, origin: origin))
        } catch {
            if isGateConfiguration(node), origin.path != ".gitops.yaml" {
                let text =
                    "the gate reads its configuration from .gitops.yaml in the root alone; rename this file, or remove it"
                return .failure(
                    ManifestError(origin: origin, position: node.position, problem: .skipped(text)))
            }
            return .failure(ManifestError(node, origin, error.problem))
        }
    }

    /// An item of a typed list (`ConfigMapList`) that says neither version nor kind has them from the list, as kubectl reads
    /// it; one that says either must say both.
    ///
    /// Source: `decodeToList` in `apimachinery/pkg/apis/meta/v1/unstructured/unstructured.go`.
    private static func item(_ node: Node, of list: Node) throws(NotAManifest) -> Node {
        guard isUnsaid(node["apiVersion"]), isUnsaid(node["kind"]), let version = list["apiVersion"],
            let kind = list["kind"], let name = kind.string?.dropLast("List".count), !name.isEmpty
        else { return node }
        let apiVersion = try text("apiVersion", version)
        do {
            let document = try TreeAssembler.document(
                of: node,
                with: [("apiVersion", apiVersion, version), ("kind", String(name), kind)])
            return document.root
        } catch {
            throw NotAManifest(.missing("kind"))
        }
    }

    private static func isUnsaid(_ node: Node?) -> Bool { node.map { $0.isNull || $0.string == "" } ?? true }

    /// Whether it is what `gitops check` is told, which has no name: that is no advice for a file in a wrong place.
    private static func isGateConfiguration(_ node: Node) -> Bool {
        guard node["kind"]?.string == "GateConfiguration", let version = node["apiVersion"]?.string else {
            return false
        }
        return ResourceID.group(ofAPIVersion: version) == "gate.swift-gitops.dev"
    }

    /// Whether kustomize reads it; its version and kind may be left out.
    private static func isKustomization(_ node: Node, _ origin: Origin) -> Bool {
        guard node.kind == .object else { return false }
        if let version = node["apiVersion"]?.string {
            return ResourceID.group(ofAPIVersion: version) == "kustomize.config.k8s.io"
        }
        return ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains { name in
            origin.path == name || origin.path.hasSuffix("/" + name)
        }
    }

    private static func topFields(_ node: Node) -> [ManifestError.TopField] {
        node.members.map { member in
            ManifestError.TopField(
                name: member.key, position: member.value.keyPosition ?? member.value.position,
                contentHash: member.value.contentHash, texts: member.value.elements.compactMap(\.string))
        }
    }

    /// Valid documents that nobody applies to a cluster: values of a chart, lists of patches, configuration of client-side
    /// tools.
    private static func notAResource(_ node: Node, isListItem: Bool) -> ManifestError.Problem? {
        if node.kind != .object { return .notAResource("not an object") }
        if !isListItem, node["apiVersion"] == nil, node["kind"] == nil {
            return .notAResource("no apiVersion and no kind")
        }
        guard let apiVersion = node["apiVersion"]?.string else { return nil }
        if !isListItem, node["kind"] == nil, apiVersion == "v1" || apiVersion == "v2", node["name"]?.string != nil,
            node["version"] != nil
        {
            return .notAResource("the description of a Helm chart")
        }
        let group = ResourceID.group(ofAPIVersion: apiVersion)
        if group == "kustomize.config.k8s.io" { return .notAResource("configuration of kustomize") }
        // With a name it could be meant as an object all the same.
        guard !isListItem, node["metadata"]?["name"] == nil, node["metadata"]?["generateName"] == nil,
            let program = configuredPrograms[group]
        else { return nil }
        return .notAResource("configuration of \(program)")
    }

    /// Programs that read configuration in the form of objects from files; no API server has these groups.
    ///
    /// Sources: https://kubernetes.io/docs/reference/config-api/, and the documentation of kind, kapp, clusterctl and istioctl.
    private static let configuredPrograms = [
        "apiserver.config.k8s.io": "the API server",
        "audit.k8s.io": "the API server",
        "client.authentication.k8s.io": "kubectl",
        "clusterctl.cluster.x-k8s.io": "clusterctl",
        "controller-runtime.sigs.k8s.io": "a controller",
        "install.istio.io": "istioctl",
        "kapp.k14s.io": "kapp",
        "kind.x-k8s.io": "kind",
        "kubeadm.k8s.io": "kubeadm",
        "kubectl.config.k8s.io": "kubectl",
        "kubelet.config.k8s.io": "the kubelet",
        "kubeproxy.config.k8s.io": "kube-proxy",
        "kubescheduler.config.k8s.io": "the scheduler",
    ]

    private static func text(_ field: String, _ node: Node?) throws(NotAManifest) -> String {
        guard let node, !node.isNull else { throw NotAManifest(.missing(field)) }
        guard let text = node.string else { throw NotAManifest(.notAString(field)) }
        guard !text.isEmpty else { throw NotAManifest(.missing(field)) }
        return text
    }

    private static func name(_ metadata: Node?) throws(NotAManifest) -> String {
        if let name = metadata?["name"], !name.isNull { return try text("metadata.name", name) }
        if let prefix = metadata?["generateName"]?.string, !prefix.isEmpty { return prefix + "*" }
        throw NotAManifest(.missing("metadata.name"))
    }

    private static func namespace(_ metadata: Node?) throws(NotAManifest) -> String? {
        guard let namespace = metadata?["namespace"], !namespace.isNull else { return nil }
        guard let text = namespace.string else { throw NotAManifest(.notAString("metadata.namespace")) }
        return text.isEmpty ? nil : text
    }
}

/// What reading one object is left with.
private struct NotAManifest: Error {
    let problem: ManifestProblem

    init(_ problem: ManifestProblem) { self.problem = problem }
}

/// Why a part of a source is not a manifest. Sets keep it, so that nobody takes it for passed.
public struct ManifestError: Error, Sendable, Hashable {
    /// Where it stands.
    public let origin: Origin
    /// Where it begins or where reading stopped.
    public let position: SourcePosition?
    /// Why it could not be read.
    public let problem: Problem
    /// Keyed hash of the bytes it was found in: equal for the same bytes within one process; `nil` when they are not known.
    package var contentHash: UInt64?

    /// The fields of a kustomization, to tell which of them changed; `nil` for everything else.
    package var topFields: [TopField]?

    /// A field at the top of a document.
    package struct TopField: Sendable, Hashable {
        package let name: String
        package let position: SourcePosition?
        /// Keyed hash of the value.
        package let contentHash: UInt64
        /// The texts of a list.
        package let texts: [String]
    }

    /// The ways not to be a manifest.
    public enum Problem: Sendable, Hashable {
        /// The text is not valid, or breaks a limit.
        case document(DocumentError)
        /// The text is valid and is no Kubernetes object.
        case manifest(ManifestProblem)
        /// The text is valid and is nothing that is applied to a cluster; no engine counts it as unknown.
        case notAResource(String)
        /// The file is recognised and not followed or read: a symbolic link, a submodule, a Git LFS pointer.
        case skipped(String)
    }

    /// An entry from its parts.
    public init(origin: Origin, position: SourcePosition?, problem: Problem) {
        self.origin = origin
        self.position = position
        self.problem = problem
    }

    init(_ node: Node, _ origin: Origin, _ problem: ManifestProblem) {
        self.init(origin: origin, position: node.position, problem: .manifest(problem))
    }
}

extension ManifestError: CustomStringConvertible {
    /// `file:line:column: problem; next step`.
    public var description: String { "\(position.map { "\(origin.path):\($0)" } ?? origin.path): \(text)" }

    /// What is wrong and what to do, without the place.
    public var text: String {
        switch problem {
        case .document(let error): "\(error.problemText); \(error.nextStep)"
        case .manifest(let problem): "\(problem)"
        case .notAResource(let text): "not a Kubernetes resource: \(text)"
        case .skipped(let text): text
        }
    }
}
