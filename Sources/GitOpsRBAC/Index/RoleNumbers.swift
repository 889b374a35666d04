import GitOpsManifest

/// The numbers of roles by namespace and name; ClusterRoles have the empty namespace.
///
/// Of roles with the same name the last one stands for all: the rules of all are in force in it. Which of them a
/// cluster has depends on the folder and the order in which they are applied, so that none may hide what another
/// grants.
struct RoleNumbers: Sendable {
    private var pairs = PairTable()
    private var roles: [UInt32] = []
    /// Roles that another one of the name stands for.
    private(set) var isReplaced: [Bool]
    /// For the roles that stand for others those, in the order of the set. Default roles are not among them: what a
    /// set says of one is meant instead of it.
    private(set) var otherDefinitions: [Int: [Int]] = [:]

    init(_ reader: inout ObjectReader, manifests: ModelManifests) {
        isReplaced = Array(repeating: false, count: reader.roles.count)
        // Names that the server makes are different ones.
        for (index, role) in reader.roles.enumerated() where role.name != NameTable.empty {
            let pair = Int(pairs.intern(role.namespace, role.name))
            let number = UInt32(truncatingIfNeeded: index)
            guard pair < roles.count else {
                roles.append(number)
                continue
            }
            let earlier = Int(roles[pair])
            isReplaced[earlier] = true
            roles[pair] = number
            if Int(reader.roles[earlier].manifest) >= manifests.bootstrapCount {
                var others = otherDefinitions.removeValue(forKey: earlier) ?? []
                others.append(earlier)
                otherDefinitions[index] = others
            }
            reader.begin(manifest: Int(reader.roles[earlier].manifest))
            reader.report(.definedTwice(path: manifests[Int(role.manifest)].origin.path), at: -1)
        }
    }

    func number(_ namespace: NameID, _ name: NameID) -> UInt32? { pairs.find(namespace, name).map { roles[Int($0)] } }

    var byteCount: Int {
        pairs.byteCount + roles.capacity * 4 + isReplaced.capacity
            + otherDefinitions.values.reduce(otherDefinitions.capacity * 16) { $0 + $1.capacity * 8 }
    }
}
