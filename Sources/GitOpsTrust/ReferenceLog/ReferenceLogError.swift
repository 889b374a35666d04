/// Why a reference log cannot be read, believed or written.
public struct ReferenceLogError: Error, Sendable, Hashable {
    /// What is wrong.
    public let problem: Problem
    /// The file.
    public let file: String
    /// Counted from 1; 0 when it concerns the file as a whole.
    public let line: Int

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// The operating system says no.
        case failed(String)
        /// The file has more bytes than allowed.
        case tooLarge(maximum: Int)
        /// The file does not begin as a log does.
        case notALog
        /// The line is not one that a log has, or was changed.
        case changedLine
        /// The line does not follow the one before: lines were taken out, put in or moved.
        case brokenChain
        /// The last line has no end: a crash left it, or it was changed.
        case unfinishedLine
        /// The entry that should be there is not: the log was cut off or made anew.
        case missingHead(ReferenceLogHead)
        /// A name or remote that a line cannot hold.
        case tooLong(maximum: Int)
    }

    init(_ problem: Problem, file: String, line: Int = 0) {
        self.problem = problem
        self.file = file
        self.line = line
    }
}

extension ReferenceLogError: CustomStringConvertible {
    /// `file:line: problem; next step`.
    public var description: String { "\(file)\(line > 0 ? ":\(line)" : ""): \(problemText); \(nextStep)" }

    /// What is wrong, without the place.
    public var problemText: String {
        switch problem {
        case .failed(let reason): "the log cannot be used: \(reason)"
        case .tooLarge(let maximum): "the log has more than \(maximum) bytes"
        case .notALog: "the file is not a log of references"
        case .changedLine: "the line was changed"
        case .brokenChain: "the line does not follow the one before"
        case .unfinishedLine: "the line does not end"
        case .missingHead(let head): "there is no entry \(head)"
        case .tooLong(let maximum): "the entry has more than \(maximum) bytes"
        }
    }

    /// What the reader of the message can do.
    public var nextStep: String {
        switch problem {
        case .failed: "check the path, what may be written there, and the space on the disk"
        case .tooLarge: "raise the limit, or begin a new log"
        case .notALog: "name another file; this one is left as it is"
        case .changedLine, .brokenChain: "do not trust the log from here on; compare it with a copy"
        case .unfinishedLine: "the next entry takes it away and says so"
        case .missingHead: "do not trust the log; compare it with a copy"
        case .tooLong: "name the remote shorter"
        }
    }
}
