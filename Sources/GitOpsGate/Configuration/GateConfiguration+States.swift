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
}
