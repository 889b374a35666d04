public import GitOpsManifest

extension PodSecurityPolicy {
    /// The policy that the labels of a Namespace ask for, and what is wrong with them.
    ///
    /// A label that is not there leaves the default as it is, with one exception: warnings follow a stricter `enforce`.
    /// A level that cannot be read is taken for `restricted` where it is enforced, and for `privileged` where it is
    /// not; a version for `latest`. Throws when the server could not decode the labels. Complexity: O(labels).
    ///
    /// Source: `PolicyToEvaluate` of pod-security-admission, `api/helpers.go`.
    public static func of(
        namespace: Node, defaults: PodSecurityPolicy = PodSecurityPolicy()
    ) throws(PodDecodingError) -> (policy: PodSecurityPolicy, problems: [PodSecurityLabelProblem]) {
        if let mismatch = PodShape.mismatch(namespace.storage, namespace.index, .object(.namespace)) {
            throw PodDecodingError(mismatch, in: namespace.storage, namespace)
        }
        var labels = PodSecurityLabels(namespace["metadata"]?["labels"])
        var policy = defaults
        let enforced = labels.level("enforce", &policy.enforce.level, unreadable: .restricted)
        labels.version("enforce-version", &policy.enforce.version)
        labels.level("audit", &policy.audit.level, unreadable: .privileged)
        labels.version("audit-version", &policy.audit.version)
        labels.level("warn", &policy.warn.level, unreadable: .privileged)
        labels.version("warn-version", &policy.warn.version)

        if enforced == .valid, !labels.has("warn"), policy.enforce.level > policy.warn.level {
            policy.warn.level = policy.enforce.level
            if !labels.has("warn-version") { policy.warn.version = policy.enforce.version }
        }
        return (policy, labels.problems)
    }
}

/// Reads the labels of a namespace.
struct PodSecurityLabels {
    static let prefix = "pod-security.kubernetes.io/"

    enum State { case absent, valid, unreadable }

    private let labels: Node?
    private(set) var problems: [PodSecurityLabelProblem] = []

    init(_ labels: Node?) { self.labels = labels }

    func has(_ name: String) -> Bool { labels?[Self.prefix + name] != nil }

    @discardableResult
    mutating func level(
        _ name: String, _ level: inout PodSecurityLevel, unreadable: PodSecurityLevel
    ) -> State {
        guard let label = labels?[Self.prefix + name] else { return .absent }
        if let read = PodSecurityLevel.exactly(label.string ?? "") {
            level = read
            return .valid
        }
        level = unreadable
        note(name, label, PodSecurityLevel.expected)
        return .unreadable
    }

    mutating func version(_ name: String, _ version: inout PodSecurityVersion) {
        guard let label = labels?[Self.prefix + name] else { return }
        if let read = PodSecurityVersion(label.string ?? "") {
            version = read
        } else {
            version = .latest
            note(name, label, PodSecurityVersion.expected)
        }
    }

    private mutating func note(_ name: String, _ label: Node, _ expected: String) {
        problems.append(
            PodSecurityLabelProblem(
                label: Self.prefix + name, value: label.string ?? "", expected: expected, position: label.position))
    }
}

extension PodSecurityLevel {
    static let expected = "must be one of \(allCases.map(\.rawValue).joined(separator: ", "))"

    /// The level with a name, byte for byte.
    static func exactly(_ text: String) -> PodSecurityLevel? { allCases.first { $0.rawValue.hasSameBytes(as: text) } }
}

extension PodSecurityVersion {
    static let expected = "must be \"latest\" or \"v1.x\""
}
