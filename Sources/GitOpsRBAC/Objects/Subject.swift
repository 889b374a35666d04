import GitOpsManifest

/// Who is granted something: a user, a group or a service account.
public struct Subject: Sendable {
    /// The kinds that the API server knows.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A user, known by name alone.
        case user = "User"
        /// A group of users.
        case group = "Group"
        /// The account of a workload.
        case serviceAccount = "ServiceAccount"
    }

    /// What it is.
    public let kind: Kind
    /// The namespace of a service account; `nil` for users and groups.
    public let namespace: String?
    /// Its name.
    public let name: String

    /// A user. The name `system:serviceaccount:NAMESPACE:NAME` is that service account.
    public static func user(_ name: String) -> Subject {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty, !parts[3].isEmpty {
            return .serviceAccount(namespace: String(parts[2]), name: String(parts[3]))
        }
        return Subject(kind: .user, namespace: nil, name: name)
    }

    /// A group.
    public static func group(_ name: String) -> Subject { Subject(kind: .group, namespace: nil, name: name) }

    /// A service account.
    public static func serviceAccount(namespace: String, name: String) -> Subject {
        Subject(kind: .serviceAccount, namespace: namespace, name: name)
    }

    private init(kind: Kind, namespace: String?, name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// The name by which the API server knows a user or service account.
    ///
    /// Source: `k8s.io/apiserver/pkg/authentication/serviceaccount/util.go`, `MakeUsername`.
    public var username: String {
        namespace.map { "system:serviceaccount:\($0):\(name)" } ?? name
    }

    /// The groups the API server puts every request of this subject into.
    ///
    /// Source: `MakeGroupNames` in the same file, and `AuthenticatedGroupAdder` of
    /// `k8s.io/apiserver/pkg/authentication/group`.
    public var implicitGroups: [String] {
        switch kind {
        case .group: []
        case .user where name == "system:anonymous": ["system:unauthenticated"]
        case .user: ["system:authenticated"]
        case .serviceAccount:
            ["system:serviceaccounts", "system:serviceaccounts:\(namespace ?? "")", "system:authenticated"]
        }
    }
}

extension Subject: Hashable, Comparable {
    /// Byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.name.hasSameBytes(as: right.name)
            && (left.namespace ?? "").hasSameBytes(as: right.namespace ?? "")
    }

    /// Feeds all parts.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        name.hashBytes(into: &hasher)
        namespace?.hashBytes(into: &hasher)
    }

    /// By kind, namespace and name: the order of every listing.
    public static func < (left: Self, right: Self) -> Bool {
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        let (one, other) = (left.namespace ?? "", right.namespace ?? "")
        return one.hasSameBytes(as: other) ? left.name.precedesByBytes(right.name) : one.precedesByBytes(other)
    }
}

extension Subject: CustomStringConvertible {
    /// `User ann`, `Group ops`, `ServiceAccount shop/web`.
    public var description: String {
        namespace.map { "\(kind.rawValue) \($0)/\(name)" } ?? "\(kind.rawValue) \(name)"
    }
}
