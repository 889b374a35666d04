import GitOpsManifest
import GitOpsRepository

extension GateConfiguration {
    /// The configuration in the root of a state; the defaults when it has none.
    ///
    /// The state to ask is the base, where there is one: a change must not loosen what it is judged by. A change that brings
    /// the first configuration is judged by the defaults.
    ///
    /// - Throws: `GateConfigurationError` or `DocumentError` when there is one and it cannot be read.
    public init(of state: GateState) throws {
        let reader = GateReader(reading: ReadingOptions(), threads: 1, progress: nil)
        if let text = try reader.text(state, Self.fileName) {
            self = try GateConfiguration(text)
        } else {
            self.init()
        }
    }
    /// The configuration that a change is judged by: that of `rules`.
    ///
    /// When it cannot be read and the change mends or removes it, the change is judged by the defaults, and
    /// a finding says so: a configuration of its own could let anything pass. Complexity: O(bytes).
    ///
    /// - Parameters:
    ///   - rules: the state with what the change is judged by.
    ///   - base: what is delivered now; `nil` when there is nothing to compare with.
    ///   - head: what is to be delivered.
    /// - Throws: `GateConfigurationError` or `DocumentError` when it cannot be read, and the change does not mend it.
    public init(of rules: GateState, base: GateState?, head: GateState) throws {
        do {
            try self.init(of: rules)
        } catch {
            guard let base, Self.isBroken(base), !Self.isBroken(head) else { throw error }
            self.init()
            mendedProblems = Self.problems(error)
        }
    }

    private static func isBroken(_ state: GateState) -> Bool { (try? GateConfiguration(of: state)) == nil }
}
