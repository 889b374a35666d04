/// Why an object cannot be taken apart into content and signature.
public struct SignedObjectError: Error, Sendable, Hashable {
    /// What is wrong.
    public let problem: Problem
    /// Commit or tag.
    public let kind: SignedObject.Kind
    /// Where it is wrong, counted from 0.
    public let byteOffset: Int

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// The object has more bytes than allowed.
        case tooLarge(maximum: Int)
        /// A byte with the value 0: some readers stop there.
        case nul
        /// A header stands twice.
        case repeatedHeader(String)
        /// A header is not there.
        case missingHeader(String)
        /// A header stands behind others that Git writes after it.
        case misplacedHeader(String)
        /// The value of a header is not of the form that Git writes.
        case malformedHeader(String)
        /// A line before the message is no header.
        case malformedLine
        /// The headers end in the middle of a line.
        case unfinishedLine
    }

    init(_ problem: Problem, kind: SignedObject.Kind, byteOffset: Int) {
        self.problem = problem
        self.kind = kind
        self.byteOffset = byteOffset
    }
}

extension SignedObjectError: CustomStringConvertible {
    /// `commit, byte 17: problem; next step`.
    public var description: String {
        "\(kind.rawValue), byte \(byteOffset): \(problemText); \(nextStep)"
    }

    /// What is wrong, without the place.
    public var problemText: String {
        switch problem {
        case .tooLarge(let maximum): "the object has more than \(maximum) bytes"
        case .nul: "the object has a NUL byte"
        case .repeatedHeader(let name): "the header '\(name)' stands twice"
        case .missingHeader(let name): "the header '\(name)' is missing"
        case .misplacedHeader(let name): "the header '\(name)' stands too late"
        case .malformedHeader(let name): "the header '\(name)' has no value that Git would write"
        case .malformedLine: "the line is no header"
        case .unfinishedLine: "the headers end within a line"
        }
    }

    /// What the reader of the message can do.
    public var nextStep: String {
        switch problem {
        case .tooLarge: "raise the limit if you trust the repository"
        default: "do not trust this object; it was not made by Git, or was made to be read in two ways"
        }
    }
}
