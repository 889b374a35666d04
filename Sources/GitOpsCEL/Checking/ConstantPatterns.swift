import GitOpsManifest
import GitOpsRegex
import Synchronization

/// The constant patterns of expressions that belong together, which share one budget: a set of policies with thousands
/// of large patterns would else take minutes and gigabytes to be read.
///
/// A pattern is compiled once.
package final class ConstantPatterns: Sendable {
    /// Why there is no compiled pattern.
    enum Problem: Error {
        /// It is none.
        case invalid(RegularExpressionError)
        /// Compiling it, or it and those before, takes more work than allowed.
        case tooMuchWork
    }

    private struct State {
        var instructions: Int
        var known: [ExactText: Result<RegularExpression, Problem>] = [:]
    }

    private let state: Mutex<State>

    /// Patterns that may have so many instructions of RE2 together; each takes 16 bytes.
    package init(instructions: Int = 6_000_000) { state = Mutex(State(instructions: instructions)) }

    func expression(_ pattern: String) throws(Problem) -> RegularExpression {
        try state.withLock { state in
            let key = ExactText(pattern)
            if let known = state.known[key] { return known }
            let result = Self.compile(pattern, &state.instructions)
            state.known[key] = result
            return result
        }.get()
    }

    private static func compile(_ pattern: String, _ instructions: inout Int) -> Result<RegularExpression, Problem> {
        guard instructions > 0 else { return .failure(.tooMuchWork) }
        do throws(RegularExpressionError) {
            let expression = try RegularExpression.compact(pattern, memory: RegularExpression.largestMemory)
            instructions -= expression.programSize
            return .success(expression)
        } catch {
            guard error.isTooLarge else { return .failure(.invalid(error)) }
            instructions -= largestProgram
            return .failure(.tooMuchWork)
        }
    }

    /// What was made in vain of a pattern that is too large: RE2 gives two thirds of the memory to the program.
    private static let largestProgram = RegularExpression.largestMemory / 24
}
