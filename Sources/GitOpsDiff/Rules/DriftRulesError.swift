public import GitOpsManifest

/// Why a file of drift rules cannot be used: all that is wrong with it.
public struct DriftRulesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in the order of the file; never empty.
    public let problems: [Problem]

    /// One thing that is wrong.
    public struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// The name of the file.
        public let source: String
        /// The place.
        public let position: SourcePosition?
        /// What is wrong there.
        public let kind: Kind

        /// `file:line:column: problem; next step`
        public var description: String { "\(position.map { "\(source):\($0)" } ?? source): \(kind)" }
    }

    /// The kinds of problems.
    public enum Kind: Sendable, Hashable, CustomStringConvertible {
        /// The text is no YAML document.
        case unreadable(String)
        /// A name that no rule has; perhaps another one was meant.
        case unknownName(String, nearest: String?, known: [String])
        /// A value of another type.
        case wrongType(name: String, expected: String)
        /// A member that must be there is missing.
        case missing(String, use: String)
        /// A version of the format that is not known.
        case unknownVersion
        /// A path, pattern or selector is not valid.
        case invalid(String)

        /// What is wrong and what to do.
        public var description: String {
            switch self {
            case .unreadable(let text): text
            case .unknownName(let name, let nearest, let known):
                "nothing is called \"\(name)\" here; "
                    + (nearest.map { "did you mean \"\($0)\"?" } ?? "use \(known.joined(separator: ", "))")
            case .wrongType(let name, let expected): "\"\(name)\" must be \(expected)"
            case .missing(let name, let use): "\"\(name)\" is missing; \(use)"
            case .unknownVersion: "this version of the format is not known; write version: 1"
            case .invalid(let text): text
            }
        }
    }

    /// All problems, one a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
