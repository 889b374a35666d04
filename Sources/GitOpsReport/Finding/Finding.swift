public import GitOpsManifest

/// What a rule says about one subject, with everything needed to understand, check and mend it.
public struct Finding: Sendable, Hashable {
    /// The rule.
    public var rule: FindingRule
    /// How bad this case is; by default what the rule says.
    public var severity: Severity
    /// What the rule says.
    public var verdict: Verdict
    /// What the finding is about.
    public var subject: FindingSubject
    /// The value in question inside the subject, its list items named by their keys; `nil` for the subject as a whole.
    public var path: FieldPath?
    /// What was found, in one or two sentences that make sense without the rule. Secrets never stand in it.
    public var message: String
    /// The places that decide, the most important first.
    public var places: [SourcePlace]
    /// Ways that lead to what was found.
    public var flows: [FindingFlow]
    /// Ways to mend it.
    public var fixes: [FindingFix]
    /// Why the finding does not count; `nil` when it does.
    public var suppression: FindingSuppression?
    /// Whether an older state of the files has it, too; `nil` when nobody compared.
    public var status: FindingStatus?
    /// The commit that brought it; `nil` when nobody looked.
    public var attribution: FindingAttribution?
    /// More that machines may want to know, by name.
    public var properties: [String: String]
    /// Tells the finding again after lines have moved.
    public var fingerprint: Fingerprint
    /// What decided, so that a finding of the same fingerprint that became worse is told from one that stayed as it was.
    public var evidence = FindingEvidence()

    /// A finding from its parts. Without a severity it has the rule's; the details of the fingerprint tell it from other
    /// findings of the same rule, subject and path. Of addresses in the message, user information and tokens are left out.
    public init(
        rule: FindingRule, verdict: Verdict = .fail, severity: Severity? = nil, subject: FindingSubject,
        path: FieldPath? = nil, message: String, places: [SourcePlace] = [], flows: [FindingFlow] = [],
        fixes: [FindingFix] = [], suppression: FindingSuppression? = nil, properties: [String: String] = [:],
        fingerprintDetails: [String] = []
    ) {
        self.rule = rule
        self.severity = severity ?? rule.severity
        self.verdict = verdict
        self.subject = subject
        self.path = path
        self.message = AddressCredentials.masked(message)
        self.places = places
        self.flows = flows
        self.fixes = fixes
        self.suppression = suppression
        self.properties = properties
        fingerprint = Fingerprint(rule: rule.id, subject: subject, path: path, details: fingerprintDetails)
    }

    /// The verdict that counts: `skip` when the finding is suppressed.
    public var effectiveVerdict: Verdict { suppression == nil ? verdict : .skip }
}

extension Finding: CustomStringConvertible {
    /// `rbac.yaml:12:5: fail rbac-bind: …`
    public var description: String {
        let place = places.first.map { "\($0): " } ?? ""
        return "\(place)\(verdict.rawValue) \(rule.id): \(subject): \(message)"
    }
}
