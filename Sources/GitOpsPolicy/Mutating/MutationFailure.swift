import GitOpsManifest

/// Why a mutation did not come about.
struct MutationFailure: Error {
    let message: String
    /// The server ends the request with an internal error, whatever the policy says about failures.
    let isInternal: Bool

    init(_ message: String, isInternal: Bool = false) {
        self.message = message
        self.isInternal = isInternal
    }

    /// Of a value or an object that documents do not hold.
    init(_ error: DocumentBuilderError, of what: String) {
        self.init(
            error == .tooLarge
                ? "\(what) has more than 4 GiB of texts"
                : "\(what) is nested deeper than \(ReadingLimits.maximumDepth) levels")
    }
}
