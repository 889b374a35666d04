public import GitOpsManifest

/// Something in an object that the API server refuses, or drops without a word.
public struct SchemaViolation: Sendable {
    /// Where it is.
    public let path: FieldPath
    /// Where that is in the file; `nil` in built documents.
    public let position: SourcePosition?
    /// What is wrong.
    public let problem: Problem

    /// What is wrong with a value.
    public enum Problem: Sendable, Hashable {
        /// The kind has no field of this name: dropped, or refused by a server that is asked to be strict.
        case unknownField(nearest: String?)
        /// The object has the member twice; the last one counts.
        case repeatedField
        /// A value of another type is expected.
        case wrongType(expected: String, found: String)
        /// The text is not of the format, with what its reader said.
        case malformed(format: String, reason: String)
        /// The number does not fit into the field.
        case outOfRange(expected: String)
        /// The field must be there.
        case missing
        /// The value is none of those allowed.
        case notAllowed([String])
        /// A keyword of a structural schema does not hold: `minimum`, `maxLength`, `pattern`, `oneOf` …
        case violates(keyword: String, expected: String)
        /// Another item of the list has the same key or value.
        case duplicateItem
        /// A keyword could not be evaluated, so that nobody knows whether it holds.
        case unverified(keyword: String, reason: String)
    }

    /// What the API server does about it.
    public enum Severity: Sendable, Hashable {
        /// The request is refused.
        case refused
        /// The value is dropped, unless the client asks for strict validation, as kubectl does.
        case dropped
        /// It is not known.
        case unknown
    }

    /// What the API server does about it.
    public var severity: Severity {
        switch problem {
        case .unknownField, .repeatedField: .dropped
        case .unverified: .unknown
        default: .refused
        }
    }
}

extension SchemaViolation: CustomStringConvertible {
    /// The path, the problem and what to do; values are not repeated, they may be secrets.
    public var description: String { path.steps.isEmpty ? "\(problem)" : "\(path): \(problem)" }
}

extension SchemaViolation.Problem: CustomStringConvertible {
    /// The problem and what to do.
    public var description: String {
        switch self {
        case .unknownField(let nearest?): "there is no such field; did you mean '\(nearest)'?"
        case .unknownField(nil): "there is no such field; remove it"
        case .repeatedField: "the field comes twice, and the last one counts; remove one"
        case .wrongType(let expected, let found): "\(expected) is expected, this is \(found)"
        case .malformed(let format, let reason): "this is no \(format): \(reason)"
        case .outOfRange(let expected): "\(expected) is expected"
        case .missing: "the field is required; add it"
        case .notAllowed(let values): "one of \(values.joined(separator: ", ")) is expected"
        case .violates(let keyword, let expected): "\(expected) (\(keyword))"
        case .duplicateItem: "another item of the list is the same; remove one"
        case .unverified(let keyword, let reason): "\(keyword) could not be checked: \(reason)"
        }
    }
}
