/// Something that someone has gained, in a namespace or in the whole cluster.
struct EscalationFact: BitwiseCopyable {
    enum Kind: UInt8, Sendable, CaseIterable {
        /// A permission that edges ask for; its number is the pattern's.
        case permission
        case user
        case anyUser
        case group
        case anyGroup
        case account
        case anyAccount
        /// The accounts of pods, where they are many, in a survey alone; see `PodAccounts`.
        case podAccounts
        /// Somebody who is acted for in some requests alone; see `ConstrainedActor`.
        case actor
        /// The rules of a role where it is bound: in a namespace, or by a ClusterRoleBinding in the whole cluster.
        case role
        /// The rules of a ClusterRole by a RoleBinding in any namespace: what is of the cluster is not among them.
        case roleInNamespaces
        /// Those of many roles at once, in a survey alone; see `RoleUnions`.
        case roles
        case clusterAdmin
        case namespaceAdmin
        case systemMasters
        case certificate
        case nodeRoot
        case nodeIdentity
        case workload
        case podCode
        case podTokens
        /// Code in the pods of one service account.
        case foothold
        case secrets
        case traffic
        case guardrailsOff
        case cloud
    }

    var kind: Kind
    /// The number of a permission's pattern.
    var pattern: UInt8 = 0
    /// Hops from the source.
    var level: UInt16 = 0
    /// `NameTable.empty` for the whole cluster.
    var scope: NameID = NameTable.empty
    /// A permission's only name, a subject's number, a role's number; `unknown` where there is none.
    var name: NameID = NameTable.unknown
    /// The edge that led here; `noEdge` for what the source has from the start and for permissions of an identity.
    var edge = Self.noEdge
    /// The facts that the edge needed, in the search's list; for a permission the identity it comes from.
    var premises = Run()
    /// The grant and the rule that give a permission.
    var grant = UInt32.max
    var rule = UInt32.max
    /// The user or service account that holds the grant; `unknown` for a group's or a role's.
    var bearer: NameID = NameTable.unknown
    /// The next permission of the same pattern and scope with another name.
    var next = UInt32.max

    static let noEdge = UInt16.max
}

extension EscalationFact.Kind {
    /// In words, for lists of preconditions and gains.
    var words: String {
        switch self {
        case .permission: "a permission"
        case .user: "a user"
        case .anyUser: "any user"
        case .group: "a group"
        case .anyGroup: "any group but system:masters"
        case .account: "a service account"
        case .anyAccount: "any service account of the namespace"
        case .podAccounts: "the service accounts of pods"
        case .actor: "what it may do as somebody else"
        case .role: "the permissions of a role"
        case .roleInNamespaces: "the permissions of a role in every namespace"
        case .roles: "the permissions of many roles"
        case .clusterAdmin: "everything"
        case .namespaceAdmin: "everything in the namespace"
        case .systemMasters: "system:masters"
        case .certificate: "a client certificate for any user and group"
        case .nodeRoot: "root on a node"
        case .nodeIdentity: "the identity of a node"
        case .workload: "pods of its making"
        case .podCode: "code in pods of others"
        case .podTokens: "the tokens of pods of others"
        case .foothold: "code in pods of its own"
        case .secrets: "all Secrets"
        case .traffic: "the traffic of others"
        case .guardrailsOff: "policies out of force"
        case .cloud: "an identity of the cloud"
        }
    }
}

/// Facts by what they say, in a table that is emptied without touching its slots.
struct FactTable {
    struct Key: BitwiseCopyable, Hashable {
        var kind: EscalationFact.Kind
        var pattern: UInt8
        var scope: NameID
        var name: NameID

        init(_ kind: EscalationFact.Kind, pattern: UInt8 = 0, scope: NameID, name: NameID = NameTable.unknown) {
            self.kind = kind
            self.pattern = pattern
            self.scope = scope
            self.name = name
        }

        fileprivate var hash: UInt64 {
            var value = UInt64(kind.rawValue) << 40 ^ UInt64(pattern) << 32 ^ UInt64(scope)
            value = (value ^ UInt64(name) << 20) &* 0x9E37_79B9_7F4A_7C15
            return value ^ value >> 29
        }
    }

    private struct Slot: BitwiseCopyable {
        var key: Key
        var fact: UInt32
        /// The slot is free in every generation but this.
        var generation: UInt32
    }

    private var slots: [Slot]
    private var generation: UInt32 = 1
    private var count = 0

    init() {
        let free = Slot(key: Key(.permission, scope: 0), fact: 0, generation: 0)
        slots = Array(repeating: free, count: 256)
    }

    subscript(key: Key) -> UInt32? {
        let slot = slots[position(of: key)]
        return slot.generation == generation ? slot.fact : nil
    }

    mutating func insert(_ fact: UInt32, _ key: Key) {
        if (count + 1) * 2 > slots.count { grow() }
        let position = position(of: key)
        if slots[position].generation != generation { count += 1 }
        slots[position] = Slot(key: key, fact: fact, generation: generation)
    }

    /// Complexity: O(1).
    mutating func removeAll() {
        count = 0
        generation &+= 1
        guard generation == 0 else { return }
        generation = 1
        for index in slots.indices { slots[index].generation = 0 }
    }

    @inline(__always)
    private func position(of key: Key) -> Int {
        let mask = slots.count - 1
        var position = Int(truncatingIfNeeded: key.hash) & mask
        while slots[position].generation == generation, slots[position].key != key { position = (position + 1) & mask }
        return position
    }

    private mutating func grow() {
        let old = slots
        slots = Array(
            repeating: Slot(key: Key(.permission, scope: 0), fact: 0, generation: 0), count: old.count * 2)
        for slot in old where slot.generation == generation { slots[position(of: slot.key)] = slot }
    }
}
