import GitOpsCEL
import GitOpsManifest
import GitOpsReport

/// What an expression says about one document.
struct CELOutcome {
    let subject: CELInput.Subject
    let result: Result
    let cost: UInt64
    /// The values that decided; empty when nobody asked.
    let decisive: [Decisive]

    enum Result {
        case value(CELValue)
        /// The message, where in the expression it happened, and what was meant perhaps.
        case failed(message: String, line: Int?, column: Int?, suggestion: String?)
    }

    /// A value of a document that decided.
    struct Decisive {
        let place: SourcePlace
        /// The path in the document; empty where it might tell what is secret.
        let path: String
        /// The name that the object does not have.
        let missingName: String?
    }

    var isFailed: Bool { if case .failed = result { true } else { false } }
    var isFalse: Bool { if case .value(.bool(false)) = result { true } else { false } }
}

extension CELValue {
    static let mask = CELValue.string("(masked)")

    /// The parts that are the same without the secrets, so that they cannot tell any; the others are masked.
    ///
    /// - Parameter open: what the same expression amounts to over documents without secrets.
    func masked(by open: CELValue) -> CELValue {
        if self == open { return self }
        switch (self, open) {
        case (.list(let own), .list(let others)) where own.count == others.count:
            return .list(zip(own, others).map { $0.masked(by: $1) })
        case (.map(let own), .map(let others)) where own.map(\.key) == others.map(\.key):
            return .map(Self.masked(own, by: others))
        case (.object(let type, let own), .object(let other, let others))
        where type == other && own.map(\.key) == others.map(\.key):
            return .object(type: type, Self.masked(own, by: others))
        case (.optional(let own?), .optional(let other?)): return .optional(own.masked(by: other))
        default: return Self.mask
        }
    }

    private static func masked(_ own: [Entry], by others: [Entry]) -> [Entry] {
        zip(own, others).map { Entry($0.key, $0.value.masked(by: $1.value)) }
    }
}
