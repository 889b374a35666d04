/// What a rule says about a subject.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// The subject was looked at and is as it should be.
    case pass
    /// The rule does not apply to the subject, or was switched off for it.
    case skip
    /// The rule is broken, and only a record of it is wanted.
    case audit
    /// The rule is broken, and people are told without being stopped.
    case warn
    /// Nobody knows: what has to be known is missing.
    case unknown
    /// The rule itself could not be evaluated.
    case error
    /// The rule is broken.
    case fail
}

extension Verdict: Comparable {
    /// By how much it weighs in an overall verdict, the lightest first: `skip`, `pass`, `audit`, `warn`, `unknown`,
    /// `error`, `fail`.
    public static func < (left: Self, right: Self) -> Bool { left.weight < right.weight }

    private var weight: Int {
        switch self {
        case .skip: 0
        case .pass: 1
        case .audit: 2
        case .warn: 3
        case .unknown: 4
        case .error: 5
        case .fail: 6
        }
    }

    /// Whether something is told that a reader of the report has to look at.
    public var needsAttention: Bool { self > .pass }
}
