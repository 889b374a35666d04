import GitOpsManifest

/// Makes an access index: reads the objects, settles duplicates, aggregates, and resolves references.
struct AccessModelBuilder {
    /// The objects of the bootstrap first, so that those of the set replace them.
    private let manifests: ModelManifests
    private var bootstrapCount: Int { manifests.bootstrapCount }
    private let options: AccessModelOptions
    private var reader: ObjectReader

    init(_ manifests: [Manifest], options: AccessModelOptions) {
        let bootstrap =
            switch options.bootstrap {
            case .rolesAndBindings: BootstrapObjects.manifests
            case .roles: BootstrapObjects.roles
            case .none: [Manifest]()
            }
        self.manifests = ModelManifests(bootstrap: bootstrap, own: manifests)
        self.options = options
        reader = ObjectReader.read(self.manifests, options: options)
    }

    mutating func build() -> (AccessIndex, [AccessProblem]) {
        let roleNumbers = RoleNumbers(&reader, manifests: manifests)
        if !options.aggregates {
            for index in reader.roles.indices { reader.roles[index].isAggregated = false }
        }
        let aggregation = Aggregation(&reader, manifests: manifests, roleNumbers: roleNumbers)
        for index in reader.roles.indices { reader.roles[index].effective = aggregation.runs[index] }
        resolveReferences(roleNumbers)
        let index = AccessIndex(
            reader: reader, roleNumbers: roleNumbers, aggregation: aggregation, manifests: manifests)
        return (index, problems())
    }

    /// Finds the role of every binding.
    ///
    /// Of bindings with the same name all count: the server does not change the role of a binding, folders may be
    /// applied apart and in any order, and names that it makes are different ones. None may hide what another grants.
    /// What a set says of a default binding is meant instead of it. Source: `ValidateClusterRoleBindingUpdate` in
    /// `pkg/apis/rbac/validation/validation.go`.
    private mutating func resolveReferences(_ roleNumbers: RoleNumbers) {
        var uses = [UInt32](repeating: 0, count: reader.names.count)
        for binding in reader.bindings { uses[Int(binding.name)] += 1 }
        var seen = PairTable()
        var later: [UInt32] = []
        for index in reader.bindings.indices.reversed() {
            let binding = reader.bindings[index]
            reader.begin(manifest: Int(binding.manifest))
            if binding.name != NameTable.empty, uses[Int(binding.name)] > 1 {
                let pair = Int(seen.intern(binding.namespace, binding.name))
                if pair < later.count {
                    reader.report(.definedTwice(path: manifests[Int(later[pair])].origin.path), at: -1)
                    if Int(binding.manifest) < bootstrapCount {
                        reader.bindings[index].isReplaced = true
                        continue
                    }
                    later[pair] = binding.manifest
                } else {
                    later.append(binding.manifest)
                }
            }
            let namespace = binding.refersToClusterRole ? NameTable.empty : binding.namespace
            let isPossible = binding.refersToClusterRole || !binding.isClusterBinding
            if !isPossible {
                reader.report(
                    .roleInClusterBinding(name: reader.names[binding.roleName]), at: roleReferenceNode(binding))
            } else if let role = roleNumbers.number(namespace, binding.roleName) {
                reader.bindings[index].role = role
            } else {
                let role = RoleID(
                    namespace: binding.refersToClusterRole ? nil : reader.names[namespace],
                    name: reader.names[binding.roleName])
                reader.report(.danglingRole(role), at: roleReferenceNode(binding))
            }
        }
    }

    private func roleReferenceNode(_ binding: BindingRecord) -> Int {
        manifests[Int(binding.manifest)].root["roleRef"]?.index ?? -1
    }

    /// The problems of the set's own objects in its order, with their places.
    private func problems() -> [AccessProblem] {
        reader.problems.enumerated()
            .filter { $0.element.manifest >= bootstrapCount }
            .sorted { ($0.element.manifest, $0.offset) < ($1.element.manifest, $1.offset) }
            .map { _, found in
                let manifest = manifests[found.manifest]
                let node = found.node < 0 ? manifest.root : Node(storage: manifest.root.storage, index: found.node)
                return AccessProblem(
                    reason: found.reason, object: manifest.id, origin: manifest.origin,
                    position: found.position ?? node.position)
            }
    }
}
