/// A level of Pod Security as of a version: `restricted:latest`.
public struct PodSecurityStandard: Sendable, Hashable {
    /// How much is forbidden.
    public var level: PodSecurityLevel
    /// Whose rules these are.
    public var version: PodSecurityVersion

    /// A level as of a version.
    public init(_ level: PodSecurityLevel, _ version: PodSecurityVersion = .latest) {
        self.level = level
        self.version = version
    }

    /// Nothing is forbidden.
    public static let privileged = PodSecurityStandard(.privileged)
    /// The newest baseline.
    public static let baseline = PodSecurityStandard(.baseline)
    /// The newest restricted standard.
    public static let restricted = PodSecurityStandard(.restricted)

    /// Whether two standards forbid the same: versions make no difference when nothing is forbidden.
    public func isEquivalent(to other: PodSecurityStandard) -> Bool {
        level == .privileged && other.level == .privileged || self == other
    }
}

extension PodSecurityStandard: CustomStringConvertible {
    /// `restricted:latest`, as the server writes it.
    public var description: String { "\(level.rawValue):\(version)" }
}
