/// What annotations of a policy say about the rule that its findings name.
///
/// Annotations, because the API server takes them as they are: a policy with them is one for the cluster as well.
/// `policy.swift-gitops.dev/severity: high` makes its findings high.
public enum PolicyAnnotation: String, Sendable, Hashable, CaseIterable {
    /// What identifies the rule for good, instead of `policy/` and the name of the policy.
    case rule
    /// How much harm what the policy looks for can do: `info`, `low`, `medium`, `high` or `critical`; medium when it is
    /// missing.
    case severity
    /// What objects should be like, in one sentence.
    case summary
    /// What is looked for and why.
    case description
    /// What to do about a finding.
    case help
    /// A page about the rule.
    case helpURI = "help-uri"
    /// Words to select the rule by and ids in frameworks, separated by commas.
    case tags

    private static let prefix = "policy.swift-gitops.dev/"

    /// The key of the annotation.
    public var key: String { Self.prefix + rawValue }

    /// Whether a key is meant to be one of these.
    static func isMeant(by key: String) -> Bool { key.hasPrefix(prefix) }
}
