import GitOpsManifest

/// The numbers of roles by namespace and name; ClusterRoles have the empty namespace. Of roles with the same name the
/// last one counts.
struct RoleNumbers: Sendable {
    private var pairs = PairTable()
    private var roles: [UInt32] = []
    private(set) var isReplaced: [Bool]

    init(_ reader: inout ObjectReader, manifests: ModelManifests) {
        isReplaced = Array(repeating: false, count: reader.roles.count)
        for (index, role) in reader.roles.enumerated() {
            let pair = Int(pairs.intern(role.namespace, role.name))
            let number = UInt32(truncatingIfNeeded: index)
            guard pair < roles.count else {
                roles.append(number)
                continue
            }
            let earlier = Int(roles[pair])
            isReplaced[earlier] = true
            roles[pair] = number
            reader.begin(manifest: Int(reader.roles[earlier].manifest))
            reader.report(.definedTwice(path: manifests[Int(role.manifest)].origin.path), at: -1)
        }
    }

    func number(_ namespace: NameID, _ name: NameID) -> UInt32? { pairs.find(namespace, name).map { roles[Int($0)] } }

    var byteCount: Int { pairs.byteCount + roles.capacity * 4 + isReplaced.capacity }
}
