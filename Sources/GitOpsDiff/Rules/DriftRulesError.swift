public import GitOpsManifest

/// Why a file of drift rules cannot be used.
public struct DriftRulesError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Everything that is wrong, in the order of the file; never empty.
    public let problems: [DriftRulesProblem]

    /// A line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Something that is wrong with a file of drift rules.
public struct DriftRulesProblem: Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason
    /// The name of the file.
    public let source: String
    /// Where it stands.
    public let position: SourcePosition?

    /// What can be wrong.
    public enum Reason: Sendable, Hashable {
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
    }
}

extension DriftRulesProblem: CustomStringConvertible {
    /// `file:line:column: problem; next step`
    public var description: String { "\(position.map { "\(source):\($0)" } ?? source): \(text)" }

    private var text: String {
        switch reason {
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
