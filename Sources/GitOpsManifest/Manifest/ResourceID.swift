/// What identifies a Kubernetes object among all objects of a cluster: API group, kind, namespace and name.
///
/// The version is not part of it: `apps/v1` and `apps/v1beta1` name the same Deployment.
public struct ResourceID: Sendable, Hashable {
    /// The API group; empty for the core group.
    public let group: String
    /// The kind, `Deployment`.
    public let kind: String
    /// The namespace as it is written in the manifest; `nil` when it is not, or the kind has none.
    public let namespace: String?
    /// The name; for an object that only has `generateName`, that text followed by `*`.
    public let name: String

    /// An identity from its parts.
    public init(group: String, kind: String, namespace: String? = nil, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// The group of an `apiVersion`: `apps` of `apps/v1`, empty for `v1`.
    public static func group(ofAPIVersion apiVersion: String) -> String {
        apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(apiVersion[..<$0]) } ?? ""
    }
}

extension ResourceID {
    /// Whether two identities have the same parts, byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
        guard left.name.hasSameBytes(as: right.name), left.kind.hasSameBytes(as: right.kind),
            left.group.hasSameBytes(as: right.group)
        else { return false }
        return left.namespace.map(ExactText.init) == right.namespace.map(ExactText.init)
    }

    /// Feeds all parts.
    public func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        kind.hashBytes(into: &hasher)
        group.hashBytes(into: &hasher)
        namespace?.hashBytes(into: &hasher)
    }
}

extension ResourceID: Comparable {
    /// By namespace, then kind, group and name, in byte order: the order of every listing.
    public static func < (left: Self, right: Self) -> Bool {
        for (one, other) in [
            (left.namespace ?? "", right.namespace ?? ""), (left.kind, right.kind), (left.group, right.group),
            (left.name, right.name),
        ] where !one.hasSameBytes(as: other) {
            return one.precedesByBytes(other)
        }
        return false
    }
}

extension ResourceID: CustomStringConvertible {
    /// `Deployment.apps shop/web`; without group and namespace where there is none: `Namespace shop`.
    public var description: String {
        let type = group.isEmpty ? kind : "\(kind).\(group)"
        return namespace.map { "\(type) \($0)/\(name)" } ?? "\(type) \(name)"
    }
}
