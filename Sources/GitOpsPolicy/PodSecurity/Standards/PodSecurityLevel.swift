/// How much a Pod Security standard forbids.
///
/// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/.
public enum PodSecurityLevel: String, Sendable, Hashable, CaseIterable {
    /// Nothing is forbidden.
    case privileged
    /// Known ways to take over a node are forbidden.
    case baseline
    /// Everything that hardened pods can do without is forbidden.
    case restricted
}

extension PodSecurityLevel: Comparable {
    /// By strictness, the mildest first.
    public static func < (left: Self, right: Self) -> Bool { left.strictness < right.strictness }

    var strictness: Int {
        switch self {
        case .privileged: 0
        case .baseline: 1
        case .restricted: 2
        }
    }
}
