public import GitOpsManifest
public import GitOpsReport

/// What is wrong with a policy, a binding or a list of exceptions.
public struct PolicyIssue: Sendable, Hashable {
    /// How much it matters.
    public var kind: Kind
    /// The field, `spec.validations[0].expression`; the root for the object as a whole.
    public var path: FieldPath
    /// What is wrong and what to do.
    public var message: String
    /// Where.
    public var place: SourcePlace
    /// What the API server says when it evaluates the expression all the same; `nil` when it is about no expression.
    var serverMessage: String?
    /// What tells it from others of its file, whatever the lines are; the message where this is `nil`.
    var identity: [String]?

    /// How much an issue matters.
    public enum Kind: Sendable, Hashable {
        /// The API server would refuse the object, or the policy cannot be evaluated: its verdicts are unknown.
        case error
        /// It is accepted and probably not what is meant.
        case warning
    }

    /// An issue from its parts.
    public init(_ kind: Kind = .error, path: FieldPath = FieldPath(), message: String, place: SourcePlace) {
        self.kind = kind
        self.path = path
        self.message = message
        self.place = place
    }
}

extension [PolicyIssue] {
    /// The issues of one object among others of its file.
    func of(_ manifest: Manifest) -> [PolicyIssue] {
        map { issue in
            var issue = issue
            issue.identity = issue.identity ?? ["\(manifest.id)", issue.message]
            return issue
        }
    }
}

extension PolicyIssue: CustomStringConvertible {
    /// `policies.yaml:12:5: spec.failurePolicy: …`
    public var description: String {
        path.steps.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}
