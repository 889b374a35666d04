import GitOpsManifest
import GitOpsSchema

/// The parameters that policies of a set may use, by kind.
struct ParamCatalog: Sendable {
    /// An object that expressions see as `params`.
    struct Param: Sendable {
        let manifest: Manifest
        /// As the server has it.
        let object: Node
        let namespace: String
    }

    private struct Kind: Sendable {
        var scope: ResourceScope
        var params: [Param] = []
    }

    private var kinds: [GroupVersionKind: Kind] = [:]

    /// The objects of the given kinds in a set. Complexity: O(documents).
    init(_ wanted: Set<GroupVersionKind>, in set: ManifestSet, simulation: AdmissionSimulation) {
        let catalog = ResourceCatalog(definitionsIn: set, kubernetes: simulation.options.kubernetes)
        for kind in wanted { kinds[kind] = Kind(scope: catalog.resource(of: kind).scope) }
        if wanted.isEmpty { return }
        let form = StoredForm(schema: Schema(definitionsIn: set), keepsServerFields: true)
        // Any version of a kind gives its objects: the server converts them.
        let byGroupKind = Dictionary(grouping: wanted) { [$0.group, $0.kind] }
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
                let param = Param(manifest: manifest, object: object, namespace: namespace)
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
        for (kind, entry) in kinds where entry.scope == .unknown && !entry.params.isEmpty {
            // Without a definition the objects tell where they live.
            kinds[kind]?.scope = entry.params.contains { !$0.namespace.isEmpty } ? .namespaced : .clusterScoped
        }
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
        /// Nobody knows where the parameters live.
        case unknown(String)
    }

    /// The parameters of a binding for a request.
    ///
    /// Source: `CollectParams` in `k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go`.
    func select(
        _ kind: GroupVersionKind?, _ reference: ValidatingAdmissionPolicyBinding.ParamRef?, namespace: String
    ) -> Selection {
        guard let kind, let reference else { return .none }
        let entry = kinds[kind] ?? Kind(scope: .unknown)
        var wanted = ""
        switch entry.scope {
        case .unknown:
            return .unknown(
                "neither a definition nor an object of the parameter kind \(kind) is in the set; add one to the policies"
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
        let chosen = entry.params.filter { param in
            guard entry.scope == .clusterScoped || param.namespace.hasSameBytes(as: wanted) else { return false }
            guard let selector = reference.selector else {
                return param.manifest.id.name.hasSameBytes(as: reference.name)
            }
            return selector.matches { param.object.label($0) }
        }
        if !chosen.isEmpty { return .params(chosen) }
        return reference.deniesWithoutParams
            ? .misconfigured("no params found for policy binding with `Deny` parameterNotFoundAction") : .nothing
    }
}
