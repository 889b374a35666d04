public import GitOpsManifest

/// Judges pods by the Pod Security standards.
///
/// ```swift
/// guard let pod = try PodTemplate(manifest.root) else { return }
/// let result = PodSecurityEvaluator().evaluate(pod, against: .restricted)
/// if !result.isAllowed { print(result.message) }
/// ```
///
/// Source: `NewEvaluator` of pod-security-admission, `policy/registry.go`.
public struct PodSecurityEvaluator: Sendable {
    private let newestMinor: Int

    /// An evaluator that knows the rules up to those of a server's version; without one, the newest there are.
    ///
    /// Versions that the server does not know are judged by its newest rules, and so is `latest`.
    public init(serverVersion: KubernetesVersion? = nil) {
        newestMinor = min(max(0, serverVersion?.minor ?? .max), PodSecurityCheck.newestMinor)
    }

    /// What a standard says about a pod. Complexity: O(values of the pod). Nothing is allocated when the pod is
    /// allowed.
    public func evaluate(_ pod: PodTemplate, against standard: PodSecurityStandard) -> PodSecurityResult {
        var result = PodSecurityResult(standard: standard)
        let minor =
            switch standard.version {
            case .latest: newestMinor
            case .minor(let minor): min(minor, newestMinor)
            }
        guard let plan = PodSecurityPlan.plan(of: standard.level, minor: minor) else { return result }
        for revision in plan.revisions {
            if let violation = revision.evaluate(pod) { result.violations.append(violation) }
        }
        return result
    }

    /// Whether a pod is allowed by every level as of every version, so that it makes no difference which of them a
    /// namespace asks for. Newer versions are not always stricter. Complexity: O(values of the pod · versions).
    func isAllowedByEveryStandard(_ pod: PodTemplate) -> Bool {
        (0...newestMinor).allSatisfy { minor in
            [PodSecurityLevel.restricted, .baseline].allSatisfy { level in
                PodSecurityPlan.plan(of: level, minor: minor)?.revisions.allSatisfy { $0.evaluate(pod) == nil } ?? true
            }
        }
    }
}
