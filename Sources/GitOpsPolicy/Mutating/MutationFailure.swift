import GitOpsDiff
import GitOpsManifest

/// Why a mutation did not come about.
struct MutationFailure: Error {
    let message: String
    /// What the server ends the request with, whatever the policy says about failures; `nil` when the policy decides.
    let refusal: Refusal?
    /// A limit ended it that the server does not have, so that nobody knows what the server would do.
    var isOwnLimit = false

    /// How the server refuses a request that a mutation has spoiled, by the reason of its status.
    enum Refusal: String {
        /// What a patch made cannot be read back.
        case internalError = "InternalError"
        /// The object is no longer in the namespace of the request.
        case badRequest = "BadRequest"
        /// The object has another name than the one to be updated.
        case invalid = "Invalid"

        /// The HTTP status.
        var code: Int {
            switch self {
            case .internalError: 500
            case .badRequest: 400
            case .invalid: 422
            }
        }
    }

    init(_ message: String, refusal: Refusal? = nil) {
        self.message = message
        self.refusal = refusal
    }

    /// Of a value or an object that documents do not hold.
    init(_ error: DocumentBuilderError, of what: String) {
        self.init(
            ownLimit: error == .tooLarge
                ? "\(what) has more than 4 GiB of texts"
                : "\(what) is nested deeper than \(ReadingLimits.maximumDepth) levels")
    }

    /// Of a limit that the server does not have.
    init(ownLimit message: String) {
        self.init(message)
        isOwnLimit = true
    }
}

extension PatchError.Problem {
    /// Whether the server might apply the patch all the same.
    var isOwnLimit: Bool {
        switch self {
        case .tooManyCopies, .tooManySteps, .tooDeep, .tooLarge: true
        case .malformed, .notFound, .badIndex, .testFailed, .moveIntoItself: false
        }
    }
}
