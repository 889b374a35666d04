/// Why a document could not be read, where, and what to do about it.
public struct DocumentError: Error, Sendable, Hashable {
    /// What is wrong.
    public let problem: Problem
    /// The name of the source: a path, a revision's path, `<stdin>`.
    public let sourceName: String
    /// Where reading stopped; `nil` when the problem concerns the source as a whole.
    public let position: SourcePosition?

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// The text breaks the grammar of YAML or JSON.
        case syntax(Format, String)
        /// An alias names an anchor that is not defined before it.
        case unknownAnchor
        /// An alias stands inside the value that its anchor names.
        case selfContainingAnchor
        /// The value of `<<` is neither an object nor a list of objects.
        case mergeNeedsObjects
        /// A member name that JSON cannot hold: null, an integer above `Int64.max`, an array, an object.
        case unsupportedKey(String)
        /// `.inf` and `.nan` have no JSON form.
        case unsupportedNumber(String)
        /// A scalar does not fit its explicit tag.
        case tagMismatch(tag: String)
        /// Two members of one object have the same name, and reading is strict.
        case duplicateKey(String, first: SourcePosition)
        /// A document after `...` without `---`: kubectl does not see it.
        case ignoredByKubernetes
        /// The text holds more than the caller asked for.
        case moreThanOneDocument
        /// The source is larger, deeper or longer than the limits allow.
        case limitExceeded(Limit, maximum: Int)
        /// The file could not be read.
        case unreadableFile(String)
    }

    /// The grammar a text was read with.
    public enum Format: String, Sendable, Hashable {
        case yaml = "YAML"
        case json = "JSON"
    }

    /// The limit of `ReadingLimits` that was reached.
    public enum Limit: String, Sendable, Hashable {
        case bytes, depth, aliasedValues, documents, keyBytes, values, tagDirectives
    }

    /// An error from its parts.
    public init(problem: Problem, sourceName: String, position: SourcePosition?) {
        self.problem = problem
        self.sourceName = sourceName
        self.position = position
    }

    init(_ problem: Problem, source: SourceText, position: SourcePosition?) {
        self.init(problem: problem, sourceName: source.name, position: position)
    }
}

extension DocumentError: CustomStringConvertible {
    /// `file:line:column: problem; next step`. Values of the document never appear: they may be secrets.
    public var description: String {
        let place = position.map { "\(sourceName):\($0)" } ?? sourceName
        return "\(place): \(problemText); \(nextStep)"
    }

    /// What is wrong, without the place.
    public var problemText: String {
        switch problem {
        case .syntax(let format, let text): "not valid \(format.rawValue): \(text)"
        case .unknownAnchor: "the alias here names no anchor that stands before it"
        case .selfContainingAnchor: "the alias here stands inside its own anchor"
        case .mergeNeedsObjects: "the value of the merge key << is not an object or a list of objects"
        case .unsupportedKey(let kind): "\(kind) cannot be the name of a member"
        case .unsupportedNumber(let spelling): "\(spelling) has no JSON form"
        case .tagMismatch(let tag): "the value does not fit its tag \(tag)"
        case .duplicateKey(let key, let first): "the key \"\(key)\" stands here again, first at \(first)"
        case .ignoredByKubernetes: "a document that follows '...' without '---' is ignored by kubectl"
        case .moreThanOneDocument: "one document was expected, and another one follows"
        case .limitExceeded(let limit, let maximum): "the limit of \(maximum) \(limit.text) is exceeded"
        case .unreadableFile(let reason): "the file cannot be read: \(reason)"
        }
    }

    /// What the reader of the message can do.
    public var nextStep: String {
        switch problem {
        case .syntax: "correct the text at this place"
        case .unknownAnchor: "define the anchor earlier in the same document, or quote the text"
        case .selfContainingAnchor: "repeat the value instead of the alias"
        case .mergeNeedsObjects: "give << an alias of an object"
        case .unsupportedKey: "quote the key to make it a string"
        case .unsupportedNumber: "quote the value to make it a string"
        case .tagMismatch: "remove the tag or correct the value"
        case .duplicateKey: "remove one of the two; Kubernetes would keep the last"
        case .ignoredByKubernetes: "begin the document with '---'"
        case .moreThanOneDocument: "read the text as a stream"
        case .limitExceeded(let limit, _): "split the file, or raise ReadingLimits.\(limit.rawValue) if you trust it"
        case .unreadableFile: "check that the path exists and may be read"
        }
    }
}

extension DocumentError.Limit {
    fileprivate var text: String {
        switch self {
        case .bytes: "bytes"
        case .depth: "nested levels"
        case .aliasedValues: "values made by aliases"
        case .documents: "documents in one source"
        case .keyBytes: "bytes in a key"
        case .values: "values in one document"
        case .tagDirectives: "%TAG directives in one source"
        }
    }
}
