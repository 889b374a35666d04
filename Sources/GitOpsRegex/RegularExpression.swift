internal import CRE2

/// A regular expression with the syntax of Go and RE2, matched in time linear in the text.
///
/// Hostile expressions and texts cost no more than friendly ones: there is no backtracking, and the memory of an
/// expression is bounded. Texts are UTF-8; ranges are byte offsets.
///
/// ```swift
/// let name = try RegularExpression("^([a-z]+)-[0-9]+$")
/// name.hasMatch(in: "web-1")
/// ```
///
/// Source: https://github.com/google/re2/wiki/Syntax.
///
/// `@unchecked Sendable` is sound because RE2 objects may be matched by many threads at once, and this one is never
/// changed between `init` and `deinit`.
public final class RegularExpression: @unchecked Sendable {
    /// The expression as it was written.
    public let pattern: String
    /// Instructions of the compiled program, by which the work of compiling and matching and the memory grow.
    package let programSize: Int
    /// The most bytes that the program and the states kept for matching take.
    package let memory: Int
    private let expression: OpaquePointer

    /// The largest program and state cache of one expression, in bytes, unless told otherwise: RE2's own default.
    public static let defaultMemory = 8 << 20
    /// The memory of the largest programs that are worth waiting for, in bytes. Go counts classes of Unicode as one instruction,
    /// of which RE2 makes a thousand and more: `[\\pL\\pN]{900}` takes about a second and 30 MiB.
    package static let largestMemory = 64 << 20

    /// Compiles an expression.
    ///
    /// - Throws: `RegularExpressionError`, also when the expression needs more memory than allowed.
    public init(_ pattern: String, memory: Int = defaultMemory) throws(RegularExpressionError) {
        var text: String
        do throws(GoSyntax.Refusal) {
            text = try GoSyntax.translated(pattern)
        } catch {
            throw RegularExpressionError(pattern: pattern, reason: error.reason, part: error.part)
        }
        self.pattern = pattern
        let memory = max(0, memory)
        self.memory = memory
        let compiled = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                gitops_re2_compile($0.baseAddress, $0.count, Int64(memory))
            }
        }
        // The shim never returns null.
        guard let compiled else { throw RegularExpressionError(pattern: pattern, reason: "out of memory", part: "") }
        if let reason = gitops_re2_error(compiled) {
            var count = 0
            let part = gitops_re2_error_part(compiled, &count)
            let bytes = UnsafeRawBufferPointer(start: part, count: count)
            let error = RegularExpressionError(
                pattern: pattern, reason: String(cString: reason), part: String(decoding: bytes, as: UTF8.self))
            gitops_re2_free(compiled)
            throw error
        }
        expression = compiled
        programSize = Int(gitops_re2_program_size(compiled))
    }

    /// Compiles an expression so that it takes little memory when its program is small: few of thousands that are kept have
    /// many states, unless somebody wants them to.
    ///
    /// A pattern whose program does not fit into the memory of most is tried with more where that is allowed.
    package static func compact(_ pattern: String, memory: Int) throws(RegularExpressionError) -> RegularExpression {
        if memory > compactMemory, let small = try? RegularExpression(pattern, memory: compactMemory),
            small.programSize <= compactProgram
        {
            return small
        }
        if memory > defaultMemory {
            do throws(RegularExpressionError) {
                return try RegularExpression(pattern)
            } catch {
                guard error.isTooLarge else { throw error }
            }
        }
        return try RegularExpression(pattern, memory: memory)
    }

    private static let compactMemory = 256 << 10
    /// A larger program has states of which too few fit, and matches slowly.
    private static let compactProgram = 400

    deinit { gitops_re2_free(expression) }

    /// Number of groups in parentheses.
    public var groupCount: Int { Int(gitops_re2_group_count(expression)) }

    /// The name of a group counted from 1, when it has one.
    public func name(ofGroup group: Int) -> String? {
        guard let group = Int32(exactly: group) else { return nil }
        return gitops_re2_group_name(expression, group).map { String(cString: $0) }
    }
}

// MARK: Matching

extension RegularExpression {
    /// Whether a part of the text matches. Complexity: O(text).
    public func hasMatch(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { hasMatch(in: $0) }
    }

    /// Whether a part of the text matches. Complexity: O(count).
    package func hasMatch(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withMemoryRebound(to: CChar.self) {
            gitops_re2_match(expression, $0.baseAddress, $0.count, 0, nil, 0) != 0
        }
    }

    /// The first match at or after a byte offset: the range of the whole match, then those of the groups, `nil` where a
    /// group took no part.
    ///
    /// Complexity: O(text).
    public func firstMatch(in text: String, from start: Int = 0) -> [Range<Int>?]? {
        guard start >= 0 else { return nil }
        var text = text
        return text.withUTF8 { bytes in
            var groups = [gitops_re2_range](repeating: gitops_re2_range(start: -1, end: -1), count: groupCount + 1)
            let found = bytes.withMemoryRebound(to: CChar.self) {
                gitops_re2_match(expression, $0.baseAddress, $0.count, start, &groups, Int32(groups.count))
            }
            return found == 0 ? nil : groups.map { $0.start < 0 ? nil : $0.start..<$0.end }
        }
    }
}

/// Why an expression cannot be compiled.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The expression.
    public let pattern: String
    /// What is wrong.
    public let reason: String
    /// The part of the expression that is wrong.
    public let part: String

    /// The expression, what is wrong and where.
    public var description: String { "'\(pattern)' is no regular expression: \(explanation)" }

    /// What is wrong and where.
    package var explanation: String {
        place.map { "\(reason) (character \($0) of the pattern)" } ?? reason
    }

    /// The character of the pattern, counted from 1, that the part begins with; `nil` where that is not known.
    package var place: Int? {
        if part.isEmpty { return nil }
        let (whole, wrong) = (Array(pattern.unicodeScalars), Array(part.unicodeScalars))
        guard wrong.count <= whole.count else { return nil }
        let places = (0...whole.count - wrong.count).filter { whole[$0..<$0 + wrong.count].elementsEqual(wrong) }
        return places.count == 1 ? places[0] + 1 : nil
    }

    /// Whether Go might take the expression, whose program has no room here.
    package var isTooLarge: Bool { reason.utf8.starts(with: "pattern too large".utf8) }
}
