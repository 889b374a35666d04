public import GitOpsManifest

/// Objects for which a policy does not count, who wants that, why, and until when.
///
/// ```yaml
/// apiVersion: policy.swift-gitops.dev/v1alpha1
/// kind: PolicyException
/// metadata: {name: legacy-jobs}
/// spec:
///   owner: team-payments
///   reason: the old jobs run as root until they are replaced, PAY-123
///   expires: 2026-12-31
///   policies:
///   - name: require-non-root
///     rules: ["validations[0]"]
///   resources:
///   - kinds: [Job.batch]
///     namespaces: [payments-*]
///     names: [legacy-*]
///     labels: {app: payments}
/// ```
///
/// A gate has findings that no policy makes: what a change does, and who may do what. Of these `rules` names those that do not count
/// for the objects, beside `policies` or alone:
///
/// ```yaml
///   rules: [change-privilege, "rbac-path-*"]
///   resources:
///   - {kinds: [DaemonSet.apps, ServiceAccount], namespaces: [monitoring], names: [agent]}
/// ```
///
/// A finding about an account, user or group is chosen by the kinds `ServiceAccount`, `User` and `Group`. A pattern of rules needs objects
/// that are narrower than all.
///
/// Names and label values may have `*`, `?` and `[…]`. All members of an entry of `resources` have to fit, and one
/// entry is enough. The day of `expires` is the last one, in UTC; an instant such as `2026-12-31T12:00:00Z` ends at
/// once.
public struct PolicyException: Sendable {
    /// The API version of the format.
    public static let apiVersion = "policy.swift-gitops.dev/v1alpha1"
    /// The kind of the format.
    public static let kind = "PolicyException"

    /// The object.
    public let manifest: Manifest
    /// Its name.
    public let name: String
    /// Who answers for it.
    public let owner: String
    /// Why it is needed.
    public let reason: String
    /// Until when, as it is written.
    public let expires: String
    /// The second, counted from 1970, in which it does not count any more.
    let end: Int64
    let policies: [PolicyChoice]
    /// Rules of findings that no policy makes.
    package let rules: [GlobPattern]
    let resources: [ResourceChoice]
    /// Its place in the set.
    let index: Int

    struct PolicyChoice: Sendable {
        let name: GlobPattern
        /// Empty for all.
        let rules: [String]
    }

    struct ResourceChoice: Sendable {
        /// `Job.batch`, `Pod`; empty for all.
        let kinds: [GlobPattern]
        let namespaces: [GlobPattern]
        let names: [GlobPattern]
        let labels: [(key: String, value: GlobPattern)]

        /// Whether it is about every object.
        var isUnlimited: Bool {
            labels.isEmpty
                && [kinds, namespaces, names].allSatisfy { patterns in
                    patterns.isEmpty || patterns.contains { $0.text.allSatisfy { $0 == "*" } }
                }
        }
    }
}

extension PolicyException {
    /// Whether the exception is about a rule of a policy; `nil` stands for the policy as a whole.
    func covers(policy: String, rule: String?) -> Bool {
        policies.contains { choice in
            choice.name.matches(policy, isDirectory: false)
                && (choice.rules.isEmpty
                    || rule.map { rule in choice.rules.contains { $0.hasSameBytes(as: rule) } } ?? false)
        }
    }

    /// Whether the exception is about a rule of the gate.
    package func covers(rule: String) -> Bool { Self.fits(rules, rule) && !rules.isEmpty }

    /// Whether the exception is about an object.
    package func covers(_ id: ResourceID, namespace: String, label: (String) -> String?) -> Bool {
        let kind = id.group.isEmpty ? id.kind : "\(id.kind).\(id.group)"
        return resources.contains { choice in
            Self.fits(choice.kinds, kind) && Self.fits(choice.namespaces, namespace) && Self.fits(choice.names, id.name)
                && choice.labels.allSatisfy { entry in
                    label(entry.key).map { entry.value.matches($0, isDirectory: false) } ?? false
                }
        }
    }

    private static func fits(_ patterns: [GlobPattern], _ text: String) -> Bool {
        patterns.isEmpty || patterns.contains { $0.matches(text, isDirectory: false) }
    }
}
