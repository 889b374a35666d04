/// Why a mutation did not come about.
struct MutationFailure: Error {
    let message: String
    /// The server ends the request with an internal error, whatever the policy says about failures.
    let isInternal: Bool

    init(_ message: String, isInternal: Bool = false) {
        self.message = message
        self.isInternal = isInternal
    }
}
