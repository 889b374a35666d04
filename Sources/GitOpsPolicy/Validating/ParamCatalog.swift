import GitOpsManifest
import GitOpsSchema

/// The parameters that policies of a set may use, by kind, namespace and name, and by the selectors of bindings.
struct ParamCatalog: Sendable {
    /// An object that expressions see as `params`: one reference, because it is handed on for every object.
    final class Param: Sendable {
        let manifest: Manifest
        /// As the server has it.
        let object: Node
        let namespace: String

        init(_ manifest: Manifest, object: Node, namespace: String) {
            self.manifest = manifest
            self.object = object
            self.namespace = namespace
        }
    }

    /// What a binding wants: everything of a kind, or what a selector chooses of it.
    struct Use: Hashable, Sendable {
        let kind: GroupVersionKind
        var selector: LabelSelector?
    }

    private struct Place: Hashable {
        let namespace: ExactText
        let name: ExactText
    }

    private struct Kind: Sendable {
        var scope: ResourceScope
        /// The kind is there in another version only.
        var isUnserved = false
        var params: [Param] = []
        var byPlace: [Place: [Param]] = [:]

        /// The namespace it is looked up in.
        func namespace(of param: Param) -> ExactText { ExactText(scope == .clusterScoped ? "" : param.namespace) }
    }

    private var kinds: [GroupVersionKind: Kind] = [:]
    /// What selectors choose, by namespace.
    private var selected: [Use: [ExactText: [Param]]] = [:]

    /// The objects in a set that bindings may want. Complexity: O(documents + selectors × parameters).
    init(_ uses: Set<Use>, in set: ManifestSet, simulation: AdmissionSimulation) {
        if uses.isEmpty { return }
        let catalog = ResourceCatalog(definitionsIn: set, kubernetes: simulation.options.kubernetes)
        for use in uses {
            kinds[use.kind] = Kind(
                scope: catalog.resource(of: use.kind).scope, isUnserved: catalog.isServed(use.kind) == false)
        }
        collect(set, simulation)
        for kind in kinds.keys { prepare(kind) }
        for use in uses {
            guard let selector = use.selector, let kind = kinds[use.kind] else { continue }
            let chosen = kind.params.filter { param in selector.matches { param.object.label($0) } }
            selected[use] = Dictionary(grouping: chosen) { kind.namespace(of: $0) }
        }
    }

    private mutating func collect(_ set: ManifestSet, _ simulation: AdmissionSimulation) {
        let form = StoredForm(schema: Schema(definitionsIn: set), keepsServerFields: true)
        // Any version of a kind gives its objects: the server converts them.
        let byGroupKind = Dictionary(grouping: kinds.keys) { [$0.group, $0.kind] }
        var seen: [ResourceID: Int] = [:]
        for manifest in set.manifests {
            for kind in byGroupKind[[manifest.id.group, manifest.id.kind]] ?? [] {
                let isNamespaced = kinds[kind]?.scope == .namespaced
                let namespace =
                    manifest.id.namespace ?? (isNamespaced ? simulation.options.defaultNamespace : "")
                let stored = (try? form.document(of: manifest.root))?.root ?? manifest.root
                let object =
                    manifest.apiVersion.hasSameBytes(as: kind.apiVersion)
                    ? stored : stored.settingVersion(kind.apiVersion) ?? stored
                let param = Param(manifest, object: object, namespace: namespace)
                let id = ResourceID(
                    group: kind.group, kind: kind.description, namespace: namespace, name: manifest.id.name)
                // What is applied later replaces what was there.
                if let earlier = seen[id] {
                    kinds[kind]?.params[earlier] = param
                } else {
                    seen[id] = kinds[kind]?.params.count
                    kinds[kind]?.params.append(param)
                }
            }
        }
    }

    private mutating func prepare(_ kind: GroupVersionKind) {
        guard var entry = kinds[kind] else { return }
        if entry.scope == .unknown, !entry.params.isEmpty {
            // Without a definition the objects tell where they live.
            entry.scope = entry.params.contains { !$0.namespace.isEmpty } ? .namespaced : .clusterScoped
        }
        entry.byPlace = Dictionary(grouping: entry.params) { param in
            Place(namespace: entry.namespace(of: param), name: ExactText(param.manifest.id.name))
        }
        kinds[kind] = entry
    }

    /// What a binding is evaluated with.
    enum Selection {
        /// `params` is null.
        case none
        case params([Param])
        /// There are none, which is allowed.
        case nothing
        /// The binding cannot be used.
        case misconfigured(String)
        /// No binding of the policy can be used.
        case unserved(String)
        /// Nobody knows where the parameters live.
        case unknown(String)
    }

    /// What the server says of all bindings of policies with parameters of a kind which it does not serve; `nil` for
    /// other kinds. Complexity: O(1).
    ///
    /// Source: `ensureParamsForPolicyLocked` in `generic/policy_source.go`.
    func unserved(_ kind: GroupVersionKind?) -> String? {
        guard let kind, kinds[kind]?.isUnserved == true else { return nil }
        let name = "\(kind.group)/\(kind.version), Kind=\(kind.kind)"
        return "failed to find resource referenced by paramKind: '\(name)'"
    }

    /// The parameters of a binding for a request; its kind and selector are among those the catalog was made for.
    /// Complexity: O(1).
    ///
    /// Source: `CollectParams` in `k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go`.
    func select(
        _ kind: GroupVersionKind?, _ reference: ValidatingAdmissionPolicyBinding.ParamRef?, namespace: String
    ) -> Selection {
        if let message = unserved(kind) { return .unserved(message) }
        guard let kind, let reference else { return .none }
        let entry = kinds[kind] ?? Kind(scope: .unknown)
        var wanted = ""
        switch entry.scope {
        case .unknown:
            return .unknown(
                "neither a definition nor an object of the parameter kind \(kind) is in the set; add one to the "
                    + "policies"
            )
        case .clusterScoped:
            if !reference.namespace.isEmpty {
                return .misconfigured("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
            }
        case .namespaced:
            wanted = reference.namespace.isEmpty ? namespace : reference.namespace
            if wanted.isEmpty {
                return .misconfigured(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources")
            }
        }
        if !reference.name.isEmpty, reference.selector != nil {
            return .misconfigured("paramRef.name and paramRef.selector are mutually exclusive")
        }
        if reference.name.isEmpty, reference.selector == nil {
            return .misconfigured("one of name or selector must be provided")
        }
        let chosen =
            if let selector = reference.selector {
                selected[Use(kind: kind, selector: selector)]?[ExactText(wanted)]
            } else {
                entry.byPlace[Place(namespace: ExactText(wanted), name: ExactText(reference.name))]
            }
        if let chosen { return .params(chosen) }
        return reference.deniesWithoutParams
            ? .misconfigured("no params found for policy binding with `Deny` parameterNotFoundAction") : .nothing
    }
}
