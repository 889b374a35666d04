public import GitOpsManifest

/// The standards of a namespace, one for each thing that the server does about pods that break them.
public struct PodSecurityPolicy: Sendable, Hashable {
    /// Pods that break it are refused.
    public var enforce: PodSecurityStandard
    /// Requests that break it are marked in the audit log.
    public var audit: PodSecurityStandard
    /// Clients whose requests break it are warned.
    public var warn: PodSecurityStandard

    /// A policy from its parts; by default nothing is forbidden.
    public init(
        enforce: PodSecurityStandard = .privileged, audit: PodSecurityStandard = .privileged,
        warn: PodSecurityStandard = .privileged
    ) {
        self.enforce = enforce
        self.audit = audit
        self.warn = warn
    }

    /// Whether nothing is forbidden, whatever is done about it.
    public var isPrivileged: Bool {
        enforce.level == .privileged && audit.level == .privileged && warn.level == .privileged
    }

    func isEquivalent(to other: PodSecurityPolicy) -> Bool {
        enforce.isEquivalent(to: other.enforce) && audit.isEquivalent(to: other.audit)
            && warn.isEquivalent(to: other.warn)
    }
}

/// A label of a namespace that asks for Pod Security and does not say what.
public struct PodSecurityLabelProblem: Sendable, Hashable {
    /// The label: `pod-security.kubernetes.io/enforce`.
    public let label: String
    /// What it says.
    public let value: String
    /// What it may say.
    public let expected: String
    /// Where it says so.
    public let position: SourcePosition?
}

extension PodSecurityLabelProblem: CustomStringConvertible {
    /// The problem as the server words it.
    public var description: String {
        "metadata.labels[\(label)]: Invalid value: \(value.goQuoted): \(expected)"
    }
}
