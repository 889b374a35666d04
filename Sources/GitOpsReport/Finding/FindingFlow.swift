/// The steps that lead to a finding, in order: an escalation path, an include chain.
public struct FindingFlow: Sendable, Hashable {
    /// What the steps show together; empty when the finding's message says it.
    public var message: String
    /// The steps, the first one first.
    public var steps: [Step]

    /// One step.
    public struct Step: Sendable, Hashable {
        /// The line that makes the step possible; `nil` when none does.
        public var place: SourcePlace?
        /// What happens.
        public var message: String
        /// How deep the step is nested in steps before it, counted from 0.
        public var nesting: Int

        /// A step from its parts.
        public init(place: SourcePlace? = nil, message: String, nesting: Int = 0) {
            self.place = place
            self.message = message
            self.nesting = nesting
        }
    }

    /// A flow of the given steps.
    public init(message: String = "", steps: [Step]) {
        self.message = message
        self.steps = steps
    }
}
