/// Where the objects of a kind live.
public enum ResourceScope: Hashable, Sendable {
    /// In a namespace.
    case namespaced
    /// In the cluster itself: the object has no namespace.
    case clusterScoped
    /// Not known here: a custom resource, whose definition tells.
    case unknown

    /// The scope of a built-in kind; `unknown` for every other.
    ///
    /// Complexity: O(log n) in the built-in kinds, without allocation.
    public static func of(group: String, kind: String) -> ResourceScope {
        KnownKind.find(group: group, kind: kind)?.scope ?? .unknown
    }
}
