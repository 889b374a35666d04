public import GitOpsManifest

/// What a Pod Security standard says about a pod.
public struct PodSecurityResult: Sendable {
    /// The standard.
    public let standard: PodSecurityStandard
    /// The checks that the pod breaks, in the order in which the server lists them.
    public internal(set) var violations: [PodSecurityViolation] = []

    /// Whether the pod breaks no check.
    public var isAllowed: Bool { violations.isEmpty }

    /// The reasons in one line: `host namespaces, privileged`. Empty when the pod is allowed.
    public var reason: String { violations.map(\.reason).joined(separator: ", ") }

    /// The reasons with their details: `host namespaces (hostPID=true), privileged (…)`.
    public var detail: String { violations.map(\.description).joined(separator: ", ") }

    /// What the server says when it refuses the pod: `violates PodSecurity "baseline:latest": …`.
    ///
    /// Empty when the pod is allowed.
    public var message: String { isAllowed ? "" : "violates \(standardAndDetail)" }

    /// What the server says when it only warns or keeps a record: `would violate PodSecurity …`.
    public var warning: String { isAllowed ? "" : "would violate \(standardAndDetail)" }

    private var standardAndDetail: String { "PodSecurity \"\(standard)\": \(detail)" }
}

/// A check that a pod breaks.
public struct PodSecurityViolation: Sendable {
    /// The check.
    public let check: PodSecurityCheck
    /// What is wrong, in a few words: `hostPort`.
    public let reason: String
    /// Who does it and with what: `container "web" uses hostPort 8080`.
    public let detail: String
    /// The values that decide: each offending one, and where one is missing the deepest parent that is there.
    public internal(set) var nodes: [Node]

    init(_ check: PodSecurityCheck, _ reason: String, _ detail: String, _ nodes: [Int], in pod: PodTemplate) {
        self.check = check
        self.reason = reason
        self.detail = detail
        self.nodes = nodes.map { Node(storage: pod.storage, index: $0) }
    }
}

extension PodSecurityViolation: CustomStringConvertible {
    /// The reason, and the detail in parentheses.
    public var description: String { detail.isEmpty ? reason : "\(reason) (\(detail))" }
}
