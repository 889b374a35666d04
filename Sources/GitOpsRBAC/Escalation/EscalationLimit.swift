/// Why not all that a subject reaches is known.
///
/// On one core 20 to 50 million steps are taken in a second, so that the default of
/// ``EscalationOptions/maximumSteps``, 250 millions, ends a survey of a hostile set in about ten seconds. Of sets as
/// they are, one of 4,400 subjects in 40 namespaces takes 1.6 million steps, at most 1,820 for one of them, where each
/// has 33,000 at least. Steps of paths that are told count a thousand each, which is what telling them takes.
public enum EscalationLimit: Sendable, Hashable {
    /// The subject gains more facts than so many; see ``EscalationOptions/maximumFacts``.
    case facts(Int)
    /// The search takes more than its share of so many steps; see ``EscalationOptions/maximumSteps``.
    case steps(Int)
}

extension EscalationLimit: CustomStringConvertible {
    /// `it gains more than 500000 facts`.
    public var description: String {
        switch self {
        case .facts(let limit): "it gains more than \(limit) facts"
        case .steps(let limit): "its share of the \(limit) steps for all subjects is used up"
        }
    }
}

/// What one search may take.
struct SearchLimits: Equatable {
    var facts: Int
    var steps: Int

    /// Those of a search alone.
    init(_ options: EscalationOptions) {
        facts = options.maximumFacts
        steps = options.maximumSteps
    }

    /// Those of one of many searches: what half of all steps leave for each, so that the other half is left for those
    /// that need more.
    init(_ options: EscalationOptions, searches: Int) {
        facts = options.maximumFacts
        steps = max(options.maximumSteps / 2 / max(searches, 1), 1)
    }
}
