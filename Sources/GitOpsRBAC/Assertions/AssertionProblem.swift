public import GitOpsManifest

/// A statement that cannot be read; the others are checked.
public struct AssertionProblem: Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason
    /// The file.
    public let source: String
    /// Where it stands.
    public let position: SourcePosition?

    /// What can be wrong.
    public enum Reason: Sendable, Hashable {
        /// The text is no YAML.
        case unreadable(DocumentError)
        /// A second document in the file, whose statements are not checked.
        case furtherDocument
        /// A field that must be there is missing.
        case missing(String)
        /// A field has another type.
        case wrongType(field: String, expected: String)
        /// A field that does not exist.
        case unknownField(String, nearest: String?)
        /// Fields that exclude each other.
        case contradiction([String])
        /// A subject in none of the forms there are.
        case malformedSubject(String)
        /// A goal that the escalation analysis does not know.
        case unknownSink(String, nearest: String?)
        /// A resource or verb that there is not.
        case unknownName(RequestNameError)
        /// What can be the name of no namespace.
        case malformedNamespace(String, nearest: String?)
        /// A pattern where names are compared as they are written.
        case patternOfNames(String)
        /// What can be no path.
        case malformedURL(String)
        /// A verb that no request of this kind has: paths have the methods of HTTP, resources the verbs of the API.
        case impossibleVerb(String, forURLs: Bool)
    }
}

extension AssertionProblem: CustomStringConvertible {
    /// `rbac-assertions.yaml:3:5: …`, with what to do.
    public var description: String {
        if case .unreadable(let error) = reason { return error.description }
        return "\(position.map { "\(source):\($0)" } ?? source): \(text)"
    }

    private var text: String {
        switch reason {
        case .unreadable(let error): error.problemText
        case .missing(let field): "\(field) is missing; write it"
        case .wrongType(let field, let expected): "\(field) must be \(expected)"
        case .unknownField(let name, let nearest):
            "there is no field \"\(name)\"" + (nearest.map { "; did you mean \($0)?" } ?? "; remove it")
        case .furtherDocument:
            "a file of statements has one document, so that those of this one are not checked; put them into the list "
                + "of the first, or into a file of their own"
        case .contradiction(let fields): "\(fields.joined(separator: " and ")) exclude each other; write one of them"
        case .malformedSubject(let text):
            "\"\(text)\" is no subject; write User NAME, Group NAME or ServiceAccount NAMESPACE/NAME"
        case .unknownSink(let name, let nearest):
            "there is no goal \"\(name)\""
                + (nearest.map { "; did you mean \($0)?" }
                    ?? "; write one of \(EscalationSink.ids.joined(separator: ", "))")
        case .unknownName(let error): "\(error)"
        case .malformedNamespace(let text, let nearest):
            "\"\(text)\" can be no namespace, whose names have lowercase letters, digits and - and are no patterns; "
                + (nearest.map { "did you mean \($0)?" } ?? "write its name, or nothing for all of them")
        case .patternOfNames(let text):
            "\"\(text)\" is no pattern: names are compared as they are written; write the names, or nothing for all of "
                + "them"
        case .malformedURL(let text):
            "\"\(text)\" is no path; write it with / in front and a * at most at its end, or * for all of them"
        case .impossibleVerb(let verb, forURLs: true):
            "no request for a path has the verb \(verb); write get, head, post, put, patch, delete, options or *, and "
                + "resources in a statement of their own"
        case .impossibleVerb(let verb, forURLs: false):
            "no request for a resource has the verb \(verb), which is a method of HTTP; write get, create, update or "
                + "another verb of the API"
        }
    }
}
