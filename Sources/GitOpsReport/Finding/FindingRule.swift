/// The rule behind a finding, as a catalogue lists it.
public struct FindingRule: Sendable, Hashable {
    /// What identifies the rule for good: `rbac-escalation-bind`. It is part of fingerprints.
    public var id: String
    /// A name in one word, `BindAnyRole`; empty when there is none.
    public var name: String
    /// One sentence.
    public var summary: String
    /// A paragraph about what is looked for and why; empty when the summary says it.
    public var description: String
    /// What to do about a finding; empty when there is no general advice.
    public var help: String
    /// A page about the rule.
    public var helpURI: String?
    /// The severity of findings that do not say their own.
    public var severity: Severity
    /// Words to select rules by, and ids in frameworks: `security`, `CIS-5.1.1`, `MITRE-T1078`.
    ///
    /// `security` makes SARIF carry a numeric security severity, which GitHub ranks alerts by.
    public var tags: [String]

    /// A rule from its parts.
    public init(
        id: String, name: String = "", summary: String, description: String = "", help: String = "",
        helpURI: String? = nil, severity: Severity = .medium, tags: [String] = []
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.description = description
        self.help = help
        self.helpURI = helpURI
        self.severity = severity
        self.tags = tags
    }
}
