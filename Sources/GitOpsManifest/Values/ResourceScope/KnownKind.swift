/// A kind built into Kubernetes, with the name and scope of its resource.
///
/// The version takes no part: no built-in kind differs in these facts from one version to the next.
public struct KnownKind: Hashable, Sendable {
    /// The API group; empty for the core group.
    public let group: String
    /// The kind, as in a manifest's `kind`.
    public let kind: String
    /// The resource, in the plural and lowercase, as RBAC rules and paths name it.
    public let resource: String
    /// Where its objects live.
    public let scope: ResourceScope

    init(_ group: String, _ kind: String, _ resource: String, _ scope: ResourceScope) {
        self.group = group
        self.kind = kind
        self.resource = resource
        self.scope = scope
    }

    /// The built-in kind of this name, `nil` for any other.
    ///
    /// Complexity: O(log n) in the built-in kinds, without allocation.
    public static func find(group: String, kind: String) -> KnownKind? {
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            let candidate = all[middle]
            if (candidate.group, candidate.kind) < (group, kind) { low = middle + 1 } else { high = middle }
        }
        guard low < all.count, all[low].group == group, all[low].kind == kind else { return nil }
        return all[low]
    }

    /// The built-in kind of this resource, `nil` for any other.
    ///
    /// Complexity: O(n) in the built-in kinds, without allocation.
    public static func find(group: String, resource: String) -> KnownKind? {
        all.first { $0.resource == resource && $0.group == group }
    }
}
