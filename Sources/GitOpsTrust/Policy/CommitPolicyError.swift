public import GitOpsManifest

/// Something that is wrong with the text of a commit policy.
public struct CommitPolicyProblem: Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason
    /// The file.
    public let file: String
    /// Where it stands; `nil` when it concerns the file as a whole.
    public let position: SourcePosition?

    /// What can be wrong.
    public enum Reason: Sendable, Hashable {
        /// The text is no YAML, or cannot be read.
        case unreadable(DocumentError)
        /// A field that must be there is missing.
        case missing(String)
        /// A field has another type or form.
        case wrongType(field: String, expected: String)
        /// A field that does not exist.
        case unknownField(String, nearest: String?)
        /// A word that the field does not know.
        case unknownWord(field: String, String, nearest: String?, all: [String])
        /// A rule names a signer that the list does not have.
        case unknownSigner(String, nearest: String?)
        /// Two signers share a name, an identity or a key, so that one could stand for the other.
        case repeatedSigner(String)
        /// A pattern of paths that matches nothing.
        case malformedPattern(String)
        /// More signers are wanted than there are, or none.
        case impossibleCount(Int, signers: Int)
        /// A text is no commit's whole name.
        case malformedCommit(String)
        /// A fingerprint is none.
        case malformedFingerprint(String)
        /// Fields that exclude each other, or of which one is needed.
        case notExactlyOne([String])
        /// A file with keys that cannot be read.
        case unreadableKeys(String)
        /// The policy has no rule that a commit could break.
        case nothingAsked
    }

    init(_ reason: Reason, file: String, position: SourcePosition?) {
        self.reason = reason
        self.file = file
        self.position = position
    }
}

extension CommitPolicyProblem: CustomStringConvertible {
    /// `file:line:column: problem; next step`.
    public var description: String {
        if case .unreadable(let error) = reason { return error.description }
        return "\(position.map { "\(file):\($0)" } ?? file): \(text)"
    }

    /// What is wrong and what to do, without the place.
    public var text: String {
        switch reason {
        case .unreadable(let error): error.problemText
        case .missing(let field): "\(field) is missing; write it"
        case .wrongType(let field, let expected): "\(field) must be \(expected)"
        case .unknownField(let name, let nearest):
            "there is no field \"\(name)\"" + (nearest.map { "; did you mean \($0)?" } ?? "; remove it")
        case .unknownWord(let field, let word, let nearest, let all):
            "\(field) cannot be \"\(word)\"; "
                + (nearest.map { "did you mean \($0)?" } ?? "write \(all.joined(separator: ", "))")
        case .unknownSigner(let name, let nearest):
            "there is no signer \"\(name)\"; " + (nearest.map { "did you mean \($0)?" } ?? "add one to signers")
        case .repeatedSigner(let text):
            "\"\(text)\" belongs to two signers; give it to one, so that nobody can count twice"
        case .malformedPattern(let text):
            "the pattern \"\(text)\" matches nothing; write one as in .gitignore, without ! in front and without "
                + "empty parts, . and .."
        case .impossibleCount(let count, let signers):
            "count is \(count) and the rule names \(signers) signers; write a number from 1 to \(signers)"
        case .malformedCommit(let text):
            "\"\(text)\" is no whole name of a commit; write all 40 digits, which nobody can move"
        case .malformedFingerprint(let text):
            "\"\(text)\" is no fingerprint; write SHA256:… for SSH or all 40 hexadecimal digits for OpenPGP"
        case .notExactlyOne(let fields): "write one of \(fields.joined(separator: " and "))"
        case .unreadableKeys(let text): "the keys cannot be used: \(text)"
        case .nothingAsked:
            "the policy asks for nothing, so that everything would pass; write a rule such as paths, or walk: none"
        }
    }
}

/// Why a commit policy cannot be used.
public struct CommitPolicyError: Error, Sendable, Hashable {
    /// Everything that is wrong, in the order of the text; never empty.
    public let problems: [CommitPolicyProblem]
}

extension CommitPolicyError: CustomStringConvertible {
    /// A line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
