/// A minor version of Kubernetes 1.
///
/// ```swift
/// KubernetesVersion("v1.32.4")  // 1.32
/// KubernetesVersion(minor: 29) < KubernetesVersion.newest
/// ```
public struct KubernetesVersion: Sendable, Hashable {
    /// The number after `1.`.
    public let minor: Int

    /// The newest version this package was written for.
    public static let newest = KubernetesVersion(minor: 36)

    /// Kubernetes 1.`minor`.
    public init(minor: Int) { self.minor = minor }

    /// `1.32`, `v1.32` or `v1.32.4`; `nil` for anything else.
    public init?(_ text: String) {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts[0] == "1", let minor = Int(parts[1]), (0...999).contains(minor)
        else {
            return nil
        }
        self.minor = minor
    }
}

extension KubernetesVersion: Comparable {
    /// Older versions first.
    public static func < (left: Self, right: Self) -> Bool { left.minor < right.minor }
}

extension KubernetesVersion: CustomStringConvertible {
    /// `1.32`
    public var description: String { "1.\(minor)" }
}
