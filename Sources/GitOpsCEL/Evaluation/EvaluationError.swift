import GitOpsManifest

/// Why an expression has no value.
public struct EvaluationError: Error, Sendable, Hashable {
    /// What went wrong.
    public let kind: Kind
    /// What went wrong, in the words of cel-go and the API server.
    public let message: String
    /// The byte of the expression that the error is about; `nil` when it is about no part of it.
    public let offset: Int?

    /// What may go wrong.
    public enum Kind: UInt8, Sendable, Hashable, BitwiseCopyable {
        /// A map has no such key.
        case noSuchKey
        /// An object has no such field.
        case noSuchField
        /// A name that nothing is bound to.
        case noSuchAttribute
        /// A function or operator that does not take such values.
        case noSuchOverload
        /// Division or modulus by zero.
        case divisionByZero
        /// A result that does not fit.
        case overflow
        /// A position that a list or string does not have.
        case indexOutOfRange
        /// A value that cannot be converted.
        case conversion
        /// An argument that a function does not accept.
        case invalidArgument
        /// An entry that is there already.
        case duplicateKey
        /// `optional.none()` has no value.
        case noValue
        /// The expression costs more than it may.
        case costLimit
        /// Intermediate values take more memory than they may.
        case memoryLimit
        /// Values are nested more deeply than may be.
        case depthLimit
        /// Compiling or matching patterns takes more work than it may.
        case patternLimit
        /// A number has more digits than are computed with.
        case digitLimit
        /// The texts that `format` writes are longer than they may be.
        case formatLimit
        /// Lists and maps have more parts than are compared.
        case comparisonLimit
        /// A part of a document whose value nobody knows.
        case unknownValue
        /// A part of a document of which nobody knows whether it is there.
        case unknownPresence
    }

    package init(_ kind: Kind, _ message: String, offset: Int? = nil) {
        self.kind = kind
        self.message = message
        self.offset = offset
    }
}

extension EvaluationError.Kind {
    /// Whether the evaluation ends, whatever `||` and `&&` say.
    var isFinal: Bool {
        self == .costLimit || isOwnLimit
    }

    /// Whether the value depends on what nobody knows.
    package var isUnknown: Bool { self == .unknownValue || self == .unknownPresence }

    /// Whether a limit ended the evaluation that the API server does not have, so that its answer is not known.
    package var isOwnLimit: Bool {
        // Without a default, so that a new kind has to be thought of.
        switch self {
        case .memoryLimit, .depthLimit, .patternLimit, .digitLimit, .formatLimit, .comparisonLimit: true
        case .noSuchKey, .noSuchField, .noSuchAttribute, .noSuchOverload, .divisionByZero, .overflow,
            .indexOutOfRange, .conversion, .invalidArgument, .duplicateKey, .noValue, .costLimit, .unknownValue,
            .unknownPresence:
            false
        }
    }
}

extension EvaluationError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
