import GitOpsManifest

/// What identifies a Role, or a ClusterRole, which has no namespace.
public struct RoleID: Sendable {
    /// The namespace of a Role; `nil` for a ClusterRole.
    public let namespace: String?
    /// The name.
    public let name: String

    /// A Role.
    public static func role(namespace: String, name: String) -> RoleID { RoleID(namespace: namespace, name: name) }

    /// A ClusterRole.
    public static func clusterRole(_ name: String) -> RoleID { RoleID(namespace: nil, name: name) }

    init(namespace: String?, name: String) {
        self.namespace = namespace
        self.name = name
    }
}

extension RoleID: Hashable, Comparable {
    /// Byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.name.hasSameBytes(as: right.name)
            && left.namespace.map(ExactText.init) == right.namespace.map(ExactText.init)
    }

    /// Feeds both parts.
    public func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        namespace?.hashBytes(into: &hasher)
    }

    /// ClusterRoles first, then by namespace and name.
    public static func < (left: Self, right: Self) -> Bool {
        let (one, other) = (left.namespace ?? "", right.namespace ?? "")
        return one.hasSameBytes(as: other) ? left.name.precedesByBytes(right.name) : one.precedesByBytes(other)
    }
}

extension RoleID: CustomStringConvertible {
    /// `ClusterRole edit`, `Role shop/reader`.
    public var description: String { namespace.map { "Role \($0)/\(name)" } ?? "ClusterRole \(name)" }
}
