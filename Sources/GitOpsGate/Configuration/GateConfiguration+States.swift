import GitOpsManifest
import GitOpsRepository

extension GateConfiguration {
    /// The configuration in the root of the first state that has one; the defaults when none does.
    ///
    /// - Throws: `GateConfigurationError`, `DocumentError` or `GitError` when there is one and it cannot be read.
    public init(of states: [GateState]) throws {
        let reader = GateReader(reading: ReadingOptions(), threads: 1, progress: nil)
        for state in states {
            if let text = try reader.text(state, Self.fileName) {
                self = try GateConfiguration(text)
                return
            }
        }
        self.init()
    }
}
