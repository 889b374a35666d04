public import GitOpsManifest
import GitOpsSchema

/// The exceptions of a set at a point in time.
///
/// The clock is the caller's: what has expired depends on `now` alone.
public struct PolicyExceptions: Sendable {
    /// Those that count.
    public let active: [PolicyException]
    /// Those that do not count any more.
    public let expired: [PolicyException]
    /// Those that count and will expire within the days that were asked for.
    public let expiring: [PolicyException]
    /// What is wrong with exceptions; such ones do not count.
    public let issues: [PolicyIssue]

    /// No exceptions.
    public init() {
        active = []
        expired = []
        expiring = []
        issues = []
    }

    /// The exceptions of a set at a point in time. Complexity: O(documents).
    ///
    /// - Parameters:
    ///   - set: where the exceptions are looked for.
    ///   - now: the time by which they are judged.
    ///   - days: how long before its end an exception is told to be expiring.
    public init(_ set: ManifestSet, now: Timestamp, expiringWithinDays days: Int = 30) {
        var issues: [PolicyIssue] = []
        var all: [PolicyException] = []
        for manifest in set.manifests where PolicyException.isException(manifest.id) {
            if let exception = PolicyException(manifest, index: all.count, issues: &issues) { all.append(exception) }
        }
        let horizon = now.seconds + Int64(min(max(days, 0), 36_500)) * 86_400
        active = all.filter { $0.end > now.seconds }
        expired = all.filter { $0.end <= now.seconds }
        expiring = active.filter { $0.end <= horizon }
        self.issues = issues
    }

    /// Whether there is nothing that is meant for an exception.
    public var isEmpty: Bool { active.isEmpty && expired.isEmpty && issues.isEmpty }

    /// The first exception that covers a rule of a policy for the object of a request.
    func exception(policy: String, rule: String?, request: AdmissionRequest) -> PolicyException? {
        Self.first(active, policy, rule, request)
    }

    /// The first expired one that would.
    func expiredException(policy: String, rule: String?, request: AdmissionRequest) -> PolicyException? {
        Self.first(expired, policy, rule, request)
    }

    private static func first(
        _ exceptions: [PolicyException], _ policy: String, _ rule: String?, _ request: AdmissionRequest
    ) -> PolicyException? {
        if exceptions.isEmpty { return nil }
        let object = request.object ?? request.oldObject
        let id = ResourceID(
            group: request.kind.group, kind: request.kind.kind, namespace: request.namespace, name: request.name)
        return exceptions.first { exception in
            exception.covers(policy: policy, rule: rule)
                && exception.covers(id, namespace: request.namespace) { object?.label($0) }
        }
    }
}
